import { readFileSync, statSync } from "node:fs";
import { RECEIPT_BYTES_MAX } from "@tallystick/core/limits";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Trust } from "@tallystick/core/trust";
import { requiredDigests, type VerifyResult, verify } from "@tallystick/core/verify";
import type { FileDigests, WantedDigest } from "../digest/digest-file.ts";
import { CommandError } from "../failure.ts";

/** Digests a file: in this thread or in others, with progress or without. */
export type Digester = (path: string, wanted: readonly WantedDigest[]) => Promise<FileDigests>;

/** Reads a receipt, but never more of a file than a receipt may have. @throws CommandError */
export function readReceipt(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > RECEIPT_BYTES_MAX) throw new Error("it is too large to be a receipt");
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    const why = error.code === "ENOENT" ? "there is no such file" : error.message;
    throw new CommandError("receipt-unreadable", `${path}: ${why}`, "", cause);
  }
}

/**
 * Checks a receipt, together with the file it is about when that is given. The file is read once,
 * with the digests that the receipt asks for; a receipt about no file still has the file's length taken.
 * @throws CommandError when the receipt cannot be read, DigestFault when the file cannot
 */
export async function verifyFile(
  receiptPath: string,
  filePath: string | undefined,
  trust: Trust | undefined,
  digester: Digester,
): Promise<VerifyResult> {
  const receipt = readReceipt(receiptPath);
  const common = { receipt, now: Date.now(), suites: nodeSuite, ...(trust && { trust }) };
  if (filePath === undefined) return verify(common);
  const wanted = requiredDigests(receipt);
  const { size, digests } = await digester(filePath, wanted);
  const byTag = new Map(wanted.map(({ alg }, at) => [alg, digests[at] ?? new Uint8Array()]));
  return verify({ ...common, file: { size, digests: byTag } });
}
