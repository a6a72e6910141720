/**
 * A batch share: what one caller gets for a run of digests that a node deposited in a batch together
 * with those of others. docs/reference/batch-share.md.
 *
 * It is not evidence itself. With the caller's own digests it expands into one receipt bundle a
 * digest, each of which stands alone.
 */
import type { DigestTag } from "./algorithms.ts";
import { batchLeafHashes, encodeBatchLeaf } from "./batch-leaf.ts";
import { equalBytes } from "./bytes.ts";
import { decodeCbor, encodeCbor } from "./cbor.ts";
import { decodeEntry } from "./entry.ts";
import { FormatError, type FormatErrorCode } from "./format-error.ts";
import { PATH_HASHES_MAX, RECEIPT_BYTES_MAX } from "./limits.ts";
import { expandRange, type RangeProof } from "./range-proof.ts";
import { decodeReceipt, type Receipt } from "./receipt.ts";
import { batchFrame, writeBatchReceipt } from "./receipt-writer.ts";
import { readBytes, readHashes, readLiteral, readMap, readUint } from "./schema.ts";
import { decodeStatement } from "./statement.ts";
import type { Suite } from "./suite/suite.ts";

/** The place that one caller's digests took in a batch. */
export interface BatchShare {
  /** Receipt bundle of the deposit-batch statement, without a batch part. */
  readonly receipt: Uint8Array;
  /** Log index of its entry. */
  readonly index: number;
  /** Height of its block. */
  readonly height: number;
  /** Leaves of the whole batch. */
  readonly size: number;
  /** The caller's digests are the leaves [first, first + count). */
  readonly first: number;
  readonly count: number;
  /** Hashes from which, with the caller's own leaves, every path of the run can be rebuilt. */
  readonly proof: RangeProof;
}

/** Bytes that are not a batch share, or one that does not fit the digests it is expanded with. */
export class BatchShareError extends FormatError {
  override readonly name = "BatchShareError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("batch-share", code, message, cause);
  }
}

/** Text in the member `format`. */
export const BATCH_SHARE_FORMAT = "tallystick-batch-share/1";

/** Bytes of a share. */
export function encodeBatchShare(share: BatchShare): Uint8Array {
  const { receipt, index, height, size, first, count, proof } = share;
  const numbers = { index, height, size, first, count };
  return encodeCbor({ format: BATCH_SHARE_FORMAT, receipt, ...numbers, proof: [...proof] });
}

const MEMBERS = ["format", "receipt", "index", "height", "size", "first", "count", "proof"];

/** Decodes a share strictly. Throws {@link BatchShareError}. */
export function decodeBatchShare(bytes: Uint8Array): BatchShare {
  try {
    const map = readMap(decodeCbor(bytes, { maxBytes: 2 * RECEIPT_BYTES_MAX }), "share", MEMBERS);
    readLiteral(map.get("format"), "format", BATCH_SHARE_FORMAT);
    const number = (name: string): number => readUint(map.get(name), name);
    return {
      receipt: readBytes(map.get("receipt"), "receipt", 1, RECEIPT_BYTES_MAX),
      index: number("index"),
      height: number("height"),
      size: number("size"),
      first: number("first"),
      count: number("count"),
      // At most one hash on either side of the run at each level.
      proof: readHashes(map.get("proof"), "proof", 2 * PATH_HASHES_MAX),
    };
  } catch (cause) {
    if (cause instanceof Error) throw new BatchShareError("malformed", cause.message, cause);
    throw cause;
  }
}

/** Receipts of the digests of a share. */
export interface ExpandedShare {
  readonly count: number;
  /** Receipt bundle of digest `i` of the run. Throws RangeError outside it. */
  readonly receipt: (i: number) => Uint8Array;
}

/**
 * Rebuilds the paths of a share's digests. That they lead to the root which the statement deposits is
 * checked here; the statement and its place in the log are for verify() to judge.
 *
 * @param digests the digests that were sent, concatenated, all of one algorithm
 * @throws BatchShareError `malformed` when the share is not one of these digests
 */
export function expandBatchShare(
  suite: Suite,
  share: BatchShare,
  alg: DigestTag,
  digests: Uint8Array,
): ExpandedShare {
  const { size, first, count, proof } = share;
  const length = digests.length / count;
  try {
    const leafHashes = batchLeafHashes(suite.hash, alg, digests);
    if (leafHashes.length !== count) throw new RangeError("not as many digests as the share has");
    const { root, paths } = expandRange(suite, { size, from: first, leafHashes, proof });
    const receipt: Receipt = decodeReceipt(share.receipt);
    const { input } = decodeStatement(decodeEntry(receipt.entry).statement);
    const deposited = input.get("root");
    const agrees = deposited instanceof Uint8Array && equalBytes(deposited, root);
    if (!agrees || input.get("size") !== size) throw new RangeError("not the batch deposited");
    const frame = batchFrame(receipt);
    return {
      count,
      receipt(i) {
        const digest = digests.subarray(i * length, (i + 1) * length);
        const leaf = encodeBatchLeaf({ alg, digest });
        return writeBatchReceipt(frame, leaf, first + i, paths(first + i));
      },
    };
  } catch (cause) {
    if (cause instanceof Error) throw new BatchShareError("malformed", cause.message, cause);
    throw cause;
  }
}
