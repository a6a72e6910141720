import { copyHash, HASH_WORDS } from "./hash-plan.ts";

/**
 * A node of the tree in memory: 0 for an empty subtree, odd for a bucket, even for an inner node. Good
 * until the node is freed.
 */
export type NodeRef = number;

/** The subtree without leaves. */
export const EMPTY_NODE: NodeRef = 0;

const CHUNK_BITS = 12;
const CHUNK = 1 << CHUNK_BITS;
const IN_CHUNK = CHUNK - 1;

interface InnerChunk {
  readonly hashes: Int32Array;
  readonly children: Int32Array;
}

interface BucketChunk {
  readonly hashes: Int32Array;
  readonly counts: Uint8Array;
}

/** 8 words within a chunk, for reading a hash without a copy. */
export interface HashPlace {
  readonly words: Int32Array;
  readonly at: number;
}

const EMPTY_PLACE: HashPlace = { words: new Int32Array(HASH_WORDS), at: 0 };

/**
 * The inner nodes and bucket heads of a tree in typed arrays: 40 bytes an inner node, 33 a bucket, so
 * about 73 bytes a bucket. Chunks are added, never moved, so growing costs no second copy.
 */
export class NodeTable {
  readonly #inner: InnerChunk[] = [];
  readonly #buckets: BucketChunk[] = [];
  readonly #freeInner: number[] = [];
  readonly #freeBuckets: number[] = [];
  #innerCount = 0;
  #bucketCount = 0;

  /** Buckets and inner nodes in use. */
  get counts(): { readonly buckets: number; readonly inner: number } {
    return {
      buckets: this.#bucketCount - this.#freeBuckets.length,
      inner: this.#innerCount - this.#freeInner.length,
    };
  }

  isBucket(ref: NodeRef): boolean {
    return (ref & 1) === 1;
  }

  /** Makes an inner node; its hash is set later. */
  addInner(left: NodeRef, right: NodeRef): NodeRef {
    const id = this.#freeInner.pop() ?? this.#innerCount++;
    let chunk = this.#inner[id >> CHUNK_BITS];
    if (chunk === undefined) {
      chunk = { hashes: new Int32Array(CHUNK * HASH_WORDS), children: new Int32Array(CHUNK * 2) };
      this.#inner.push(chunk);
    }
    const at = (id & IN_CHUNK) * 2;
    chunk.children[at] = left;
    chunk.children[at + 1] = right;
    return 2 * id + 2;
  }

  /** Makes a bucket of `count` leaves; its hash is set later. */
  addBucket(count: number): NodeRef {
    const id = this.#freeBuckets.pop() ?? this.#bucketCount++;
    let chunk = this.#buckets[id >> CHUNK_BITS];
    if (chunk === undefined) {
      chunk = { hashes: new Int32Array(CHUNK * HASH_WORDS), counts: new Uint8Array(CHUNK) };
      this.#buckets.push(chunk);
    }
    chunk.counts[id & IN_CHUNK] = count;
    return 2 * id + 1;
  }

  /** Gives a node's place back. Its children are not touched. */
  free(ref: NodeRef): void {
    if (this.isBucket(ref)) this.#freeBuckets.push(ref >> 1);
    else if (ref !== EMPTY_NODE) this.#freeInner.push((ref >> 1) - 1);
  }

  /** Child of an inner node: side 0 left, 1 right. */
  child(ref: NodeRef, side: 0 | 1): NodeRef {
    const id = (ref >> 1) - 1;
    return (this.#inner[id >> CHUNK_BITS] as InnerChunk).children[
      (id & IN_CHUNK) * 2 + side
    ] as number;
  }

  /** Sets a child of an inner node. */
  setChild(ref: NodeRef, side: 0 | 1, child: NodeRef): void {
    const id = (ref >> 1) - 1;
    (this.#inner[id >> CHUNK_BITS] as InnerChunk).children[(id & IN_CHUNK) * 2 + side] = child;
  }

  /** Leaves of a bucket. */
  leafCount(ref: NodeRef): number {
    const id = ref >> 1;
    return (this.#buckets[id >> CHUNK_BITS] as BucketChunk).counts[id & IN_CHUNK] as number;
  }

  /** Where a node's hash lies. Do not write to it. */
  hashPlace(ref: NodeRef): HashPlace {
    if (ref === EMPTY_NODE) return EMPTY_PLACE;
    const id = this.isBucket(ref) ? ref >> 1 : (ref >> 1) - 1;
    const chunks = this.isBucket(ref) ? this.#buckets : this.#inner;
    const chunk = chunks[id >> CHUNK_BITS] as InnerChunk | BucketChunk;
    return { words: chunk.hashes, at: (id & IN_CHUNK) * HASH_WORDS };
  }

  /** Sets a node's hash from 8 words at `at`. */
  setHash(ref: NodeRef, words: Int32Array, at: number): void {
    const place = this.hashPlace(ref);
    copyHash(words, at, place.words, place.at);
  }

  /** A copy of a node's hash. */
  hash(ref: NodeRef): Uint8Array {
    const copy = new Int32Array(HASH_WORDS);
    const { words, at } = this.hashPlace(ref);
    copyHash(words, at, copy, 0);
    return new Uint8Array(copy.buffer);
  }
}
