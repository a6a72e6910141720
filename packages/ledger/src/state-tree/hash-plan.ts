import { HASH_BYTES } from "@tallystick/core/log-tree";
import type { Suite } from "@tallystick/core/suite/suite";
import type { Leaves } from "./leaves.ts";

/** Words of 32 bits in a hash. Hashes are moved word by word, which is several times faster than by views. */
export const HASH_WORDS = HASH_BYTES / 4;

/** Pairs handed to the suite at once: large enough for vector units, small enough for the cache. */
const BATCH_PAIRS = 1024;

const DEPTHS = 256;

/** A node of a plan: not negative for one to be hashed, negative for one given. */
export type PlanRef = number;

/** The empty subtree: 32 zero bytes, given in every plan. */
export const EMPTY_REF: PlanRef = -1;

/**
 * Inner nodes to be hashed, collected first and computed together, depth by depth from the deepest up,
 * so that the suite gets long runs of pairs instead of single ones.
 */
export class HashPlan {
  #given = new Int32Array(1024 * HASH_WORDS);
  #givenBytes = new Uint8Array(this.#given.buffer);
  #givenCount = 1;
  #left = new Int32Array(1024);
  #right = new Int32Array(1024);
  #depth = new Uint8Array(1024);
  #count = 0;
  /** Depths between which the jobs lie: a plan of one bucket has a handful of all there are. */
  #highest = DEPTHS;
  #deepest = -1;
  #rank = new Int32Array(0);
  #results = new Int32Array(0);
  #resultBytes = new Uint8Array(0);
  // Kept: most plans are those of one bucket, and the room costs more than their hashes.
  readonly #input = new Int32Array(BATCH_PAIRS * 2 * HASH_WORDS);
  readonly #inputBytes = new Uint8Array(this.#input.buffer);
  readonly #starts = new Int32Array(DEPTHS);
  #order = new Int32Array(0);

  /** Forgets everything planned. The room stays. */
  clear(): void {
    this.#givenCount = 1;
    this.#count = 0;
    this.#highest = DEPTHS;
    this.#deepest = -1;
  }

