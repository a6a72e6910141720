/**
 * Fuzzes every decoder, every proof and verify():
 *
 *     node packages/core/test/fuzz/run.ts --count 10000000 --seed 1 --workers 4 [--only verify,cbor]
 *
 * Prints one JSON object a target and one for the whole. A failure names the target, its seed and the
 * input; `--only TARGET --exact SEED --count N` makes that piece of work again. Exit code 1 on any.
 */
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { TARGETS } from "./targets.ts";
import type { FuzzDone, FuzzJob } from "./worker.ts";

/** A piece of work takes a second or so: after this long it hangs. */
const HANG_MS = 180_000;

interface Totals {
  inputs: number;
  accepted: number;
  readonly refused: Record<string, number>;
}

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: "4" },
    only: { type: "string" },
    exact: { type: "string" },
  },
});

function natural(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} ${text}`);
  return value;
}

const chosen = values.only?.split(",");
for (const name of chosen ?? []) {
  if (!TARGETS.some((target) => target.name === name)) throw new RangeError(`--only ${name}`);
}
const targets = TARGETS.filter(({ name }) => chosen === undefined || chosen.includes(name));
const jobs = makeJobs(natural("count", values.count), natural("seed", values.seed));
const totals = new Map<string, Totals>();
const failures: { target: string; seed: number; count: number; failure: string }[] = [];
const started = performance.now();

/** The work in pieces, targets taking turns. The seed of a piece follows from the run's and its number. */
function makeJobs(count: number, seed: number): FuzzJob[] {
  if (values.exact !== undefined) {
    return targets.map(({ name }) => ({
      target: name,
      seed: natural("exact", values.exact ?? ""),
      count,
    }));
  }
  const shares = targets.reduce((sum, { share }) => sum + share, 0);
  const made = targets.flatMap(({ name, share, chunk }, position) => {
    const inputs = Math.ceil((count * share) / shares);
    return Array.from({ length: Math.ceil(inputs / chunk) }, (_, i) => ({
      turn: (i * chunk) / inputs,
      target: name,
      seed: (Math.imul(seed, 0x9e3779b1) + Math.imul(position + 1, 0x85ebca6b) + i) >>> 0,
      count: Math.min(chunk, inputs - i * chunk),
    }));
  });
  return made.sort((a, b) => a.turn - b.turn).map(({ turn: _, ...job }) => job);
}

function record(done: FuzzDone): void {
  if ("failure" in done) {
    failures.push(done);
    process.stderr.write(
      `FAILED: --only ${done.target} --exact ${done.seed} --count ${done.count}\n${done.failure}\n`,
    );
    return;
  }
  const total = totals.get(done.target) ?? { inputs: 0, accepted: 0, refused: {} };
  totals.set(done.target, total);
  total.inputs += done.report.inputs;
  total.accepted += done.report.accepted;
  for (const [code, times] of Object.entries(done.report.refused)) {
    total.refused[code] = (total.refused[code] ?? 0) + times;
  }
}

/** Works off the jobs in one thread after another: a thread that hangs or dies is replaced. */
async function lane(): Promise<void> {
  let worker = new Worker(new URL("./worker.ts", import.meta.url));
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    const done = await perform(worker, job);
    record(done);
    if ("failure" in done) {
      await worker.terminate();
      worker = new Worker(new URL("./worker.ts", import.meta.url));
    }
  }
  await worker.terminate();
}

function perform(worker: Worker, job: FuzzJob): Promise<FuzzDone> {
  const waiting = new AbortController();
  return new Promise<FuzzDone>((resolve) => {
    const { signal } = waiting;
    const fail = (failure: string) => resolve({ ...job, failure });
    const timer = setTimeout(fail, HANG_MS, "hangs");
    signal.addEventListener("abort", () => clearTimeout(timer));
    once(worker, "message", { signal }).then(([done]) => resolve(done), fail);
    once(worker, "exit", { signal }).then(([code]) => fail(`the thread ended: ${code}`), fail);
    worker.postMessage(job);
  }).finally(() => waiting.abort());
}

await Promise.all(Array.from({ length: natural("workers", values.workers) }, lane));
let inputs = 0;
for (const { name } of targets) {
  const total = totals.get(name);
  inputs += total?.inputs ?? 0;
  console.log(JSON.stringify({ target: name, ...total }));
}
const seconds = Math.round((performance.now() - started) / 1000);
console.log(
  JSON.stringify({ inputs, failures: failures.length, seconds, seed: Number(values.seed) }),
);
process.exitCode = failures.length === 0 && inputs > 0 ? 0 : 1;
