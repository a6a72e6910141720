/**
 * The Merkle tree of a log: RFC 9162 s2.1 over the hash of the suite. docs/reference/log-tree.md.
 *
 * Sizes and indexes are safe integers. Whatever is not one is refused, so that a 64-bit number from
 * elsewhere can never be rounded into a position that it does not name.
 */
import { equalBytes } from "./bytes.ts";
import type { Suite } from "./suite/suite.ts";

/** Bytes of every hash of both suites. */
export const HASH_BYTES = 32;

// Filled anew for every leaf and node. Hashing is synchronous and keeps nothing of its input.
const leafInput = new Uint8Array(4096);
const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES);
nodeInput[0] = 0x01;

/** Hash of a leaf: H(0x00 ‖ data). */
export function leafHash(suite: Suite, data: Uint8Array): Uint8Array {
  const length = 1 + data.length;
  if (length > leafInput.length) {
    const input = new Uint8Array(length);
    input.set(data, 1);
    return suite.hash(input);
  }
  leafInput.set(data, 1);
  return suite.hash(leafInput.subarray(0, length));
}

/** Hash of an inner node: H(0x01 ‖ left ‖ right). Throws RangeError unless both have 32 bytes. */
export function nodeHash(suite: Suite, left: Uint8Array, right: Uint8Array): Uint8Array {
  // A shorter one would let bytes of the node before into the hash.
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) {
    throw new RangeError("a node stands over two hashes of 32 bytes");
  }
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return suite.hash(nodeInput);
}

/** Root of the empty tree: H of nothing. */
export function emptyRoot(suite: Suite): Uint8Array {
  return suite.hash(new Uint8Array(0));
}

/** A claim that a leaf stands at `index` of a tree of `size` leaves. `path` runs from the leaf up. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  /** 32 bytes. */
  readonly leafHash: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** A claim that the tree of `size2` leaves extends the tree of `size1` leaves. */
