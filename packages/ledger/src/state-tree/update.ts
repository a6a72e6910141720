import { pathBit } from "@tallystick/core/state-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import { LIMITS } from "../limits.ts";
import type { WriteOp } from "../store.ts";
import { requireLeafHash, type TreeKeys } from "./bucket.ts";
import { StateTreeDamaged } from "./damaged.ts";
import { EMPTY_REF, HASH_WORDS, type HashPlan, type PlanRef } from "./hash-plan.ts";
import { joinLeaves, type LeafChange, type Leaves, mergeLeaves, splitChanges } from "./leaves.ts";
import { EMPTY_NODE, type NodeRef, type NodeTable } from "./node-table.ts";

/** A bucket as read: `trusted` when its leaves are known to be those of its node. */
export interface LoadedBucket {
  readonly leaves: Leaves;
  readonly trusted: boolean;
}

/** What an update works on and does not change. */
export interface UpdateBase {
  readonly suite: Suite;
  readonly table: NodeTable;
  readonly keys: TreeKeys;
  readonly plan: HashPlan;
  readonly load: (ref: NodeRef, path: Uint8Array, depth: number) => LoadedBucket;
}

/**
 * A child of a new node: an old node when not negative, else the complement of a new one's number.
 */
export type ChildCode = number;

/** The nodes that an update makes, children before parents, and those that it leaves behind. */
export interface NewNodes {
  readonly root: ChildCode;
  /** Children of inner nodes; not used for buckets. */
  readonly left: readonly ChildCode[];
  readonly right: readonly ChildCode[];
  /** Leaves of a new bucket, or undefined for an inner node. */
  readonly leaves: readonly (Leaves | undefined)[];
  /** 8 words a node. */
  readonly hashes: Int32Array;
  readonly freed: readonly NodeRef[];
}

/** The effect of changes on a tree. */
export interface UpdateEffect {
  readonly nodes: NewNodes;
  readonly rootHash: Uint8Array;
  /** Leaves more than before. */
  readonly growth: number;
  readonly writes: WriteOp[];
}

/** What has become of a subtree: nothing, few enough leaves for one bucket, an untouched node, a new inner node. */
type Outcome =
  | { readonly kind: "empty" }
  | { readonly kind: "leaves"; readonly leaves: Leaves; readonly stored: boolean }
  | { readonly kind: "same"; readonly ref: NodeRef; readonly path: Uint8Array }
  | { readonly kind: "inner"; readonly node: number };

const EMPTY: Outcome = { kind: "empty" };

/**
 * Works out what sorted changes do to a tree. Only the nodes above a change are visited, only their
 * buckets read, and all hashing is done together at the end.
 *
 * @throws StateTreeDamaged when a bucket that it needs is not the one that its node names
 */
export function updateTree(
  base: UpdateBase,
  root: NodeRef,
  changes: readonly LeafChange[],
): UpdateEffect {
  base.plan.clear();
  const update = new Update(base, changes);
  const outcome = update.walk(root, 0, 0, changes.length);
  return update.finish(outcome);
}

class Update {
  readonly #base: UpdateBase;
  readonly #changes: readonly LeafChange[];
  readonly #writes: WriteOp[] = [];
  readonly #checks: { ref: NodeRef; hash: PlanRef; key: Uint8Array }[] = [];
  readonly #freed: NodeRef[] = [];
  readonly #left: ChildCode[] = [];
  readonly #right: ChildCode[] = [];
  readonly #leaves: (Leaves | undefined)[] = [];
  readonly #hashes: PlanRef[] = [];
  #growth = 0;

  constructor(base: UpdateBase, changes: readonly LeafChange[]) {
    this.#base = base;
    this.#changes = changes;
  }

  /** Makes the changes [from, to), all of which lie below the node `ref` at `depth`. */
  walk(ref: NodeRef, depth: number, from: number, to: number): Outcome {
    const { table } = this.#base;
    if (ref === EMPTY_NODE) {
      const leaves = mergeLeaves(undefined, this.#changes, from, to);
      this.#growth += leaves.count;
      return this.#place(leaves, depth);
    }
    const { path } = this.#changes[from] as LeafChange;
    if (table.isBucket(ref)) {
      const old = this.#open(ref, path, depth);
      this.#requireLandings(old, path, depth, from, to);
      const leaves = mergeLeaves(old, this.#changes, from, to);
      this.#growth += leaves.count - old.count;
      if (leaves.count > 0 && leaves.count <= LIMITS.bucketLeaves) {
        return { kind: "leaves", leaves, stored: true };
      }
      this.#remove(path, depth);
      return this.#place(leaves, depth);
    }
    this.#freed.push(ref);
    const middle = splitChanges(this.#changes, depth, from, to);
    const left = this.#side(table.child(ref, 0), depth, from, middle, path);
    const right = this.#side(table.child(ref, 1), depth, middle, to, path);
    return this.#join(depth, left, right);
  }

  /** Hashes everything, checks the buckets that were read, and gathers the effect. */
  finish(outcome: Outcome): UpdateEffect {
    const { suite, table, plan } = this.#base;
    const { code, hash } = this.#child(outcome, 0);
    plan.run(suite);
    for (const { ref, hash, key } of this.#checks) {
      const { words, at } = table.hashPlace(ref);
      if (!plan.equals(hash, words, at)) {
        throw new StateTreeDamaged(key, "a bucket does not hash to its node");
      }
    }
    const hashes = new Int32Array(this.#hashes.length * HASH_WORDS);
    this.#hashes.forEach((ref, i) => {
      plan.copy(ref, hashes, i * HASH_WORDS);
    });
    return {
      nodes: {
        root: code,
        left: this.#left,
        right: this.#right,
        leaves: this.#leaves,
        hashes,
        freed: this.#freed,
      },
      rootHash: plan.hash(hash),
      growth: this.#growth,
      writes: this.#writes,
    };
  }

  #side(ref: NodeRef, depth: number, from: number, to: number, path: Uint8Array): Outcome {
    if (from < to) return this.walk(ref, depth + 1, from, to);
    return ref === EMPTY_NODE ? EMPTY : { kind: "same", ref, path };
  }

  /** Spreads leaves that no node stands for yet. */
  #place(leaves: Leaves, depth: number): Outcome {
    if (leaves.count === 0) return EMPTY;
    if (leaves.count <= LIMITS.bucketLeaves) return { kind: "leaves", leaves, stored: false };
    const middle = leaves.splitAt(depth, 0, leaves.count);
    const left = this.#place(leaves.slice(0, middle), depth + 1);
    const right = this.#place(leaves.slice(middle, leaves.count), depth + 1);
    return this.#join(depth, left, right);
  }

