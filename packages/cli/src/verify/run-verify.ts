import { existsSync, statSync } from "node:fs";
import { answer } from "../answer.ts";
import { CommandError, exitCodes, UsageError } from "../failure.ts";
import { FileFault } from "../files/digest-file.ts";
import { FilePool } from "../files/file-pool.ts";
import { chooseLanguage } from "../language.ts";
import { Progress } from "../terminal/progress.ts";
import { findTrust } from "./find-trust.ts";
import type { VerifyOptions } from "./options.ts";
import { reportJson, reportLines } from "./verdict-table.ts";
import {
  type OpenedCertificate,
  openCertificate,
  verifyCertificate,
} from "./verify-certificate.ts";
import { verifyClaimsFile } from "./verify-claims.ts";
import { verifyFolder } from "./verify-folder.ts";
import { type Digester, verifyProof } from "./verify-proof.ts";

function kindOf(path: string): "file" | "folder" {
  if (!existsSync(path)) throw new UsageError(`${path}: there is no such file`);
  return statSync(path).isDirectory() ? "folder" : "file";
}

/** Which file is held against which receipt when only one of the two is named. */
function pairOf(file: string, receipt: string | undefined): { file?: string; receipt: string } {
  if (receipt !== undefined) return { file, receipt };
  if (/\.(receipt|proof|claims)$/i.test(file)) return { receipt: file };
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
  if (kind === "file") return verifyOne(first, second, options);
  if (second === undefined) throw new UsageError("name the folder of the receipts as well");
  return verifyFolder(first, second, options);
}

/** A certificate and the file it is held against, in whichever order they were named. */
async function certificateOf(
  first: string,
  second: string | undefined,
): Promise<{ certificate: OpenedCertificate; file: string | undefined } | undefined> {
  if (second !== undefined) {
    const named = await openCertificate(second);
    if (named !== undefined) return { certificate: named, file: first };
    if (/\.(receipt|proof|claims)$/i.test(second)) return undefined;
  } else if (existsSync(`${first}.receipt`)) {
    // A certificate may itself have been deposited.
    return undefined;
  }
  const alone = await openCertificate(first);
  return alone && { certificate: alone, file: second };
}

async function verifyOpened(
  { certificate, file }: { certificate: OpenedCertificate; file: string | undefined },
  options: VerifyOptions,
): Promise<number> {
  const found = findTrust(certificate.path, options);
  const language = chooseLanguage(options.lang, process.env);
  const pool = new FilePool(found?.trust, 1);
  const size = file === undefined ? 0 : statSync(file).size;
  const digester: Digester = (path, wanted) => pool.digest(path, wanted, size);
  try {
    return await verifyCertificate(certificate, file, found, { ...options, language }, digester);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new CommandError(error.code, `${file}: ${error.message}`, "", error);
  } finally {
    await pool.close();
  }
}

async function verifyOne(
  first: string,
  second: string | undefined,
  options: VerifyOptions,
): Promise<number> {
  const certificate = await certificateOf(first, second);
  if (certificate !== undefined) return verifyOpened(certificate, options);
  const { file, receipt } = pairOf(first, second);
  const found = findTrust(receipt, options);
  const language = chooseLanguage(options.lang, process.env);
  if (/\.claims$/i.test(receipt)) {
    if (file !== undefined) throw new UsageError("claims are about rows, not about a file");
    return verifyClaimsFile(receipt, found, { ...options, language });
  }
  const pool = new FilePool(found?.trust, 1);
  const progress = new Progress("read", process.stderr);
  const size = file === undefined ? 0 : statSync(file).size;
  progress.total = { files: 1, bytes: size };
  const tell = (bytes: number) => progress.add(0, bytes);
  try {
    if (/\.proof$/i.test(receipt)) {
      const digester: Digester = (path, wanted) => pool.digest(path, wanted, size, tell);
      return await verifyProof(receipt, file, found, { ...options, language }, digester);
    }
    const result = await pool.verify(receipt, file, size, tell);
    progress.clear();
    answer(options, { file: file ?? null, receipt, ...reportJson(result, found) }, () =>
      reportLines(result, found, language),
    );
    return result.valid ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const about = error.code === "receipt-unreadable" ? "" : `${file}: `;
    throw new CommandError(error.code, `${about}${error.message}`, "", error);
  } finally {
    progress.clear();
    await pool.close();
  }
}
