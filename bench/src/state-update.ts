import { join } from "node:path";
import { encodeStateProof, type StateProof } from "@tallystick/core/state-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import { statePrefix } from "@tallystick/ledger/key-space";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { type StateChange, StateTree } from "@tallystick/ledger/state-tree/state-tree";
import type { Store } from "@tallystick/ledger/store";
import { LmdbStore } from "@tallystick/node/store/lmdb-store";
import { acceleratedSuite } from "@tallystick/node/suite";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { memory } from "./harness/memory.ts";
import { timeCalls } from "./harness/statistics.ts";

const FILL_BLOCK = 2000;

/** Times of the steps of a block, in milliseconds. */
interface BlockTimes {
  readonly prepare: number;
  readonly apply: number;
  readonly commit: number;
  /** Processor time of this thread for preparing and applying: what is left when others want the cores too. */
  readonly cpu: number;
}

/** Processor time of this thread, in milliseconds. */
function threadCpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** A tree that grows, and what its blocks cost. */
class GrowingTree {
  readonly #suite: Suite;
  readonly #store: Store;
  readonly tree: StateTree;

  constructor(suite: Suite, store: Store) {
    this.#suite = suite;
    this.#store = store;
    this.tree = StateTree.open({ suite, reader: store, prefix: statePrefix(0) });
  }

  /** Path of record `n`: any 32 bytes that are spread evenly will do. */
  path(n: number): Uint8Array {
    const counter = new Uint8Array(8);
    new DataView(counter.buffer).setFloat64(0, n);
    return this.#suite.hash(counter);
  }

  async put(from: number, count: number): Promise<BlockTimes> {
    const changes: StateChange[] = [];
    for (let n = from; n < from + count; n++) {
      const path = this.path(n);
      changes.push({ path, valueHash: path, rowId: n });
    }
    const [start, startCpu] = [performance.now(), threadCpu()];
    const update = this.tree.prepare(changes);
    const [prepared, preparedCpu] = [performance.now(), threadCpu()];
    await this.#store.commit(update.writes);
    const [committed, committedCpu] = [performance.now(), threadCpu()];
    this.tree.apply(update);
    return {
      prepare: prepared - start,
      commit: committed - prepared,
      apply: performance.now() - committed,
      cpu: preparedCpu - startCpu + threadCpu() - committedCpu,
    };
  }

  /** Encoded bytes of a proof with one application beside it. */
  proofBytes(n: number): number {
    const path = this.path(n);
    const { siblings, found, other } = this.tree.prove(path);
    const proof: StateProof = {
      app: "evidence",
      table: "deposits",
      key: ["sha-256", path, 0],
      value: found === undefined ? null : new Uint8Array(0),
      siblings,
      ...(other === undefined ? {} : { other }),
      apps: { index: 0, size: 2, path: [path] },
    };
    return encodeStateProof(proof).length;
  }
}

async function measure(context: BenchContext, records: number): Promise<void> {
  const name = suiteOption(context);
  const kind = context.options["store"] ?? "lmdb";
  const keys = numberOption(context, "block", 1000);
  const blocks = numberOption(context, "blocks", 100);
  const suite = acceleratedSuite(name);
  const path = join(context.directory(), "store");
  const store = kind === "memory" ? new MemoryStore() : LmdbStore.open({ path });
  context.defer(() => store.close());
  const growing = new GrowingTree(suite, store);
  const { tree } = growing;

  const started = performance.now();
  while (tree.size < records) {
    await growing.put(tree.size, Math.min(FILL_BLOCK, records - tree.size));
    if (tree.size % 1_000_000 === 0) context.note(`${tree.size} of ${records} records`);
  }
  const fillSeconds = (performance.now() - started) / 1000;
  for (let i = 0; i < 10; i++) await growing.put(tree.size, keys);

  const all: BlockTimes[] = [];
  for (let i = 0; i < blocks; i++) all.push(await growing.put(tree.size, keys));
  const mean = (of: (times: BlockTimes) => number): number =>
    round(all.reduce((sum, times) => sum + of(times), 0) / all.length);
  const treeMs = mean(({ prepare, apply }) => prepare + apply);
  const common = { suite: name, store: kind, records };
  const held = memory();
  context.emit({
    ...common,
    value: Math.round((keys * 1000) / treeMs),
    unit: "keys/s",
    block: keys,
    treeMsPerBlock: treeMs,
    treeCpuMsPerBlock: mean(({ cpu }) => cpu),
    commitMsPerBlock: mean(({ commit }) => commit),
    slowestTreeMs: round(Math.max(...all.map(({ prepare, apply }) => prepare + apply))),
    fillSeconds: round(fillSeconds),
    buckets: tree.nodes.buckets,
    ...held,
  });
  emitReads(context, growing, common);
  await emitOpening(context, { suite, store, tree }, common);
}

