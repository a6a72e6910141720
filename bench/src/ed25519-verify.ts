import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Algorithm, SUITES, type SuiteName } from "@tallystick/core/algorithms";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { VerifyItem } from "@tallystick/node/workers/verify-batch";
import { VerifyPool } from "@tallystick/node/workers/verify-pool";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import type { VerifyLoopData } from "./harness/verify-loop.ts";

/** Bytes that the signature of a usual deposit covers. */
const MESSAGE_BYTES = 300;
const ITEMS = 200;

/**
 * Signature checks a second by the written rule, on every core at once: what no ledger on this
 * machine that checks one signature a record can exceed. Then the same through the node's pool of
 * threads, with packing and messages, and on one thread.
 */
async function measure(context: BenchContext): Promise<void> {
  const suite = suiteOption(context);
  const seconds = numberOption(context, "seconds", 3);
  const cores = numberOption(context, "threads", availableParallelism());
  const algorithm = SUITES[suite].algorithms[0];
  const items = signed(suite, algorithm);
  const rate = await loops({ suite, items, milliseconds: seconds * 1000 }, cores);
  const facts = { suite, algorithm, messageBytes: MESSAGE_BYTES };
  context.emit({ value: rate, unit: "verifications/s", ...facts, threads: cores, way: "loops" });
  const pooled = await throughPool(suite, items, cores, seconds);
  context.emit({ value: pooled, unit: "verifications/s", ...facts, threads: cores, way: "pool" });
  const single = await loops({ suite, items, milliseconds: seconds * 1000 }, 1);
  context.emit({ value: single, unit: "verifications/s", ...facts, threads: 1, way: "loops" });
}

function signed(suiteName: SuiteName, algorithm: Algorithm): VerifyItem[] {
  const suite = nodeSuite(suiteName);
  return Array.from({ length: ITEMS }, (_, i) => {
    const signer = generateKey(suite, algorithm);
    const message = new Uint8Array(MESSAGE_BYTES).fill(i);
    return { key: signer.publicKey, message, signature: signer.sign(message) };
  });
}

/** Checks a second of so many threads that do nothing else and start together. */
async function loops(workerData: VerifyLoopData, threads: number): Promise<number> {
  const url = new URL("./harness/verify-loop.ts", import.meta.url);
  const workers = Array.from({ length: threads }, () => new Worker(url, { workerData }));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const answers = workers.map((worker) => once(worker, "message"));
  for (const worker of workers) worker.postMessage("go");
  const results = (await Promise.all(answers)).flat() as {
    checked: number;
    milliseconds: number;
  }[];
  await Promise.all(workers.map((worker) => worker.terminate()));
  return Math.round(
    results.reduce((sum, { checked, milliseconds }) => sum + (checked * 1000) / milliseconds, 0),
  );
}

/** Checks a second of the pool that a node uses, always with enough to do. */
async function throughPool(
  suite: SuiteName,
  items: readonly VerifyItem[],
  size: number,
  seconds: number,
): Promise<number> {
  const pool = await VerifyPool.open({ suite, size });
  const batch = Array.from({ length: 512 }, (_, i) => items[i % items.length] as VerifyItem);
  const start = performance.now();
  const end = start + seconds * 1000;
  let checked = 0;
  const feed = async (): Promise<void> => {
    while (performance.now() < end) {
      const verdicts = await pool.verify(batch);
      if (!verdicts.every(Boolean)) throw new Error("a good signature failed");
      checked += verdicts.length;
    }
  };
  await Promise.all(Array.from({ length: size * 2 }, feed));
  const rate = Math.round((checked * 1000) / (performance.now() - start));
  await pool.close();
  return rate;
}

/** Checks signatures: `--suite gm`, `--seconds 3`, `--threads 4`. */
await runBench("ed25519-verify", measure);
