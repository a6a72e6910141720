/**
 * Runs the ledger application of several organisations through seeded storms.
 *
 *     node packages/node/test/sim/run.ts --seeds 2000 --from 1 [--jobs 4] [--sabotage NAME]
 *     node packages/node/test/sim/run.ts --seed 42 --trace
 *
 * Prints what the runs have met as JSON; for every breach the seed and the command that runs it again.
 * Exits 1 when there was one, or, under a sabotage, when there was none.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { SABOTAGES, type Sabotage } from "./plan.ts";
import { type SimResult, simulate } from "./simulate.ts";
import { Statistics } from "./statistics.ts";

/** What to run. */
export interface SimRun {
  readonly from: number;
  readonly seeds: number;
  readonly jobs: number;
  readonly sabotage?: Sabotage | undefined;
  readonly onBreach?: (result: SimResult) => void;
}

/** What came of it. */
export interface SimSummary {
  readonly seeds: number;
  readonly seconds: number;
  readonly breaches: readonly { readonly seed: number; readonly breach: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Runs seeds, several at a time, each thread one after the other. */
export async function runSeeds({
  from,
  seeds,
  jobs,
  sabotage,
  onBreach,
}: SimRun): Promise<SimSummary> {
  const started = performance.now();
  const statistics = new Statistics();
  const breaches: { seed: number; breach: string }[] = [];
  let next = from;
  const take = ({ seed, breach, ...rest }: SimResult): void => {
    statistics.add(rest.counts);
    if (breach === undefined) return;
    breaches.push({ seed, breach });
    onBreach?.({ seed, breach, ...rest });
  };
  const lane = async (): Promise<void> => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    while (next < from + seeds) take(await askWorker(worker, { seed: next++, sabotage }));
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, seeds) }, lane));
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  return {
    seeds,
    seconds,
    breaches: breaches.sort((a, b) => a.seed - b.seed),
    counts: statistics.toObject(),
  };
}

function askWorker(worker: Worker, question: object): Promise<SimResult> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.postMessage(question);
  });
}

/** The command that runs a seed again. */
export function replayCommand(seed: number, sabotage?: Sabotage): string {
  const extra = sabotage === undefined ? "" : ` --sabotage ${sabotage}`;
  return `node packages/node/test/sim/run.ts --seed ${seed} --trace${extra}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "2000" },
      from: { type: "string", default: "1" },
      jobs: { type: "string", default: String(Math.min(4, availableParallelism())) },
      seed: { type: "string" },
      trace: { type: "boolean", default: false },
      sabotage: { type: "string" },
    },
  });
  const sabotage = SABOTAGES.find((name) => name === values.sabotage);
  if (values.sabotage !== undefined && sabotage === undefined) {
    throw new Error(`--sabotage is one of ${SABOTAGES.join(", ")}`);
  }
  if (values.seed !== undefined) {
    const result = await simulate(Number(values.seed), { sabotage, trace: values.trace });
    for (const line of result.trace) console.log(line);
    console.log(JSON.stringify(result.counts));
    console.log(result.breach === undefined ? "no breach" : `BREACH: ${result.breach}`);
    process.exitCode = result.breach === undefined ? 0 : 1;
    return;
  }
  const summary = await runSeeds({
    from: Number(values.from),
    seeds: Number(values.seeds),
    jobs: Number(values.jobs),
    sabotage,
    onBreach: ({ seed, breach }) => {
      console.error(`seed ${seed}: ${breach}\n    ${replayCommand(seed, sabotage)}`);
    },
  });
  const { breaches, ...rest } = summary;
  console.log(JSON.stringify({ ...rest, breaches: breaches.length }));
  process.exitCode = breaches.length > 0 === (sabotage !== undefined) ? 0 : 1;
}

if (import.meta.main) await main();
