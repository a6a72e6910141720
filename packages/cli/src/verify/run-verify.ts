import { existsSync, statSync } from "node:fs";
import { answer } from "../answer.ts";
import type { VerifyOptions } from "../commands/verify.ts";
import { DigestFault } from "../digest/digest-file.ts";
import { DigestPool } from "../digest/digest-pool.ts";
import { CommandError, exitCodes, UsageError } from "../failure.ts";
import { chooseLanguage } from "../language.ts";
import { Progress } from "../terminal/progress.ts";
import { findTrust } from "./find-trust.ts";
import { reportJson, reportLines } from "./verdict-table.ts";
import { type Digester, verifyFile } from "./verify-file.ts";
import { verifyFolder } from "./verify-folder.ts";
import { verifyProof } from "./verify-proof.ts";

function kindOf(path: string): "file" | "folder" {
  if (!existsSync(path)) throw new UsageError(`${path}: there is no such file`);
  return statSync(path).isDirectory() ? "folder" : "file";
}

/** Which file is held against which receipt when only one of the two is named. */
function pairOf(file: string, receipt: string | undefined): { file?: string; receipt: string } {
  if (receipt !== undefined) return { file, receipt };
  if (/\.(receipt|proof)$/i.test(file)) return { receipt: file };
  const beside = `${file}.receipt`;
  if (existsSync(beside)) return { file, receipt: beside };
  throw new UsageError(`name the receipt: there is no ${beside}`);
}

/**
 * `tallystick verify`: one file, a folder, or a receipt alone.
 * @returns the exit code: 0 when everything is valid
 */
export async function runVerify(
  first: string,
  second: string | undefined,
  options: VerifyOptions,
): Promise<number> {
  const kind = kindOf(first);
  if (second !== undefined && kindOf(second) !== kind) {
    throw new UsageError("a file goes with a receipt, a folder with the folder of its receipts");
  }
  const pool = new DigestPool();
  try {
    if (kind === "folder") {
      if (second === undefined) throw new UsageError("name the folder of the receipts as well");
      return await verifyFolder(first, second, options, pool);
    }
    return await verifyOne(first, second, options, pool);
  } finally {
    await pool.close();
  }
}

async function verifyOne(
  first: string,
  second: string | undefined,
  options: VerifyOptions,
  pool: DigestPool,
): Promise<number> {
  const { file, receipt } = pairOf(first, second);
  const found = findTrust(receipt, options);
  const language = chooseLanguage(options.lang, process.env);
  const digester = progressDigester(pool);
  if (/\.proof$/i.test(receipt)) {
    return verifyProof(receipt, file, found, { ...options, language }, digester);
  }
  const result = await verifyFile(receipt, file, found?.trust, digester);
  answer(options, { file: file ?? null, receipt, ...reportJson(result, found) }, () =>
    reportLines(result, found, language),
  );
  return result.valid ? exitCodes.ok : exitCodes.failed;
}

/** Digests in a thread, and tells how far it is when the file is large. */
function progressDigester(pool: DigestPool): Digester {
  return async (path, wanted) => {
    const progress = new Progress("read", process.stderr);
    const { size } = statSync(path);
    progress.total = { files: 1, bytes: size };
    try {
      return await pool.digest(path, wanted, size, (bytes) => progress.add(0, bytes));
    } catch (error) {
      if (!(error instanceof DigestFault)) throw error;
      throw new CommandError("file-unreadable", `${path}: ${error.message}`, "", error);
    } finally {
      progress.clear();
    }
  };
}