function emitReads(context: BenchContext, growing: GrowingTree, common: object): void {
  const { tree } = growing;
  const probes = 2000;
  const step = Math.floor(tree.size / probes);
  const presence: number[] = [];
  const absence: number[] = [];
  const start = performance.now();
  for (let i = 0; i < probes; i++) tree.find(growing.path(i * step));
  const findMicroseconds = ((performance.now() - start) * 1000) / probes;
  const proving = performance.now();
  for (let i = 0; i < probes; i++) {
    presence.push(growing.proofBytes(i * step + 1));
    absence.push(growing.proofBytes(-1 - i));
  }
  const proofMicroseconds = ((performance.now() - proving) * 1000) / (2 * probes);
  const mean = (sizes: number[]): number =>
    Math.round(sizes.reduce((a, b) => a + b) / sizes.length);
  context.emit({
    ...common,
    value: mean(presence),
    unit: "bytes of a presence proof without its row",
    largest: Math.max(...presence),
    absence: mean(absence),
    absenceLargest: Math.max(...absence),
    findMicroseconds: round(findMicroseconds),
    proofMicroseconds: round(proofMicroseconds),
  });
}

async function emitOpening(
  context: BenchContext,
  { suite, store, tree }: { suite: Suite; store: Store; tree: StateTree },
  common: object,
): Promise<void> {
  const open = (audit: boolean): number => {
    const start = performance.now();
    const again = StateTree.open({ suite, reader: store, prefix: statePrefix(0), audit });
    if (again.size !== tree.size) throw new Error("another tree came back");
    return round((performance.now() - start) / 1000);
  };
  const scanSeconds = open(false);
  const writes = tree.snapshotWrites();
  await store.commit(writes);
  const snapshotMiB = round(
    writes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0) / 2 ** 20,
  );
  const snapshotSeconds = open(false);
  const auditSeconds = context.options["audit"] === undefined ? undefined : open(true);
  context.emit({
    ...common,
    value: snapshotSeconds,
    unit: "seconds to open after a clean close",
    scanSeconds,
    auditSeconds,
    snapshotMiB,
    storeMiB: Math.round(store.stats().bytes / 2 ** 20),
  });
}

/** The pairs that the suite hashes at once, beside the same through one call of node:crypto each. */
function emitPairs(context: BenchContext): void {
  const name = suiteOption(context);
  const fast = acceleratedSuite(name);
  const input = Uint8Array.from({ length: 64 * 1024 }, (_, i) => i * 7);
  const output = new Uint8Array(32 * 1024);
  const single = (): void => {
    for (let i = 0; i < 1024; i++) fast.hash(input.subarray(64 * i, 64 * i + 64));
  };
  const batches = timeCalls(() => fast.hashPairs(input, output), 500).perSecond;
  const singles = timeCalls(single, 500).perSecond;
  context.emit({
    suite: name,
    value: Math.round(batches * 1024),
    unit: "pairs/s",
    oneCallEach: Math.round(singles * 1024),
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * Updates of the state tree: `--records 100000,1000000` (1e7 with `--full`), `--block 1000`,
 * `--blocks 100`, `--suite gm`, `--store memory`, `--audit`.
 */
await runBench("state-update", async (context) => {
  const fallback = context.options["full"] === undefined ? "1e5,1e6" : "1e5,1e6,1e7";
  const sizes = (context.options["records"] ?? fallback).split(",").map(Number);
  emitPairs(context);
  for (const records of sizes) {
    if (!Number.isInteger(records) || records < 1) throw new RangeError("--records");
    await measure(context, records);
  }
});
