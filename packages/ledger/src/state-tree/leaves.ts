import { compareBytes, readU64be, u64be } from "@tallystick/core/bytes";
import { HASH_BYTES } from "@tallystick/core/log-tree";
import { pathBit } from "@tallystick/core/state-proof";

const ROW_ID_BYTES = 8;

/** Bytes of one leaf in a bucket. */
export const LEAF_BYTES = 3 * HASH_BYTES + ROW_ID_BYTES;

/** A leaf to insert, replace or (`valueHash` null) remove. `leafHash` is that of path and value hash. */
export interface LeafChange {
  readonly path: Uint8Array;
  readonly valueHash: Uint8Array | null;
  readonly leafHash: Uint8Array | null;
  readonly rowId: number;
}

/**
 * Leaves of a state tree in the order of their paths, column by column. The columns may be views into a
 * stored bucket and are never written to once the leaves are made.
 *
 * Leaf hashes are kept beside what they are made of: a changed bucket then costs one leaf hash for each
 * changed leaf, and cheap inner nodes for the rest.
 */
export class Leaves {
  readonly count: number;
  readonly paths: Uint8Array;
  readonly leafHashes: Uint8Array;
  readonly valueHashes: Uint8Array;
  readonly rowIds: Uint8Array;

  constructor(
    count: number,
    columns: Pick<Leaves, "paths" | "leafHashes" | "valueHashes" | "rowIds">,
  ) {
    this.count = count;
    this.paths = columns.paths;
    this.leafHashes = columns.leafHashes;
    this.valueHashes = columns.valueHashes;
    this.rowIds = columns.rowIds;
  }

  path(i: number): Uint8Array {
    return this.paths.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
  }

  leafHash(i: number): Uint8Array {
    return this.leafHashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
  }

  valueHash(i: number): Uint8Array {
    return this.valueHashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
  }

  rowId(i: number): number {
    return readU64be(this.rowIds, i * ROW_ID_BYTES);
  }

  /** The leaves [from, to) as views. */
  slice(from: number, to: number): Leaves {
    return new Leaves(to - from, {
      paths: this.paths.subarray(from * HASH_BYTES, to * HASH_BYTES),
      leafHashes: this.leafHashes.subarray(from * HASH_BYTES, to * HASH_BYTES),
      valueHashes: this.valueHashes.subarray(from * HASH_BYTES, to * HASH_BYTES),
      rowIds: this.rowIds.subarray(from * ROW_ID_BYTES, to * ROW_ID_BYTES),
    });
  }

  /** Position of the first leaf at or after `from` whose path is not below `path`. */
  lowerBound(path: Uint8Array, from = 0): number {
    let low = from;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareAt(this.paths, middle * HASH_BYTES, path) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Position of the leaf of `path`, or -1. */
  indexOf(path: Uint8Array): number {
    const at = this.lowerBound(path);
    return at < this.count && compareAt(this.paths, at * HASH_BYTES, path) === 0 ? at : -1;
  }

  /** Position of the first leaf in [from, to) that goes right at `depth`; all of them agree on the bits above. */
  splitAt(depth: number, from: number, to: number): number {
    const byte = depth >> 3;
    const mask = 0x80 >> (depth & 7);
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((this.paths[middle * HASH_BYTES + byte] ?? 0) & mask) === 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The leaves of `a`, then those of `b`, whose paths are all above. */
export function joinLeaves(a: Leaves, b: Leaves): Leaves {
  const builder = new LeavesBuilder(a.count + b.count);
  builder.copy(a, 0, a.count);
  builder.copy(b, 0, b.count);
  return builder.done();
}

/** `old` with the changes [from, to) made, which are in the order of their paths. Removing what is absent does nothing. */
export function mergeLeaves(
  old: Leaves | undefined,
  changes: readonly LeafChange[],
  from: number,
  to: number,
): Leaves {
  const builder = new LeavesBuilder((old?.count ?? 0) + to - from);
  let next = 0;
  for (let i = from; i < to; i++) {
    const change = changes[i] as LeafChange;
    if (old !== undefined) {
      const at = old.lowerBound(change.path, next);
      builder.copy(old, next, at);
      const replaced = at < old.count && compareAt(old.paths, at * HASH_BYTES, change.path) === 0;
      next = replaced ? at + 1 : at;
    }
    builder.push(change);
  }
  if (old !== undefined) builder.copy(old, next, old.count);
  return builder.done();
}

/** Position of the first of the sorted changes [from, to) that goes right at `depth`. */
export function splitChanges(
  changes: readonly LeafChange[],
  depth: number,
  from: number,
  to: number,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pathBit((changes[middle] as LeafChange).path, depth) === 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Order of two changes by path. */
export function byPath(a: LeafChange, b: LeafChange): number {
  return compareBytes(a.path, b.path);
}

class LeavesBuilder {
  readonly #all: Leaves;
  #count = 0;

  constructor(capacity: number) {
    this.#all = new Leaves(capacity, {
      paths: new Uint8Array(capacity * HASH_BYTES),
      leafHashes: new Uint8Array(capacity * HASH_BYTES),
      valueHashes: new Uint8Array(capacity * HASH_BYTES),
      rowIds: new Uint8Array(capacity * ROW_ID_BYTES),
    });
  }

  copy(source: Leaves, from: number, to: number): void {
    if (from >= to) return;
    const { paths, leafHashes, valueHashes, rowIds } = source.slice(from, to);
    this.#all.paths.set(paths, this.#count * HASH_BYTES);
    this.#all.leafHashes.set(leafHashes, this.#count * HASH_BYTES);
    this.#all.valueHashes.set(valueHashes, this.#count * HASH_BYTES);
    this.#all.rowIds.set(rowIds, this.#count * ROW_ID_BYTES);
    this.#count += to - from;
  }

  push({ path, valueHash, leafHash, rowId }: LeafChange): void {
    if (valueHash === null || leafHash === null) return;
    this.#all.paths.set(path, this.#count * HASH_BYTES);
    this.#all.leafHashes.set(leafHash, this.#count * HASH_BYTES);
    this.#all.valueHashes.set(valueHash, this.#count * HASH_BYTES);
    this.#all.rowIds.set(u64be(rowId), this.#count * ROW_ID_BYTES);
    this.#count++;
  }

  done(): Leaves {
    return this.#count === this.#all.count ? this.#all : this.#all.slice(0, this.#count);
  }
}

/** Order of the 32 bytes at `offset` of `column` and `path`. */
function compareAt(column: Uint8Array, offset: number, path: Uint8Array): number {
  for (let i = 0; i < HASH_BYTES; i++) {
    const difference = (column[offset + i] as number) - (path[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
