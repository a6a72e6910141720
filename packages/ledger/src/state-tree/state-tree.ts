import { HASH_BYTES } from "@tallystick/core/log-tree";
import { pathBit, type StateLeaf, stateLeafHash } from "@tallystick/core/state-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import { LIMITS } from "../limits.ts";
import { Lru } from "../lru.ts";
import type { StoreReader, WriteOp } from "../store.ts";
import { decodeBucket, requireLeafHash, TreeKeys } from "./bucket.ts";
import { StateTreeDamaged } from "./damaged.ts";
import { EMPTY_REF, HASH_WORDS, HashPlan, type PlanRef } from "./hash-plan.ts";
import { byPath, type LeafChange, type Leaves } from "./leaves.ts";
import { loadTree } from "./load.ts";
import { EMPTY_NODE, type NodeRef, type NodeTable } from "./node-table.ts";
import { rootWrite } from "./root-record.ts";
import { snapshotWrites } from "./snapshot.ts";
import { type LoadedBucket, type NewNodes, updateTree } from "./update.ts";

/** One record that a block puts (`valueHash` 32 bytes) or deletes (null; `rowId` then does not matter). */
export interface StateChange {
  /** 32 bytes, `statePath` of the record. */
  readonly path: Uint8Array;
  readonly valueHash: Uint8Array | null;
  /** Where the row lies; kept beside the leaf, not covered by its hash. */
  readonly rowId: number;
}

/** What changes would do. Nothing has changed until the writes are committed and it is applied. */
export interface PendingUpdate {
  /** Root after, 32 bytes. */
  readonly root: Uint8Array;
  /** Records after. */
  readonly size: number;
  readonly writes: WriteOp[];
}

/** A record in the tree. */
export interface FoundLeaf {
  readonly valueHash: Uint8Array;
  readonly rowId: number;
}

/** The tree's part of a state proof: see docs/reference/state-proof.md. */
export interface TreeProof {
  /** From the root down; an empty array stands for an empty subtree. */
  readonly siblings: Uint8Array[];
  readonly found?: FoundLeaf;
  /** The leaf in the place where the absent one would be. Neither this nor `found`: the place is empty. */
  readonly other?: StateLeaf;
}

interface OwnUpdate extends PendingUpdate {
  readonly version: number;
  readonly nodes: NewNodes | undefined;
}

const NOTHING = new Uint8Array(0);

/**
 * The authenticated map of one application: a compact sparse Merkle tree over 256-bit paths, its leaves in
 * buckets in the store, the nodes above them in memory at about 73 bytes a bucket.
 *
 * Every bucket is checked against its node before it is used, so a lost, torn or misdirected write is named,
 * not served.
 */
export class StateTree {
  readonly #suite: Suite;
  readonly #reader: StoreReader;
  readonly #keys: TreeKeys;
  readonly #table: NodeTable;
  readonly #plan = new HashPlan();
  readonly #cache = new Lru<NodeRef, Leaves>(LIMITS.bucketsKept);
  #top: NodeRef;
  #root: Uint8Array;
  #size: number;
  #version = 0;

  private constructor(suite: Suite, reader: StoreReader, keys: TreeKeys, audit: boolean) {
    const { table, top, root, size } = loadTree({ suite, reader, keys, audit });
    this.#suite = suite;
    this.#reader = reader;
    this.#keys = keys;
    this.#table = table;
    this.#top = top;
    this.#root = root;
    this.#size = size;
  }

  /**
   * Opens the tree below `prefix`; an empty store holds the empty tree. The caller compares `root` with the
   * one in its last block.
   *
   * @param options.audit read every bucket even after a clean close, and check every leaf
   * @throws StateTreeDamaged when the stored tree does not have its stored root
   */
  static open(options: {
    readonly suite: Suite;
    readonly reader: StoreReader;
    readonly prefix: Uint8Array;
    readonly audit?: boolean;
  }): StateTree {
    const { suite, reader, prefix, audit = false } = options;
    return new StateTree(suite, reader, new TreeKeys(prefix), audit);
  }

