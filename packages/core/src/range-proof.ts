/**
 * Batch trees, and proofs for a run of neighbouring leaves of one. docs/reference/log-tree.md.
 *
 * Who holds the leaf hashes of [from, to) can rebuild the inclusion path of each of those leaves from
 * at most two hashes a level: the nodes just outside the run. So one answer serves a caller who put
 * thousands of leaves into a batch, instead of one path a leaf.
 */
import { HASH_BYTES, parentLevel } from "./log-tree.ts";
import type { Suite } from "./suite/suite.ts";

/**
 * The levels of a tree from the leaves up to the root. A node without a partner stands again on the
 * level above, which gives the tree of RFC 9162 s2.1.1.
 */
export type TreeLevels = readonly (readonly Uint8Array[])[];

/** The hashes just outside a run of leaves: level by level from the leaves, left one before right one. */
export type RangeProof = readonly Uint8Array[];

/** A range proof that does not fit its size and range. */
export class RangeProofError extends Error {
  override readonly name = "RangeProofError";
}

/** A run of neighbouring leaves, with the proof that ties it to its tree. */
export interface ProvedRange {
  /** Leaves of the whole tree. */
  readonly size: number;
  /** Index of the run's first leaf. */
  readonly from: number;
  readonly leafHashes: readonly Uint8Array[];
  readonly proof: RangeProof;
}

/** What a range proof leads to. */
export interface ExpandedRange {
  /** Root to compare with the one that is trusted. */
  readonly root: Uint8Array;
  /** RFC 9162 inclusion path of leaf `index` of the tree, which lies in the run. Throws RangeError outside it. */
  readonly paths: (index: number) => Uint8Array[];
}

/** Builds the tree over leaf hashes (32 bytes each). No leaves give one empty level. */
export function buildTree(suite: Suite, leafHashes: readonly Uint8Array[]): TreeLevels {
  const levels: (readonly Uint8Array[])[] = [leafHashes];
  let level = leafHashes;
  while (level.length > 1) {
    level = parentLevel(suite, level);
    levels.push(level);
  }
  return levels;
}

/** Root of a built tree. Throws RangeError when it has no leaves. */
export function treeRoot(levels: TreeLevels): Uint8Array {
  const root = levels.at(-1)?.[0];
  if (root === undefined) throw new RangeError("a tree without leaves has no top node");
  return root;
}

/** Inclusion path of one leaf of a built tree. Throws RangeError when there is no such leaf. */
export function treePath(levels: TreeLevels, index: number): Uint8Array[] {
  const size = sizeOf(levels);
  checkRange(size, index, index + 1);
  return rangeProof(levels, index, index + 1);
}

/** Proof for the leaves [from, to) of a built tree. Throws RangeError unless 0 <= from < to <= size. */
export function rangeProof(levels: TreeLevels, from: number, to: number): Uint8Array[] {
  checkRange(sizeOf(levels), from, to);
  const proof: Uint8Array[] = [];
  let first = from;
  let last = to - 1;
  for (const level of levels) {
    const { left, right } = outside(first, last, level.length);
    if (left) proof.push(level[first - 1] as Uint8Array);
    if (right) proof.push(level[last + 1] as Uint8Array);
    first >>>= 1;
    last >>>= 1;
  }
  return proof;
}

/**
 * Rebuilds the part of the tree above a run of leaves. The paths are right exactly when `root` is, so
 * the caller compares it with the batch's root first.
 *
 * @throws RangeError unless the run lies in a tree of that size
 * @throws RangeProofError when the proof has too few or too many hashes, or one that is not 32 bytes
 */
export function expandRange(suite: Suite, run: ProvedRange): ExpandedRange {
  const { size, from, leafHashes, proof } = run;
  const to = from + leafHashes.length;
  checkRange(size, from, to);
  checkHashes(proof);
  checkHashes(leafHashes);
  const levels: KnownLevel[] = [];
  let used = 0;
  const next = (): Uint8Array => {
    const hash = proof[used++];
    if (hash === undefined) throw new RangeProofError("the proof has too few hashes");
    return hash;
  };
  let first = from;
  let nodes = leafHashes;
  let width = size;
  for (; ; width = (width + 1) >>> 1) {
    const { left, right } = outside(first, first + nodes.length - 1, width);
    const before = left ? [next()] : [];
    const after = right ? [next()] : [];
    if (left || right) nodes = [...before, ...nodes, ...after];
    first -= before.length;
    levels.push({ first, width, nodes });
    if (width === 1) break;
    nodes = parentLevel(suite, nodes);
    first >>>= 1;
  }
  if (used !== proof.length) throw new RangeProofError("the proof has too many hashes");
  return { root: nodes[0] as Uint8Array, paths: (index) => pathIn(levels, { from, to }, index) };
}

/** The known nodes of one level of `width` nodes: `nodes[0]` is number `first` of it. */
interface KnownLevel {
  readonly first: number;
  readonly width: number;
  readonly nodes: readonly Uint8Array[];
}

function pathIn(
  levels: readonly KnownLevel[],
  { from, to }: { from: number; to: number },
  index: number,
): Uint8Array[] {
  if (!Number.isInteger(index) || index < from || index >= to) {
    throw new RangeError("the leaf is not in the run");
  }
  const path: Uint8Array[] = [];
  let at = index;
  for (const { first, width, nodes } of levels) {
    const sibling = at ^ 1;
    if (sibling < width) path.push(nodes[sibling - first] as Uint8Array);
    at >>>= 1;
  }
  return path;
}

/**
 * Which nodes just outside [first, last] a level's parents need: the left neighbour when the run begins
 * on an odd number, the right one when it ends on an even number that is not the last of its level.
 */
function outside(first: number, last: number, width: number): { left: boolean; right: boolean } {
  return { left: first % 2 === 1, right: last % 2 === 0 && last + 1 < width };
}

function sizeOf(levels: TreeLevels): number {
  return levels[0]?.length ?? 0;
}

function checkRange(size: number, from: number, to: number): void {
  const whole = Number.isInteger(size) && Number.isInteger(from) && Number.isInteger(to);
  if (!whole || size > 0x7fff_ffff || from < 0 || from >= to || to > size) {
    throw new RangeError("not a run of leaves of the tree");
  }
}

function checkHashes(hashes: readonly Uint8Array[]): void {
  for (const hash of hashes) {
    if (hash.length !== HASH_BYTES) throw new RangeProofError("a hash has 32 bytes");
  }
}
