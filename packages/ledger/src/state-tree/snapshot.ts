/**
 * The upper levels of a tree as written on a clean close, so that the next opening need not read every
 * bucket. It is a hint: it counts only when it leads to the stored root, and is otherwise passed over.
 *
 *     part 0      root (32 bytes) ‖ size u64 ‖ the beginning of the nodes
 *     part 1...   the nodes, continued
 *     nodes       in preorder: 0x00 empty; 0x01 to LIMITS.bucketLeaves a bucket of so many leaves, with its
 *                 32-byte hash behind; 0xff an inner node
 */
import { concatBytes, equalBytes, u64be } from "@tallystick/core/bytes";
import { HASH_BYTES } from "@tallystick/core/log-tree";
import { LIMITS } from "../limits.ts";
import type { StoreReader, WriteOp } from "../store.ts";
import type { TreeKeys } from "./bucket.ts";
import { copyHash, HASH_WORDS } from "./hash-plan.ts";
import { EMPTY_NODE, type NodeRef, NodeTable } from "./node-table.ts";
import type { RootRecord } from "./root-record.ts";

const INNER = 0xff;
const PART_BYTES = 1 << 18;
const HEADER_BYTES = HASH_BYTES + 8;

/** Writes that store the snapshot and remove what is left of an older, longer one. */
export function snapshotWrites(
  reader: StoreReader,
  keys: TreeKeys,
  tree: RootRecord & { readonly table: NodeTable; readonly top: NodeRef },
): WriteOp[] {
  const parts = new PartWriter();
  parts.bytes(concatBytes(tree.root, u64be(tree.size)));
  writeNodes(parts, tree.table, tree.top);
  const values = parts.done();
  const writes: WriteOp[] = values.map((value, i) => ({ key: keys.snapshot(i), value }));
  const rest = { gte: keys.snapshot(values.length), lt: keys.snapshots.lt };
  for (const [key] of reader.range(rest)) writes.push({ key, value: null });
  return writes;
}

/** The nodes of the stored snapshot, inner hashes not yet computed, or undefined when it is not that of `record`. */
export function readSnapshot(
  reader: StoreReader,
  keys: TreeKeys,
  record: RootRecord,
): { table: NodeTable; top: NodeRef } | undefined {
  const header = concatBytes(record.root, u64be(record.size));
  const first = reader.get(keys.snapshot(0));
  if (first === undefined || !equalBytes(first.subarray(0, HEADER_BYTES), header)) return undefined;
  const table = new NodeTable();
  const parts = new PartReader(reader, keys, first);
  const top = readNodes(parts, table, 0);
  const whole = top !== undefined && parts.ended && parts.leaves === record.size;
  return whole ? { table, top } : undefined;
}

function writeNodes(parts: PartWriter, table: NodeTable, ref: NodeRef): void {
  if (ref === EMPTY_NODE) parts.byte(0);
  else if (table.isBucket(ref)) {
    parts.byte(table.leafCount(ref));
    parts.bytes(table.hash(ref));
  } else {
    parts.byte(INNER);
    writeNodes(parts, table, table.child(ref, 0));
    writeNodes(parts, table, table.child(ref, 1));
  }
}

function readNodes(parts: PartReader, table: NodeTable, depth: number): NodeRef | undefined {
  const tag = parts.byte();
  if (tag === 0) return EMPTY_NODE;
  if (tag === INNER && depth < 256) {
    const left = readNodes(parts, table, depth + 1);
    const right = left === undefined ? undefined : readNodes(parts, table, depth + 1);
    if (left === undefined || right === undefined) return undefined;
    return table.addInner(left, right);
  }
  if (tag === undefined || tag > LIMITS.bucketLeaves) return undefined;
  const words = parts.hash();
  if (words === undefined) return undefined;
  parts.leaves += tag;
  const ref = table.addBucket(tag);
  table.setHash(ref, words, 0);
  return ref;
}

class PartWriter {
  readonly #parts: Uint8Array[] = [];
  #part = new Uint8Array(PART_BYTES);
  #at = 0;

  byte(value: number): void {
    if (this.#at === PART_BYTES) this.#next();
    this.#part[this.#at++] = value;
  }

  bytes(values: Uint8Array): void {
    // A hash never straddles two parts, so that the reader sees it in one piece.
    if (this.#at + values.length > PART_BYTES) this.#next();
    this.#part.set(values, this.#at);
    this.#at += values.length;
  }

  done(): Uint8Array[] {
    this.#next();
    return this.#parts;
  }

  #next(): void {
    this.#parts.push(this.#part.slice(0, this.#at));
    this.#at = 0;
  }
}

class PartReader {
  leaves = 0;
  readonly #reader: StoreReader;
  readonly #keys: TreeKeys;
  readonly #words = new Int32Array(HASH_WORDS);
  #part: Uint8Array;
  #number = 0;
  #at = HEADER_BYTES;

  constructor(reader: StoreReader, keys: TreeKeys, first: Uint8Array) {
    this.#reader = reader;
    this.#keys = keys;
    this.#part = first;
  }

  /** Whether everything stored has been read. */
  get ended(): boolean {
    return this.#at === this.#part.length && this.#load() === undefined;
  }

  byte(): number | undefined {
    return this.#have(1) ? this.#part[this.#at++] : undefined;
  }

  /** The next 32 bytes as words; the array is used again. */
  hash(): Int32Array | undefined {
    if (!this.#have(HASH_BYTES)) return undefined;
    const bytes = this.#part.slice(this.#at, this.#at + HASH_BYTES);
    this.#at += HASH_BYTES;
    copyHash(new Int32Array(bytes.buffer), 0, this.#words, 0);
    return this.#words;
  }

  #have(count: number): boolean {
    if (this.#at === this.#part.length) {
      const next = this.#load();
      if (next === undefined) return false;
      this.#part = next;
      this.#number++;
      this.#at = 0;
    }
    return this.#at + count <= this.#part.length;
  }

  #load(): Uint8Array | undefined {
    return this.#reader.get(this.#keys.snapshot(this.#number + 1));
  }
}
