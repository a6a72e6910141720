import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { TRUST_TEXT_MAX } from "@tallystick/core/limits";
import { parseTrust, type Trust } from "@tallystick/core/trust";
import { CommandError, UsageError } from "../failure.ts";
import type { Sentence } from "../language.ts";

/** Name of the trust file that `deposit` leaves beside the receipts. */
export const TRUST_BESIDE = "ledger.trust.json";

/** Where a trust file came from: whoever reads a verdict has to know whom it rests on. */
export type TrustSource = "option" | "beside" | "data";

/** A trust file that was found. */
export interface FoundTrust {
  readonly trust: Trust;
  readonly path: string;
  readonly source: TrustSource;
  /** SHA-256 of the file's bytes, hex: what `sha256sum` prints. */
  readonly fingerprint: string;
}

/** The sources in words. */
export const trustSourceWords: Readonly<Record<TrustSource, Sentence>> = {
  option: { en: "given with --trust", zh: "由 --trust 指定" },
  beside: { en: "found beside the receipt", zh: "在回执旁找到" },
  data: { en: "from the data directory", zh: "来自数据目录" },
};

/** Reads a trust file. @throws CommandError */
export function readTrust(path: string, source: TrustSource): FoundTrust {
  let bytes: Buffer;
  try {
    if (statSync(path).size > TRUST_TEXT_MAX * 4) throw new Error("it is too large");
    bytes = readFileSync(path);
  } catch (cause) {
    const message = `the trust file ${path} cannot be read: ${(cause as Error).message}`;
    throw new CommandError("trust-unreadable", message, "", cause);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const fingerprint = createHash("sha256").update(bytes).digest("hex");
    return { trust: parseTrust(text), path, source, fingerprint };
  } catch (cause) {
    const message = `${path} is not a trust file: ${(cause as Error).message}`;
    throw new CommandError(
      "trust-malformed",
      message,
      "ask the ledger's operators for it again",
      cause,
    );
  }
}

/** The folders from the receipt's own upward: receipts of a folder lie below the one trust file. */
function* upward(folder: string): Generator<string> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

/**
 * The trust file for a receipt: the one named, else `ledger.trust.json` in the receipt's folder or
 * above it, else that of the data directory. Undefined when there is none, and then no signature of
 * an organisation can be checked.
 * @throws CommandError when the file is not one; UsageError when a named one is missing
 */
export function findTrust(
  receiptPath: string,
  options: { readonly trust?: string | undefined; readonly data: string },
): FoundTrust | undefined {
  if (options.trust !== undefined) {
    if (!existsSync(options.trust)) throw new UsageError(`${options.trust}: there is no such file`);
    return readTrust(options.trust, "option");
  }
  for (const folder of upward(dirname(receiptPath))) {
    const path = join(folder, TRUST_BESIDE);
    if (existsSync(path)) return readTrust(path, "beside");
  }
  const path = join(options.data, "trust.json");
  return existsSync(path) ? readTrust(path, "data") : undefined;
}

/** A fingerprint in groups of four digits, as people compare them. */
export function groupDigits(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, "$1 ");
}
