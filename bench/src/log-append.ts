import { leafHash, verifyInclusion } from "@tallystick/core/log-tree";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { LogTiles } from "@tallystick/ledger/log-tiles";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { memory } from "./harness/memory.ts";

const ENTRY_BYTES = 400;

/** Hashes entries and appends them in blocks, then proves entries taken from all over the log. */
async function measure(context: BenchContext): Promise<void> {
  const name = suiteOption(context);
  const suite = nodeSuite(name);
  const total = numberOption(context, "entries", 1_000_000);
  const block = numberOption(context, "block", 1000);
  const store = new MemoryStore();
  const log = LogTiles.open({ suite, reader: store, size: 0 });
  const entry = new Uint8Array(ENTRY_BYTES);
  const view = new DataView(entry.buffer);
  const before = memory();

  let hashing = 0;
  let appending = 0;
  while (log.size < total) {
    const leaves: Uint8Array[] = [];
    const start = performance.now();
    for (let i = 0; i < block; i++) {
      view.setFloat64(0, log.size + i);
      leaves.push(leafHash(suite, entry));
    }
    const hashed = performance.now();
    const pending = log.prepare(leaves);
    const prepared = performance.now();
    await store.commit(pending.writes);
    const committed = performance.now();
    log.apply(pending);
    hashing += hashed - start;
    appending += prepared - hashed + (performance.now() - committed);
  }
  const rate = (milliseconds: number): number => Math.round((log.size * 1000) / milliseconds);
  context.emit({
    suite: name,
    value: rate(appending),
    unit: "appends/s",
    withLeafHashes: rate(hashing + appending),
    entryBytes: ENTRY_BYTES,
    entries: log.size,
    block,
    ...memory(),
    rssBeforeMiB: before.rssMiB,
  });

  const proofs = 20_000;
  const root = log.root;
  const start = performance.now();
  let bytes = 0;
  for (let i = 0; i < proofs; i++) {
    const index = Math.floor((i * log.size) / proofs);
    const path = log.inclusion(index);
    bytes += path.length * 32;
    if (i % 1000 === 0) {
      view.setFloat64(0, index);
      const claim = { index, size: log.size, leafHash: leafHash(suite, entry), path, root };
      if (!verifyInclusion(suite, claim)) throw new Error("a path does not verify");
    }
  }
  context.emit({
    suite: name,
    value: Math.round((proofs * 1000) / (performance.now() - start)),
    unit: "inclusion paths/s",
    entries: log.size,
    bytesPerPath: Math.round(bytes / proofs),
  });
}

/** Appends to the log: `--entries 1000000`, `--block 1000`, `--suite gm`. */
await runBench("log-append", measure);
