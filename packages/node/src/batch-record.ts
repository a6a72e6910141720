/**
 * What the node keeps of a batch under its key in space `a`: the digests in their order and the roots
 * of the complete subtrees of 256 leaves, so that the path of any digest can be rebuilt later by
 * hashing 256 leaves and not the whole batch.
 */
import { DIGEST_LENGTH, type DigestTag, isDigestTag } from "@tallystick/core/algorithms";
import { batchLeafHashes, encodeBatchLeaf } from "@tallystick/core/batch-leaf";
import { concatBytes, equalBytes } from "@tallystick/core/bytes";
import { type CborValue, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { HASH_BYTES } from "@tallystick/core/log-tree";
import { buildTree, type TreeLevels, treePath, treeRoot } from "@tallystick/core/range-proof";
import type { BatchPart } from "@tallystick/core/receipt";
import { readArray, readBytes, readLiteral, readMap, SchemaError } from "@tallystick/core/schema";
import type { Suite } from "@tallystick/core/suite/suite";

/** Digests of one algorithm that stand next to each other in a batch, concatenated. */
export interface DigestRun {
  readonly alg: DigestTag;
  readonly digests: Uint8Array;
}

/** A decoded record. */
export interface BatchRecord {
  readonly runs: readonly DigestRun[];
  /** Roots of the subtrees of 256 leaves, the last one of what is left, concatenated. */
  readonly subtrees: Uint8Array;
  /** Leaves of the batch. */
  readonly size: number;
}

const FORMAT = "tallystick-batch/1";
/** Leaves under one kept subtree: 2^8. */
const SUBTREE_LEVEL = 8;
const SUBTREE_LEAVES = 2 ** SUBTREE_LEVEL;
/** Runs in one record; every caller's digests are a run of their own at worst. */
const RUNS_MAX = 262_144;

/** Bytes of the record of a batch. @param levels the tree over all leaves of `runs` */
export function encodeBatchRecord(runs: readonly DigestRun[], levels: TreeLevels): Uint8Array {
  const subtrees = levels[SUBTREE_LEVEL] ?? levels.at(-1) ?? [];
  return encodeCbor({
    format: FORMAT,
    runs: runs.map(({ alg, digests }) => [alg, digests]),
    subtrees: concatBytes(...subtrees),
  });
}

/** Decodes a record; byte strings are views into `bytes`. Throws SchemaError or CborError. */
export function decodeBatchRecord(bytes: Uint8Array): BatchRecord {
  const value = decodeCbor(bytes, { maxBytes: bytes.length, maxItems: 3 * RUNS_MAX + 16 });
  const map = readMap(value, "batch record", ["format", "runs", "subtrees"]);
  readLiteral(map.get("format"), "format", FORMAT);
  const runs = readArray(map.get("runs"), "runs", 1, RUNS_MAX).map(readRun);
  const size = runs.reduce((sum, run) => sum + runLength(run), 0);
  const subtrees = Math.ceil(size / SUBTREE_LEAVES) * HASH_BYTES;
  return { runs, size, subtrees: readBytes(map.get("subtrees"), "subtrees", subtrees) };
}

function readRun(item: CborValue): DigestRun {
  const [alg, digests] = readArray(item, "run", 2);
  if (typeof alg !== "string" || !isDigestTag(alg)) throw new SchemaError("run", "[alg, digests]");
  const bytes = readBytes(digests, "run.digests", 1, Number.MAX_SAFE_INTEGER);
  if (bytes.length % DIGEST_LENGTH[alg] !== 0) throw new SchemaError("run", "whole digests");
  return { alg, digests: bytes };
}

function runLength({ alg, digests }: DigestRun): number {
  return digests.length / DIGEST_LENGTH[alg];
}

/** Position of a digest in the batch, the first one when it is there several times. */
export function findInBatch(
  record: BatchRecord,
  alg: DigestTag,
  digest: Uint8Array,
): number | undefined {
  const length = DIGEST_LENGTH[alg];
  let base = 0;
  for (const run of record.runs) {
    if (run.alg === alg) {
      const place = alignedIndexOf(run.digests, digest, length);
      if (place >= 0) return base + place / length;
    }
    base += runLength(run);
  }
  return undefined;
}

/** `indexOf` that skips matches which straddle two digests. */
function alignedIndexOf(haystack: Uint8Array, needle: Uint8Array, length: number): number {
  const buffer = Buffer.from(haystack.buffer, haystack.byteOffset, haystack.length);
  let at = buffer.indexOf(needle);
  while (at >= 0 && at % length !== 0) at = buffer.indexOf(needle, at + 1);
  return at;
}

/**
 * The batch part of the receipt of leaf `index`.
 * @throws SchemaError when the record contradicts itself, which means that it is damaged
 */
export function batchPart(suite: Suite, record: BatchRecord, index: number): BatchPart {
  const chunk = Math.floor(index / SUBTREE_LEAVES);
  const from = chunk * SUBTREE_LEAVES;
  const lower = buildTree(suite, leafHashesOf(suite, record, from, from + SUBTREE_LEAVES));
  const upper = buildTree(suite, hashesOf(record.subtrees));
  const kept = upper[0]?.[chunk];
  if (kept === undefined || !equalBytes(treeRoot(lower), kept)) {
    throw new SchemaError("batch record", "whole: its digests do not give its subtrees");
  }
  return {
    leaf: leafAt(record, index),
    index,
    path: [...treePath(lower, index - from), ...treePath(upper, chunk)],
  };
}

/** Root of the batch that a record describes, from its subtrees. */
export function batchRoot(suite: Suite, record: BatchRecord): Uint8Array {
  return treeRoot(buildTree(suite, hashesOf(record.subtrees)));
}

function leafHashesOf(suite: Suite, record: BatchRecord, from: number, to: number): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  let base = 0;
  for (const run of record.runs) {
    const count = runLength(run);
    const length = DIGEST_LENGTH[run.alg];
    const low = Math.max(from - base, 0);
    const high = Math.min(to - base, count);
    if (low < high) {
      const digests = run.digests.subarray(low * length, high * length);
      hashes.push(...batchLeafHashes(suite.hash, run.alg, digests));
    }
    base += count;
    if (base >= to) break;
  }
  return hashes;
}

function leafAt(record: BatchRecord, index: number): Uint8Array {
  let base = 0;
  for (const run of record.runs) {
    const count = runLength(run);
    if (index < base + count) {
      const length = DIGEST_LENGTH[run.alg];
      const at = (index - base) * length;
      return encodeBatchLeaf({ alg: run.alg, digest: run.digests.subarray(at, at + length) });
    }
    base += count;
  }
  throw new RangeError("no such leaf in this batch");
}

function hashesOf(concatenated: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < concatenated.length; at += HASH_BYTES) {
    hashes.push(concatenated.subarray(at, at + HASH_BYTES));
  }
  return hashes;
}
