import { readFileSync, statSync } from "node:fs";
import { RECEIPT_BYTES_MAX } from "@tallystick/core/limits";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Trust } from "@tallystick/core/trust";
import { requiredDigests, type VerifyResult, verify } from "@tallystick/core/verify";
import { digestFile, FileFault } from "./digest-file.ts";

/** Reads a receipt, but never more of a file than a receipt may have. @throws FileFault */
function readReceipt(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > RECEIPT_BYTES_MAX) throw new Error("it is too large to be a receipt");
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    const why = error.code === "ENOENT" ? "there is no such file" : error.message;
    throw new FileFault("receipt-unreadable", `${path}: ${why}`);
  }
}

/**
 * Checks a receipt, together with the file it is about when that is given. The file is read once,
 * with the digests that the receipt asks for; of a file that a receipt is not about only the length
 * is taken. Blocking: meant for a thread of its own.
 * @throws FileFault when the receipt or the file cannot be read
 */
export function verifyFile(
  receiptPath: string,
  filePath: string | undefined,
  trust: Trust | undefined,
  tell: (bytes: number) => void = () => {},
): VerifyResult {
  const receipt = readReceipt(receiptPath);
  const common = { receipt, now: Date.now(), suites: nodeSuite, ...(trust && { trust }) };
  if (filePath === undefined) return verify(common);
  const wanted = requiredDigests(receipt);
  const { size, digests } = digestFile(filePath, wanted, tell);
  const byTag = new Map(wanted.map(({ alg }, at) => [alg, digests[at] ?? new Uint8Array()]));
  return verify({ ...common, file: { size, digests: byTag } });
}