export interface ConsistencyClaim {
  readonly size1: number;
  readonly size2: number;
  readonly root1: Uint8Array;
  readonly root2: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/**
 * The root to which an inclusion claim leads (RFC 9162 s2.1.3.2), or undefined when the path cannot be
 * one for that index and size. The caller compares the root with one that it trusts.
 */
export function rootFromInclusion(suite: Suite, claim: InclusionClaim): Uint8Array | undefined {
  const { index, size, path } = claim;
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes(path)) return undefined;
  if (claim.leafHash.length !== HASH_BYTES) return undefined;
  let at = index;
  let last = size - 1;
  let root = claim.leafHash;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (isOdd(at) || at === last) {
      root = nodeHash(suite, sibling, root);
      while (!isOdd(at) && at !== 0) {
        at /= 2;
        last = half(last);
      }
    } else {
      root = nodeHash(suite, root, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 ? root : undefined;
}

/** Whether an inclusion claim leads to `root`. False, never an exception, for every malformed claim. */
export function verifyInclusion(
  suite: Suite,
  claim: InclusionClaim & { readonly root: Uint8Array },
): boolean {
  const root = rootFromInclusion(suite, claim);
  return root !== undefined && equalBytes(root, claim.root);
}

/**
 * Whether a consistency claim holds (RFC 9162 s2.1.4.2). False for every malformed claim.
 *
 * Nothing can be claimed of the empty tree: `size1` 0 is refused, whatever the rest says, as in
 * transparency-dev/merkle. Whoever follows a log from its birth (C2SP tlog-witness) has nothing to check.
 */
export function verifyConsistency(suite: Suite, claim: ConsistencyClaim): boolean {
  const { size1, size2, root1, root2, path } = claim;
  if (!isSize(size1) || !isSize(size2) || size1 === 0 || size1 > size2) return false;
  if (size1 === size2) return path.length === 0 && equalBytes(root1, root2);
  if (path.length === 0 || !areHashes(path) || !areHashes([root1, root2])) return false;
  let at = size1 - 1;
  let last = size2 - 1;
  while (isOdd(at)) {
    at = half(at);
    last = half(last);
  }
  // When size1 is a power of two its root is itself a node of the larger tree, and is left out.
  const startsAtRoot = at === 0;
  let older = startsAtRoot ? root1 : (path[0] as Uint8Array);
  let newer = older;
  for (const sibling of startsAtRoot ? path : path.slice(1)) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      older = nodeHash(suite, sibling, older);
      newer = nodeHash(suite, sibling, newer);
      while (!isOdd(at) && at !== 0) {
        at /= 2;
        last = half(last);
      }
    } else {
      newer = nodeHash(suite, newer, sibling);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && equalBytes(older, root1) && equalBytes(newer, root2);
}

/** Where complete subtrees are looked up. */
export interface NodeReader {
  readonly suite: Suite;
  /** Hash of the complete subtree over the leaves [index·2^level, (index+1)·2^level). Level 0 is a leaf. */
  node(level: number, index: number): Uint8Array;
}

/** Root of the leaves [from, from+count), which `from` must begin as a subtree of the tree (MTH of RFC 9162). */
function rangeRoot(reader: NodeReader, from: number, count: number): Uint8Array {
  const split = largestPowerBelow(count);
  if (split * 2 === count || count === 1) return reader.node(levelOf(count), from / count);
  return nodeHash(
    reader.suite,
    rangeRoot(reader, from, split),
    rangeRoot(reader, from + split, count - split),
  );
}

/** Root of the tree of the first `size` leaves. Throws RangeError on what is not a size. */
export function rootAt(reader: NodeReader, size: number): Uint8Array {
  if (!isSize(size)) throw new RangeError("not a tree size");
  return size === 0 ? emptyRoot(reader.suite) : rangeRoot(reader, 0, size);
}

/** Inclusion path of a leaf in the tree of `size` leaves (RFC 9162 s2.1.3.1). Throws RangeError outside it. */
export function inclusionPath(reader: NodeReader, index: number, size: number): Uint8Array[] {
  if (!isSize(index) || !isSize(size) || index >= size)
    throw new RangeError("no such leaf in a tree of this size");
  const path: Uint8Array[] = [];
  let from = 0;
  let count = size;
  while (count > 1) {
    const split = largestPowerBelow(count);
    if (index < from + split) {
      path.push(rangeRoot(reader, from + split, count - split));
      count = split;
    } else {
      path.push(rangeRoot(reader, from, split));
      from += split;
      count -= split;
    }
  }
  return path.reverse();
}

/**
 * Consistency path between two sizes (RFC 9162 s2.1.4.1); empty when they are equal or `size1` is 0.
 * Throws RangeError unless 0 <= size1 <= size2.
 */
export function consistencyPath(reader: NodeReader, size1: number, size2: number): Uint8Array[] {
  if (!isSize(size1) || !isSize(size2) || size1 > size2)
    throw new RangeError("not a pair of sizes");
  const path: Uint8Array[] = [];
  if (size1 === 0) return path;
  let from = 0;
  let count = size2;
  let older = size1;
  while (older < count) {
    const split = largestPowerBelow(count);
    if (older <= split) {
      path.push(rangeRoot(reader, from + split, count - split));
      count = split;
    } else {
      path.push(rangeRoot(reader, from, split));
      from += split;
      count -= split;
      older -= split;
    }
  }
  // The verifier has the old root already when the walk never left the left edge.
  if (from > 0) path.push(rangeRoot(reader, from, count));
  return path.reverse();
}

/** Root over leaf hashes given as a list. */
export function merkleRoot(suite: Suite, leafHashes: readonly Uint8Array[]): Uint8Array {
  const [first] = leafHashes;
  if (first === undefined) return emptyRoot(suite);
  let level = leafHashes;
  while (level.length > 1) level = parentLevel(suite, level);
  return level[0] ?? first;
}

/** The level above: pairs hashed, a last one without a partner carried up as it is. */
export function parentLevel(suite: Suite, level: readonly Uint8Array[]): Uint8Array[] {
  const above = new Array<Uint8Array>((level.length + 1) >> 1);
  const pairs = level.length >> 1;
  for (let i = 0; i < pairs; i++) {
    above[i] = nodeHash(suite, level[2 * i] as Uint8Array, level[2 * i + 1] as Uint8Array);
  }
  if (pairs < above.length) above[pairs] = level[level.length - 1] as Uint8Array;
  return above;
}

/** A tree held in memory whole, for batches, tools and tests. */
export class MemoryTree implements NodeReader {
  readonly suite: Suite;
  readonly #levels: Uint8Array[][] = [[]];

  constructor(suite: Suite) {
    this.suite = suite;
  }

  /** Number of leaves. */
  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  /** Adds a leaf by its hash and returns its index. */
  append(hash: Uint8Array): number {
    if (hash.length !== HASH_BYTES) throw new RangeError("a leaf hash has 32 bytes");
    const index = this.size;
    let node = hash;
    for (let level = 0, at = index; ; level++, at = half(at)) {
      const nodes = this.#levels[level];
      if (nodes === undefined) this.#levels[level] = [node];
      else nodes.push(node);
      if (!isOdd(at)) return index;
      node = nodeHash(this.suite, this.node(level, at - 1), node);
    }
  }

  node(level: number, index: number): Uint8Array {
    const node = this.#levels[level]?.[index];
    if (node === undefined) throw new RangeError("no such complete subtree");
    return node;
  }

  /** Root over the first `size` leaves, all of them unless given. */
  root(size: number = this.size): Uint8Array {
    return rootAt(this, size);
  }

  /** Inclusion path of a leaf. */
  inclusion(index: number, size: number = this.size): Uint8Array[] {
    return inclusionPath(this, index, size);
  }

  /** Consistency path between two sizes. */
  consistency(size1: number, size2: number = this.size): Uint8Array[] {
    return consistencyPath(this, size1, size2);
  }
}

/** The largest power of two below `count` (RFC 9162 s2.1.1's k), 1 for 1. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** Level of a complete subtree of `count` leaves, a power of two. */
function levelOf(count: number): number {
  let level = 0;
  for (let leaves = 1; leaves < count; leaves *= 2) level++;
  return level;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function areHashes(path: readonly Uint8Array[]): boolean {
  return path.every((hash) => hash.length === HASH_BYTES);
}