  /** Root hash: 32 zero bytes for the empty tree. */
  get root(): Uint8Array {
    return this.#root;
  }

  /** Number of records. */
  get size(): number {
    return this.#size;
  }

  /** Nodes held in memory. */
  get nodes(): { readonly buckets: number; readonly inner: number } {
    return this.#table.counts;
  }

  /** Looks a record up by its path. Throws {@link StateTreeDamaged}. */
  find(path: Uint8Array): FoundLeaf | undefined {
    requirePath(path);
    const { ref, depth } = this.#descend(path);
    if (ref === EMPTY_NODE) return undefined;
    const leaves = this.#bucket(ref, path, depth);
    const at = leaves.landing(path, depth);
    if (at < 0) return undefined;
    const found = this.#found(leaves, at, path, depth);
    return leaves.compare(at, path) === 0 ? found : undefined;
  }

  /**
   * Works out what the changes of a block do. May be called again before one of the results is applied.
   *
   * @throws RangeError when a path is not 32 bytes, is named twice, or a row id is not a safe integer
   * @throws StateTreeDamaged when a bucket that is needed is not the one that its node names
   */
  prepare(changes: readonly StateChange[]): PendingUpdate {
    const own = { version: this.#version };
    if (changes.length === 0) {
      const none: OwnUpdate = {
        ...own,
        root: this.#root,
        size: this.#size,
        writes: [],
        nodes: undefined,
      };
      return none;
    }
    const sorted = changes.map((change) => this.#leafChange(change)).sort(byPath);
    for (let i = 1; i < sorted.length; i++) {
      if (byPath(sorted[i - 1] as LeafChange, sorted[i] as LeafChange) === 0) {
        throw new RangeError("a path is changed twice in one update");
      }
    }
    const effect = updateTree(
      {
        suite: this.#suite,
        table: this.#table,
        keys: this.#keys,
        plan: this.#plan,
        load: (ref, path, depth) => this.#load(ref, path, depth),
      },
      this.#top,
      sorted,
    );
    const after = { root: effect.rootHash, size: this.#size + effect.growth };
    effect.writes.push(rootWrite(this.#keys, after));
    const update: OwnUpdate = { ...own, ...after, writes: effect.writes, nodes: effect.nodes };
    return update;
  }

  /** Takes over a prepared update, after the store has committed its writes. Throws RangeError when it is stale. */
  apply(update: PendingUpdate): void {
    const { version, nodes, root, size } = update as OwnUpdate;
    if (version !== this.#version) throw new RangeError("prepared against another state");
    if (nodes === undefined) return;
    for (const ref of nodes.freed) {
      this.#cache.delete(ref);
      this.#table.free(ref);
    }
    const refs: NodeRef[] = [];
    const refOf = (code: number): NodeRef => (code < 0 ? (refs[~code] as NodeRef) : code);
    nodes.leaves.forEach((leaves, i) => {
      const ref =
        leaves === undefined
          ? this.#table.addInner(refOf(nodes.left[i] as number), refOf(nodes.right[i] as number))
          : this.#table.addBucket(leaves.count);
      this.#table.setHash(ref, nodes.hashes, i * HASH_WORDS);
      refs.push(ref);
    });
    this.#top = refOf(nodes.root);
    this.#root = root;
    this.#size = size;
    this.#version++;
  }

  /** Shows that a record is present or absent. Throws {@link StateTreeDamaged}. */
  prove(path: Uint8Array): TreeProof {
    requirePath(path);
    const siblings: Uint8Array[] = [];
    const { ref, depth } = this.#descend(path, (sibling) => {
      siblings.push(sibling === EMPTY_NODE ? NOTHING : this.#table.hash(sibling));
    });
    if (ref === EMPTY_NODE) return { siblings };
    const leaves = this.#bucket(ref, path, depth);
    const plan = this.#plan;
    plan.clear();
    const base = plan.giveLeaves(leaves);
    const below: PlanRef[] = [];
    let [from, to] = [0, leaves.count];
    for (let at = depth; to - from > 1; at++) {
      const middle = leaves.splitAt(at, from, to);
      const left = pathBit(path, at) === 0;
      const [otherFrom, otherTo] = left ? [middle, to] : [from, middle];
      below.push(plan.range(leaves, base, at + 1, otherFrom, otherTo));
      [from, to] = left ? [from, middle] : [middle, to];
    }
    plan.run(this.#suite);
    for (const hash of below) siblings.push(hash === EMPTY_REF ? NOTHING : plan.hash(hash));
    if (to === from) return { siblings };
    const found = this.#found(leaves, from, path, depth);
    if (leaves.compare(from, path) === 0) return { siblings, found };
    return { siblings, other: [leaves.path(from).slice(), found.valueHash] };
  }

  /** Writes that let the next opening skip the scan of the buckets; for a clean close. */
  snapshotWrites(): WriteOp[] {
    const tree = { table: this.#table, top: this.#top, root: this.#root, size: this.#size };
    return snapshotWrites(this.#reader, this.#keys, tree);
  }

  /** All leaves in the order of the store, for those who check rows against the tree. */
  *leaves(): Generator<FoundLeaf & { readonly path: Uint8Array }> {
    for (const [key, value] of this.#reader.range(this.#keys.buckets)) {
      const leaves = decodeBucket(key, value);
      for (let i = 0; i < leaves.count; i++) {
        yield { path: leaves.path(i), valueHash: leaves.valueHash(i), rowId: leaves.rowId(i) };
      }
    }
  }

  /** The bucket or empty place on the way to `path`. */
  #descend(
    path: Uint8Array,
    pass: (sibling: NodeRef) => void = () => {},
  ): { ref: NodeRef; depth: number } {
    let ref = this.#top;
    let depth = 0;
    while (ref !== EMPTY_NODE && !this.#table.isBucket(ref)) {
      const side = pathBit(path, depth);
      pass(this.#table.child(ref, side === 0 ? 1 : 0));
      ref = this.#table.child(ref, side);
      depth++;
    }
    return { ref, depth };
  }

  /** A bucket, checked. */
  #bucket(ref: NodeRef, path: Uint8Array, depth: number): Leaves {
    const { leaves, trusted } = this.#load(ref, path, depth);
    if (trusted) return leaves;
    const plan = this.#plan;
    plan.clear();
    const hash = plan.subtree(leaves, depth);
    plan.run(this.#suite);
    const { words, at } = this.#table.hashPlace(ref);
    if (!plan.equals(hash, words, at)) {
      const key = this.#keys.bucket(path, depth);
      throw new StateTreeDamaged(key, "a bucket does not hash to its node");
    }
    this.#cache.set(ref, leaves);
    return leaves;
  }

  /** A bucket as stored, checked only if it was used lately. */
  #load(ref: NodeRef, path: Uint8Array, depth: number): LoadedBucket {
    const cached = this.#cache.get(ref);
    if (cached !== undefined) return { leaves: cached, trusted: true };
    const key = this.#keys.bucket(path, depth);
    const stored = this.#reader.get(key);
    if (stored === undefined) throw new StateTreeDamaged(key, "a bucket is missing");
    return { leaves: decodeBucket(key, stored), trusted: false };
  }

  #found(leaves: Leaves, at: number, path: Uint8Array, depth: number): FoundLeaf {
    requireLeafHash(this.#suite, this.#keys.bucket(path, depth), leaves, at);
    return { valueHash: leaves.valueHash(at).slice(), rowId: leaves.rowId(at) };
  }

  #leafChange({ path, valueHash, rowId }: StateChange): LeafChange {
    requirePath(path);
    if (valueHash === null) return { path, valueHash, leafHash: null, rowId: 0 };
    if (valueHash.length !== HASH_BYTES) throw new RangeError("a value hash has 32 bytes");
    if (!Number.isSafeInteger(rowId) || rowId < 0) throw new RangeError("not a row id");
    return { path, valueHash, leafHash: stateLeafHash(this.#suite, path, valueHash), rowId };
  }
}

function requirePath(path: Uint8Array): void {
  if (path.length !== HASH_BYTES) throw new RangeError("a path has 32 bytes");
}