  /** The node over two subtrees at `depth`; one bucket when their leaves fit into it. */
  #join(depth: number, left: Outcome, right: Outcome): Outcome {
    const count = this.#few(left) + this.#few(right);
    if (count === 0) return EMPTY;
    if (count <= LIMITS.bucketLeaves) {
      const [a, b] = [this.#take(left, depth, 0), this.#take(right, depth, 1)];
      const leaves = a === undefined || b === undefined ? (a ?? (b as Leaves)) : joinLeaves([a, b]);
      return { kind: "leaves", leaves, stored: false };
    }
    const [a, b] = [this.#child(left, depth + 1), this.#child(right, depth + 1)];
    const hash = this.#base.plan.pair(depth, a.hash, b.hash);
    return { kind: "inner", node: this.#add(a.code, b.code, undefined, hash) };
  }

  /** Leaves of a subtree when they fit into one bucket, else more than fit. */
  #few(outcome: Outcome): number {
    if (outcome.kind === "empty") return 0;
    if (outcome.kind === "leaves") return outcome.leaves.count;
    const { table } = this.#base;
    const bucket = outcome.kind === "same" && table.isBucket(outcome.ref);
    return bucket ? table.leafCount(outcome.ref) : LIMITS.bucketLeaves + 1;
  }

  /** The leaves of a child of the node at `depth`, which move up into it. */
  #take(outcome: Outcome, depth: number, side: 0 | 1): Leaves | undefined {
    if (outcome.kind === "leaves") {
      if (outcome.stored) this.#remove(outcome.leaves.path(0), depth + 1);
      return outcome.leaves;
    }
    if (outcome.kind !== "same") return undefined;
    const path = pathWithBit(outcome.path, depth, side);
    const leaves = this.#open(outcome.ref, path, depth + 1);
    this.#remove(path, depth + 1);
    return leaves;
  }

  /** Makes a subtree, whose top is at `depth`, a child of a new node. */
  #child(outcome: Outcome, depth: number): { code: ChildCode; hash: PlanRef } {
    const { table, plan, keys } = this.#base;
    if (outcome.kind === "empty") return { code: EMPTY_NODE, hash: EMPTY_REF };
    if (outcome.kind === "inner") {
      return { code: ~outcome.node, hash: this.#hashes[outcome.node] as PlanRef };
    }
    if (outcome.kind === "same") {
      const { words, at } = table.hashPlace(outcome.ref);
      return { code: outcome.ref, hash: plan.give(words, at) };
    }
    const { leaves } = outcome;
    this.#writes.push({ key: keys.bucket(leaves.path(0), depth), value: leaves.bytes });
    const hash = plan.subtree(leaves, depth);
    return { code: ~this.#add(EMPTY_NODE, EMPTY_NODE, leaves, hash), hash };
  }

  #add(left: ChildCode, right: ChildCode, leaves: Leaves | undefined, hash: PlanRef): number {
    this.#left.push(left);
    this.#right.push(right);
    this.#leaves.push(leaves);
    return this.#hashes.push(hash) - 1;
  }

  /** Reads a bucket that this update replaces. */
  #open(ref: NodeRef, path: Uint8Array, depth: number): Leaves {
    this.#freed.push(ref);
    const { leaves, trusted } = this.#base.load(ref, path, depth);
    if (!trusted) {
      const hash = this.#base.plan.subtree(leaves, depth);
      this.#checks.push({ ref, hash, key: this.#base.keys.bucket(path, depth) });
    }
    return leaves;
  }

  /** Checks the leaves in whose places the changes [from, to) lie: where new ones split from them depends on their paths. */
  #requireLandings(old: Leaves, path: Uint8Array, depth: number, from: number, to: number): void {
    const { suite, keys } = this.#base;
    for (let i = from; i < to; i++) {
      const at = old.landing((this.#changes[i] as LeafChange).path, depth);
      if (at >= 0) requireLeafHash(suite, keys.bucket(path, depth), old, at);
    }
  }

  #remove(path: Uint8Array, depth: number): void {
    this.#writes.push({ key: this.#base.keys.bucket(path, depth), value: null });
  }
}

/** `path` with the bit at `depth` set to `bit`. */
function pathWithBit(path: Uint8Array, depth: number, bit: 0 | 1): Uint8Array {
  if (pathBit(path, depth) === bit) return path;
  const copy = path.slice();
  copy[depth >> 3] = (copy[depth >> 3] ?? 0) ^ (0x80 >> (depth & 7));
  return copy;
}
