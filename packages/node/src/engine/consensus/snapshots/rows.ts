/** Which rows of a store are the ledger's, the same at every organisation, and how they are written down. */
import { compareBytes, equalBytes } from "@tallystick/core/bytes";
import { cborItemLength, decodeCbor } from "@tallystick/core/cbor";
import { readArray, readBytes } from "@tallystick/core/schema";
import { KEY_SPACE, metaKey } from "@tallystick/ledger/key-space";
import { STORE_KEY_BYTES_MAX, type WriteOp } from "@tallystick/ledger/store";
import { SNAPSHOT_CHUNK_BYTES_MAX } from "./limits.ts";
import { SnapshotError } from "./manifest.ts";

/**
 * The spaces of a snapshot, in the order of their keys. Batch leaves are not among them: each node keeps
 * those of the batches that it has made itself.
 */
export const SNAPSHOT_SPACES: readonly number[] = [
  KEY_SPACE.blocks,
  KEY_SPACE.certificates,
  KEY_SPACE.entries,
  KEY_SPACE.indexes,
  KEY_SPACE.meta,
  KEY_SPACE.tiles,
  KEY_SPACE.rows,
  KEY_SPACE.statements,
  KEY_SPACE.state,
].sort((a, b) => a - b);

/** Spaces that only grow at their end, so that a full chunk of them never changes again. */
export const GROWING_SPACES: ReadonlySet<number> = new Set([
  KEY_SPACE.blocks,
  KEY_SPACE.certificates,
  KEY_SPACE.entries,
]);

/** Third byte of the keys of a tree's upper levels: a hint that each node writes when it stops. */
const TREE_HINT = 0x02;

/** Which organisation handed the ledger over is in its own store alone; the record of the chain is in all. */
const ADOPTION = metaKey("adoption");

/** Whether a row is the ledger's: what a node has for itself is left out. */
export function isSnapshotRow(key: Uint8Array): boolean {
  const space = key[0] ?? 0;
  if (space === KEY_SPACE.state) return key[2] !== TREE_HINT;
  if (space === KEY_SPACE.meta && equalBytes(key, ADOPTION)) return false;
  return SNAPSHOT_SPACES.includes(space);
}

/**
 * The rows of a chunk, in order.
 *
 * @param after the last key of the chunk before
 * @throws SnapshotError when they are no rows of a ledger, or not in order
 */
export function readChunkRows(chunk: Uint8Array, after: Uint8Array | undefined): WriteOp[] {
  const rows: WriteOp[] = [];
  let last = after;
  try {
    for (let at = 0; at < chunk.length; ) {
      const length = cborItemLength(chunk, at);
      const item = decodeCbor(chunk.subarray(at, at + length));
      const [first, second] = readArray(item, "row", 2);
      const key = readBytes(first, "key", 1, STORE_KEY_BYTES_MAX);
      const value = readBytes(second, "value", 0, SNAPSHOT_CHUNK_BYTES_MAX);
      if (!isSnapshotRow(key)) throw new RangeError("a row that is none of the ledger's");
      if (last !== undefined && compareBytes(key, last) <= 0) throw new RangeError("out of order");
      rows.push({ key, value });
      last = key;
      at += length;
    }
  } catch (cause) {
    throw new SnapshotError("a chunk does not hold rows in order", { cause });
  }
  return rows;
}