  /** A hash already known, from 8 words at `at`. */
  give(words: Int32Array, at: number): PlanRef {
    const slot = this.#reserve(1);
    copyHash(words, at, this.#given, slot * HASH_WORDS);
    return ~slot;
  }

  /** The inner node over two nodes, `depth` below the top. Both lie deeper or are given. */
  pair(depth: number, left: PlanRef, right: PlanRef): PlanRef {
    if (this.#count === this.#left.length) this.#grow();
    const job = this.#count++;
    this.#left[job] = left;
    this.#right[job] = right;
    this.#depth[job] = depth;
    if (depth < this.#highest) this.#highest = depth;
    if (depth > this.#deepest) this.#deepest = depth;
    return job;
  }

  /** The subtree over all leaves, whose top is at `depth`. */
  subtree(leaves: Leaves, depth: number): PlanRef {
    const base = this.giveLeaves(leaves);
    return this.range(leaves, base, depth, 0, leaves.count);
  }

  /** Gives the hashes of leaves; the result is for {@link HashPlan.range}. */
  giveLeaves(leaves: Leaves): number {
    const base = this.#reserve(leaves.count);
    this.#givenBytes.set(leaves.leafHashes, base * HASH_BYTES);
    return base;
  }

  /** The subtree over the leaves [from, to), whose top is at `depth`: a lone leaf stands for its subtree. */
  range(leaves: Leaves, base: number, depth: number, from: number, to: number): PlanRef {
    if (to === from) return EMPTY_REF;
    if (to === from + 1) return ~(base + from);
    const middle = leaves.splitAt(depth, from, to);
    const left = this.range(leaves, base, depth + 1, from, middle);
    const right = this.range(leaves, base, depth + 1, middle, to);
    return this.pair(depth, left, right);
  }

  /** Computes everything planned. */
  run(suite: Suite): void {
    const { starts, order } = this.#byDepth();
    if (this.#results.length < this.#count * HASH_WORDS) {
      this.#results = new Int32Array(this.#left.length * HASH_WORDS);
      this.#resultBytes = new Uint8Array(this.#results.buffer);
    }
    const output = this.#resultBytes;
    const inputWords = this.#input;
    const input = this.#inputBytes;
    for (let depth = this.#deepest; depth >= this.#highest; depth--) {
      const end = starts[depth] as number;
      // Deeper nodes come first, so this depth begins where the next deeper one ended.
      let at = depth === this.#deepest ? 0 : (starts[depth + 1] as number);
      while (at < end) {
        const pairs = Math.min(BATCH_PAIRS, end - at);
        for (let i = 0; i < pairs; i++) {
          const job = order[at + i] as number;
          this.#gather(this.#left[job] as number, inputWords, i * 2 * HASH_WORDS);
          this.#gather(this.#right[job] as number, inputWords, (i * 2 + 1) * HASH_WORDS);
        }
        suite.hashPairs(
          input.subarray(0, pairs * 2 * HASH_BYTES),
          output.subarray(at * HASH_BYTES, (at + pairs) * HASH_BYTES),
        );
        at += pairs;
      }
    }
  }

  /** Copies the hash of a node into 8 words at `at`. After {@link HashPlan.run}. */
  copy(ref: PlanRef, target: Int32Array, at: number): void {
    this.#gather(ref, target, at);
  }

  /** The hash of a node. After {@link HashPlan.run}. */
  hash(ref: PlanRef): Uint8Array {
    const words = new Int32Array(HASH_WORDS);
    this.#gather(ref, words, 0);
    return new Uint8Array(words.buffer);
  }

  /** Whether a node's hash is the 8 words at `at`. After {@link HashPlan.run}. */
  equals(ref: PlanRef, words: Int32Array, at: number): boolean {
    const source = ref < 0 ? this.#given : this.#results;
    const from = (ref < 0 ? ~ref : (this.#rank[ref] as number)) * HASH_WORDS;
    for (let i = 0; i < HASH_WORDS; i++) if (source[from + i] !== words[at + i]) return false;
    return true;
  }

  #gather(ref: PlanRef, target: Int32Array, at: number): void {
    if (ref < 0) copyHash(this.#given, ~ref * HASH_WORDS, target, at);
    else copyHash(this.#results, (this.#rank[ref] as number) * HASH_WORDS, target, at);
  }

  /** Sorts the jobs, deepest first: `starts[d]` is where those of depth d end, `rank` where each went. */
  #byDepth(): { starts: Int32Array; order: Int32Array } {
    const starts = this.#starts.fill(0, this.#highest, this.#deepest + 1);
    for (let job = 0; job < this.#count; job++) {
      const depth = this.#depth[job] as number;
      starts[depth] = (starts[depth] as number) + 1;
    }
    let at = 0;
    for (let depth = this.#deepest; depth >= this.#highest; depth--) {
      const count = starts[depth] as number;
      starts[depth] = at;
      at += count;
    }
    if (this.#order.length < this.#count) this.#order = new Int32Array(this.#left.length);
    const order = this.#order;
    if (this.#rank.length < this.#count) this.#rank = new Int32Array(this.#left.length);
    for (let job = 0; job < this.#count; job++) {
      const depth = this.#depth[job] as number;
      const place = starts[depth] as number;
      starts[depth] = place + 1;
      order[place] = job;
      this.#rank[job] = place;
    }
    return { starts, order };
  }

  #reserve(count: number): number {
    const slot = this.#givenCount;
    this.#givenCount += count;
    if (this.#givenCount * HASH_WORDS > this.#given.length) {
      const grown = new Int32Array(Math.max(this.#given.length * 2, this.#givenCount * HASH_WORDS));
      grown.set(this.#given);
      this.#given = grown;
      this.#givenBytes = new Uint8Array(grown.buffer);
    }
    return slot;
  }

  #grow(): void {
    const length = this.#left.length * 2;
    const [left, right] = [new Int32Array(length), new Int32Array(length)];
    const depth = new Uint8Array(length);
    left.set(this.#left);
    right.set(this.#right);
    depth.set(this.#depth);
    this.#left = left;
    this.#right = right;
    this.#depth = depth;
  }
}

/** Copies 8 words. */
export function copyHash(source: Int32Array, from: number, target: Int32Array, to: number): void {
  target[to] = source[from] as number;
  target[to + 1] = source[from + 1] as number;
  target[to + 2] = source[from + 2] as number;
  target[to + 3] = source[from + 3] as number;
  target[to + 4] = source[from + 4] as number;
  target[to + 5] = source[from + 5] as number;
  target[to + 6] = source[from + 6] as number;
  target[to + 7] = source[from + 7] as number;
}
