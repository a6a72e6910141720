import { statSync, writeFileSync } from "node:fs";
import { evidence } from "@tallystick/apps/evidence/index";
import { toHex } from "@tallystick/core/bytes";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verifyStateAnswer } from "@tallystick/core/verify-state-answer";
import { answer, shade } from "../answer.ts";
import { viewAnswer } from "../calls/run-view.ts";
import { CommandError, exitCodes, UsageError } from "../failure.ts";
import { FileFault } from "../files/digest-file.ts";
import { FilePool } from "../files/file-pool.ts";
import { chooseLanguage } from "../language.ts";
import { fieldLines } from "../terminal/fields.ts";
import { formatTime } from "../terminal/quantities.ts";
import { countSentence, depositsOf } from "../verify/count-deposits.ts";
import { ledgerTrust } from "./ledger-trust.ts";

/** Options of `lookup`. */
export interface LookupOptions {
  readonly json?: boolean;
  readonly lang?: string;
  readonly url: string;
  readonly data: string;
  readonly digest?: string;
  readonly hex?: string;
  readonly proof?: string;
}

const HEX_DIGITS: Readonly<Record<string, number>> = { "sha-384": 96, "sha-512": 128 };

async function digestOf(
  file: string | undefined,
  alg: string,
  hex: string | undefined,
): Promise<string> {
  if ((file === undefined) === (hex === undefined))
    throw new UsageError("name a file, or a digest with --hex");
  if (hex !== undefined) {
    const digits = HEX_DIGITS[alg] ?? 64;
    if (!new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hex))
      throw new UsageError(`--hex: ${alg} has ${digits} hex digits`);
    return hex.toLowerCase();
  }
  const path = file as string;
  const pool = new FilePool(undefined, 1);
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) throw new UsageError(`${path}: there is no such file`);
    const { digests } = await pool.digest(path, [{ alg }], size);
    return toHex(digests[0] ?? new Uint8Array());
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new CommandError("file-unreadable", `${path}: ${error.message}`, "", error);
  } finally {
    await pool.close();
  }
}

/**
 * `tallystick lookup`: asks for the deposits of a digest with their proof, and believes the proof, not
 * the answer.
 * @returns the exit code: 0 when there is a deposit
 */
export async function runLookup(file: string | undefined, options: LookupOptions): Promise<number> {
  const { trust } = await ledgerTrust(options);
  const alg = options.digest ?? (trust.suite === "gm" ? "sm3" : "sha-256");
  const digest = await digestOf(file, alg, options.hex);
  const asked = { alg, digest };
  const { data, proof, height, time } = await viewAnswer(
    evidence,
    evidence.views.byDigest,
    asked,
    options,
    true,
  );
  const bytes = proof ?? new Uint8Array();
  const { summary } = verifyStateAnswer({ answer: bytes, trust, suites: nodeSuite });
  const [found] = depositsOf(summary?.records ?? [], new Map([[alg, digest]]));
  if (found === undefined)
    throw new CommandError("not-verified", "the proof is about another digest");
  const language = chooseLanguage(options.lang, process.env);
  if (options.proof !== undefined) writeFileSync(options.proof, bytes);
  const told = {
    alg,
    digest,
    count: found.shown,
    complete: found.complete,
    height,
    time,
    ...data,
  };
  answer(options, { ...told, proof: options.proof ?? null }, () => [
    shade(found.shown > 0 ? "good" : "strong", countSentence(found)[language]),
    ...(found.shown > 0 ? fieldLines(data, "  ") : []),
    `${alg} ${digest}`,
    `block ${height}, ${formatTime(time)}`,
  ]);
  return found.shown > 0 ? exitCodes.ok : exitCodes.failed;
}
