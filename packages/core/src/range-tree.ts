/**
 * A run of neighbouring leaves of an RFC 9162 tree with every path of that run.
 *
 * Whoever has deposited many digests in one batch gets one {@link RangeProof} for all of them: the
 * nodes to the left of the run's first path and to the right of its last. With the run's own leaves
 * they rebuild the inclusion path of each. docs/reference/range-proof.md.
 *
 * The tree is built level by level, a last node without a sibling moving up unchanged, which gives the
 * tree of RFC 9162 s2.1.1: there too the left part is the largest power of two below the size.
 */
import { RANGE_LEAVES_MAX } from "./limits.ts";

/** Nodes around the run of leaves `[first, first + count)` of a tree of `size` leaves. */
export interface RangeProof {
  readonly size: number;
  readonly first: number;
  readonly count: number;
  /** Left siblings on the path of the first leaf, from the leaf up, 32 bytes each. */
  readonly left: readonly Uint8Array[];
  /** Right siblings on the path of the last leaf, from the leaf up, 32 bytes each. */
  readonly right: readonly Uint8Array[];
}

/** A run and a proof that do not belong together. */
export class RangeProofError extends Error {
  override readonly name = "RangeProofError";
}

/** Hash of one message, 32 bytes. The result is copied at once, so it may be the same array each time. */
export type HashFunction = (message: Uint8Array) => Uint8Array;

interface Level {
  /** Index, among the nodes of the level, of the first one held. */
  readonly start: number;
  /** Number of nodes the whole level has. */
  readonly width: number;
  /** Nodes held, 32 bytes each. */
  readonly nodes: Uint8Array;
}

const HASH = 32;

/** All nodes that a run of leaves needs. */
export class RangeTree {
  readonly size: number;
  readonly first: number;
  readonly count: number;
  /** Root of the whole tree, 32 bytes. */
  readonly root: Uint8Array;
  readonly #levels: readonly Level[];

  /**
   * @param leafHashes leaf hashes of the run, concatenated
   * @throws RangeProofError when the numbers or the nodes do not fit one another
   */
  constructor(hash: HashFunction, leafHashes: Uint8Array, proof: RangeProof) {
    checkShape(leafHashes, proof);
    this.size = proof.size;
    this.first = proof.first;
    this.count = proof.count;
    const levels: Level[] = [];
    const left = new Nodes(proof.left);
    const right = new Nodes(proof.right);
    let start = proof.first;
    let nodes = leafHashes;
    for (let width = proof.size; width > 1; width = Math.ceil(width / 2)) {
      const level = withNeighbours({ start, width, nodes }, left, right);
      levels.push(level);
      start = level.start / 2;
      nodes = parents(hash, level);
    }
    if (!left.used || !right.used) throw new RangeProofError("the proof has too many nodes");
    this.root = nodes;
    this.#levels = levels;
  }

  /** The tree over all of `leafHashes`. */
  static whole(hash: HashFunction, leafHashes: Uint8Array): RangeTree {
    const size = leafHashes.length / HASH;
    return new RangeTree(hash, leafHashes, { size, first: 0, count: size, left: [], right: [] });
  }

  /** Inclusion path (RFC 9162 s2.1.3) of leaf `index` of the tree, which must lie in the run. */
  path(index: number): Uint8Array[] {
    if (!Number.isInteger(index) || index < this.first || index >= this.first + this.count) {
      throw new RangeProofError("the leaf is outside the run");
    }
    const path: Uint8Array[] = [];
    let at = index;
    for (const level of this.#levels) {
      const sibling = at % 2 === 0 ? at + 1 : at - 1;
      if (sibling < level.width) path.push(nodeAt(level, sibling));
      at = Math.floor(at / 2);
    }
    return path;
  }

  /** The proof for a shorter run inside this one. */
  proof(first: number, count: number): RangeProof {
    const end = first + count;
    if (count < 1 || first < this.first || end > this.first + this.count) {
      throw new RangeProofError("the run is not inside this one");
    }
    const left: Uint8Array[] = [];
    const right: Uint8Array[] = [];
    let low = first;
    let high = end - 1;
    for (const level of this.#levels) {
      if (low % 2 === 1) left.push(nodeAt(level, low - 1));
      if (high % 2 === 0 && high + 1 < level.width) right.push(nodeAt(level, high + 1));
      low = Math.floor(low / 2);
      high = Math.floor(high / 2);
    }
    return { size: this.size, first, count, left, right };
  }

  /** Roots of the complete subtrees of `2^level` leaves that lie in the run, concatenated. */
  nodesAt(level: number): Uint8Array {
    const held = this.#levels[level];
    return held === undefined ? this.root : held.nodes;
  }
}

function checkShape(leafHashes: Uint8Array, { size, first, count }: RangeProof): void {
  const whole = [size, first, count].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!whole || size > RANGE_LEAVES_MAX) throw new RangeProofError("the numbers are out of range");
  if (count < 1 || first + count > size) throw new RangeProofError("the run is outside the tree");
  if (leafHashes.length !== count * HASH) {
    throw new RangeProofError("there are more or fewer leaves than the run has");
  }
}

/** Nodes of a proof, taken one by one. */
class Nodes {
  readonly #nodes: readonly Uint8Array[];
  #next = 0;
  constructor(nodes: readonly Uint8Array[]) {
    this.#nodes = nodes;
  }
  take(): Uint8Array {
    const node = this.#nodes[this.#next++];
    if (node?.length !== HASH) throw new RangeProofError("the proof lacks a node");
    return node;
  }
  get used(): boolean {
    return this.#next === this.#nodes.length;
  }
}

/** The level with the siblings that its outermost nodes lack. */
function withNeighbours(level: Level, left: Nodes, right: Nodes): Level {
  const { start, width, nodes } = level;
  const end = start + nodes.length / HASH;
  const before = start % 2 === 1;
  const after = end % 2 === 1 && end < width;
  if (!before && !after) return level;
  const wider = new Uint8Array(nodes.length + (before ? HASH : 0) + (after ? HASH : 0));
  if (before) wider.set(left.take());
  wider.set(nodes, before ? HASH : 0);
  if (after) wider.set(right.take(), wider.length - HASH);
  return { start: before ? start - 1 : start, width, nodes: wider };
}

function parents(hash: HashFunction, { nodes }: Level): Uint8Array {
  const count = nodes.length / HASH;
  const above = new Uint8Array(Math.ceil(count / 2) * HASH);
  const message = new Uint8Array(1 + 2 * HASH);
  message[0] = 0x01;
  const pairs = Math.floor(count / 2);
  for (let i = 0; i < pairs; i++) {
    message.set(nodes.subarray(i * 2 * HASH, (i + 1) * 2 * HASH), 1);
    above.set(hash(message), i * HASH);
  }
  // Only the last node of a whole level can be without a sibling: see withNeighbours.
  if (count % 2 === 1) above.set(nodes.subarray((count - 1) * HASH), pairs * HASH);
  return above;
}

function nodeAt(level: Level, index: number): Uint8Array {
  const at = (index - level.start) * HASH;
  return level.nodes.subarray(at, at + HASH);
}
