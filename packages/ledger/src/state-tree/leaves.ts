import { compareBytes, readU64be } from "@tallystick/core/bytes";
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
 * Leaves of a state tree in the order of their paths: a window on an array laid out like a stored bucket,
 *
 *     count u8 ‖ paths ‖ leaf hashes ‖ value hashes (32 bytes a leaf each) ‖ row ids (u64 a leaf)
 *
 * so that a bucket is used as it was read and stored as it was made. Nothing writes to the array once the
 * leaves are made. Leaf hashes are kept beside what they are made of: a changed bucket then costs one leaf
 * hash for each changed leaf, and cheap inner nodes for the rest.
 */
export class Leaves {
  /** The array, of 1 + LEAF_BYTES · `room` bytes. */
  readonly data: Uint8Array;
  /** Leaves for which the columns of the array have room. */
  readonly room: number;
  /** Position of the window's first leaf in the columns. */
  readonly first: number;
  readonly count: number;

  constructor(data: Uint8Array, room: number, first: number, count: number) {
    this.data = data;
    this.room = room;
    this.first = first;
    this.count = count;
  }

  /** Leaves of a stored bucket. Its length must be that of its count. */
  static from(data: Uint8Array): Leaves {
    const count = data[0] as number;
    return new Leaves(data, count, 0, count);
  }

  /** The stored form: the array itself when the window is all of it. */
  get bytes(): Uint8Array {
    return this.first === 0 && this.count === this.room ? this.data : joinLeaves([this]).data;
  }

  path(i: number): Uint8Array {
    return this.#hash(0, i);
  }

  leafHash(i: number): Uint8Array {
    return this.#hash(1, i);
  }

  valueHash(i: number): Uint8Array {
    return this.#hash(2, i);
  }

  rowId(i: number): number {
    return readU64be(this.data, rowIdAt(this.room, this.first + i));
  }

  /** Leaf hashes of the whole window, concatenated. */
  get leafHashes(): Uint8Array {
    const start = hashAt(this.room, 1, this.first);
    return this.data.subarray(start, start + this.count * HASH_BYTES);
  }

  /** The leaves [from, to) as a window on the same array. */
  slice(from: number, to: number): Leaves {
    return new Leaves(this.data, this.room, this.first + from, to - from);
  }

  /** Position of the first leaf at or after `from` whose path is not below `path`. */
  lowerBound(path: Uint8Array, from = 0): number {
    let low = from;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(middle, path) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Position of the leaf that stands where `path` belongs in the subtree at `depth`, or -1 when that place is
   * empty. It is the leaf of `path`, or the one by whose presence `path` is known to be absent.
   */
  landing(path: Uint8Array, depth: number): number {
    let [from, to] = [0, this.count];
    for (let at = depth; to - from > 1; at++) {
      const middle = this.splitAt(at, from, to);
      if (pathBit(path, at) === 0) to = middle;
      else from = middle;
    }
    return from < to ? from : -1;
  }

  /** Order of leaf `i` and a path. */
  compare(i: number, path: Uint8Array): number {
    const start = hashAt(this.room, 0, this.first + i);
    for (let at = 0; at < HASH_BYTES; at++) {
      const difference = (this.data[start + at] as number) - (path[at] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** Position of the first leaf in [from, to) that goes right at `depth`; all of them agree on the bits above. */
  splitAt(depth: number, from: number, to: number): number {
    const start = hashAt(this.room, 0, this.first) + (depth >> 3);
    const mask = 0x80 >> (depth & 7);
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (((this.data[start + middle * HASH_BYTES] as number) & mask) === 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #hash(column: 0 | 1 | 2, i: number): Uint8Array {
    const start = hashAt(this.room, column, this.first + i);
    return this.data.subarray(start, start + HASH_BYTES);
  }
}

/** Leaves of several windows, one after the other; each holds paths above those of the one before. */
export function joinLeaves(parts: readonly Leaves[]): Leaves {
  const builder = new LeavesBuilder(parts.reduce((sum, { count }) => sum + count, 0));
  for (const part of parts) builder.copy(part, 0, part.count);
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
      const replaced = at < old.count && old.compare(at, change.path) === 0;
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
  readonly #data: Uint8Array;
  readonly #room: number;
  #count = 0;

  constructor(room: number) {
    this.#data = new Uint8Array(1 + room * LEAF_BYTES);
    this.#room = room;
  }

  copy(source: Leaves, from: number, to: number): void {
    if (from >= to) return;
    const [start, end] = [source.first + from, source.first + to];
    for (const column of [0, 1, 2] as const) {
      const part = source.data.subarray(
        hashAt(source.room, column, start),
        hashAt(source.room, column, end),
      );
      this.#data.set(part, hashAt(this.#room, column, this.#count));
    }
    const rowIds = source.data.subarray(rowIdAt(source.room, start), rowIdAt(source.room, end));
    this.#data.set(rowIds, rowIdAt(this.#room, this.#count));
    this.#count += to - from;
  }

  push({ path, valueHash, leafHash, rowId }: LeafChange): void {
    if (valueHash === null || leafHash === null) return;
    this.#data.set(path, hashAt(this.#room, 0, this.#count));
    this.#data.set(leafHash, hashAt(this.#room, 1, this.#count));
    this.#data.set(valueHash, hashAt(this.#room, 2, this.#count));
    let rest = rowId;
    const end = rowIdAt(this.#room, this.#count + 1);
    for (let at = end - 1; rest > 0; at--, rest = Math.floor(rest / 256)) {
      this.#data[at] = rest % 256;
    }
    this.#count++;
  }

  done(): Leaves {
    const built = new Leaves(this.#data, this.#room, 0, this.#count);
    if (this.#count < this.#room) return built;
    // A window that is all of its array is stored as it is; one too large for a bucket never is.
    this.#data[0] = this.#count;
    return built;
  }
}

function hashAt(room: number, column: 0 | 1 | 2, i: number): number {
  return 1 + (column * room + i) * HASH_BYTES;
}

function rowIdAt(room: number, i: number): number {
  return 1 + 3 * room * HASH_BYTES + i * ROW_ID_BYTES;
}
