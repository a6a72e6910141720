import { equalBytes } from "@tallystick/core/bytes";
import { HASH_BYTES } from "@tallystick/core/log-tree";
import { pathBit } from "@tallystick/core/state-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import type { StoreReader } from "../store.ts";
import { decodeBucket, requireLeafHash, requireOwnLeaves, type TreeKeys } from "./bucket.ts";
import { StateTreeDamaged } from "./damaged.ts";
import { copyHash, HASH_WORDS, HashPlan, type PlanRef } from "./hash-plan.ts";
import { EMPTY_NODE, type NodeRef, NodeTable } from "./node-table.ts";
import { type RootRecord, readRoot } from "./root-record.ts";
import { readSnapshot } from "./snapshot.ts";

/** A tree brought into memory. */
export interface LoadedTree extends RootRecord {
  readonly table: NodeTable;
  readonly top: NodeRef;
}

/** Buckets whose hashes are computed together during a scan. */
const SCAN_BATCH = 512;

const BATCH_PAIRS = 1024;

/**
 * Loads the upper levels of a tree: from the snapshot of the last clean close when it is that of the
 * stored root, else from all buckets. Either way every inner node is computed anew and the top compared
 * with the stored root.
 *
 * @param options.audit scan all buckets in any case, and check every leaf hash against path and value hash
 * @throws StateTreeDamaged when what is stored does not make up the stored root
 */
export function loadTree(options: {
  readonly suite: Suite;
  readonly reader: StoreReader;
  readonly keys: TreeKeys;
  readonly audit: boolean;
}): LoadedTree {
  const { suite, reader, keys, audit } = options;
  const record = readRoot(reader, keys);
  const fromSnapshot = audit ? undefined : readSnapshot(reader, keys, record);
  if (fromSnapshot !== undefined) {
    const { table, top } = fromSnapshot;
    hashInnerNodes(suite, table, top);
    if (equalBytes(table.hash(top), record.root)) return { table, top, ...record };
  }
  return { ...scan(options, record), ...record };
}

function scan(
  { suite, reader, keys, audit }: Parameters<typeof loadTree>[0],
  record: RootRecord,
): { table: NodeTable; top: NodeRef } {
  const table = new NodeTable();
  const plan = new HashPlan();
  let top: NodeRef = EMPTY_NODE;
  let size = 0;
  let batch: { ref: NodeRef; hash: PlanRef }[] = [];
  const settle = (): void => {
    plan.run(suite);
    const words = new Int32Array(HASH_WORDS);
    for (const { ref, hash } of batch) {
      plan.copy(hash, words, 0);
      table.setHash(ref, words, 0);
    }
    plan.clear();
    batch = [];
  };
  for (const [key, value] of reader.range(keys.buckets)) {
    const leaves = decodeBucket(key, value);
    requireOwnLeaves(keys, key, leaves);
    if (audit) for (let i = 0; i < leaves.count; i++) requireLeafHash(suite, key, leaves, i);
    const depth = keys.depthOf(key);
    const ref = table.addBucket(leaves.count);
    top = insertBucket(table, top, { ref, path: leaves.path(0), depth, key });
    batch.push({ ref, hash: plan.subtree(leaves, depth) });
    size += leaves.count;
    if (batch.length === SCAN_BATCH) settle();
  }
  settle();
  hashInnerNodes(suite, table, top);
  if (size !== record.size || !equalBytes(table.hash(top), record.root)) {
    throw new StateTreeDamaged(keys.root, "the buckets together do not have the stored root");
  }
  return { table, top };
}

/** Puts a bucket into its place, with the inner nodes above it. */
function insertBucket(
  table: NodeTable,
  top: NodeRef,
  bucket: { ref: NodeRef; path: Uint8Array; depth: number; key: Uint8Array },
): NodeRef {
  const { ref, path, depth, key } = bucket;
  let root = top;
  let parent: NodeRef = EMPTY_NODE;
  for (let at = 0; ; at++) {
    const side = at === 0 ? 0 : pathBit(path, at - 1);
    const node = parent === EMPTY_NODE ? root : table.child(parent, side);
    const free = at === depth ? node === EMPTY_NODE : !table.isBucket(node);
    if (!free) throw new StateTreeDamaged(key, "two buckets stand in one place");
    if (at < depth && node !== EMPTY_NODE) {
      parent = node;
      continue;
    }
    const made = at === depth ? ref : table.addInner(EMPTY_NODE, EMPTY_NODE);
    if (parent === EMPTY_NODE) root = made;
    else table.setChild(parent, side, made);
    if (at === depth) return root;
    parent = made;
  }
}

/** Computes the hashes of all inner nodes from those of the buckets, deepest first. */
function hashInnerNodes(suite: Suite, table: NodeTable, top: NodeRef): void {
  const byDepth: NodeRef[][] = [];
  const collect = (ref: NodeRef, depth: number): void => {
    if (ref === EMPTY_NODE || table.isBucket(ref)) return;
    const level = byDepth[depth];
    if (level === undefined) byDepth[depth] = [ref];
    else level.push(ref);
    collect(table.child(ref, 0), depth + 1);
    collect(table.child(ref, 1), depth + 1);
  };
  collect(top, 0);
  for (const level of byDepth.reverse()) hashLevel(suite, table, level);
}

function hashLevel(suite: Suite, table: NodeTable, level: readonly NodeRef[]): void {
  const input = new Int32Array(BATCH_PAIRS * 2 * HASH_WORDS);
  const output = new Int32Array(BATCH_PAIRS * HASH_WORDS);
  for (let from = 0; from < level.length; from += BATCH_PAIRS) {
    const nodes = level.slice(from, from + BATCH_PAIRS);
    nodes.forEach((node, i) => {
      for (const side of [0, 1] as const) {
        const { words, at } = table.hashPlace(table.child(node, side));
        copyHash(words, at, input, (2 * i + side) * HASH_WORDS);
      }
    });
    suite.hashPairs(
      new Uint8Array(input.buffer, 0, nodes.length * 2 * HASH_BYTES),
      new Uint8Array(output.buffer, 0, nodes.length * HASH_BYTES),
    );
    nodes.forEach((node, i) => {
      table.setHash(node, output, i * HASH_WORDS);
    });
  }
}
