/** One thread of a fuzz run: does the pieces of work that it is sent, one after the other. */
import { parentPort } from "node:worker_threads";
import type { FuzzReport } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";
import { TARGETS } from "./targets.ts";

/** A piece of work. */
export interface FuzzJob {
  readonly target: string;
  readonly seed: number;
  readonly count: number;
}

/** What came of it. */
export type FuzzDone = FuzzJob & ({ readonly report: FuzzReport } | { readonly failure: string });

const loaded = new Map<string, Promise<FuzzTarget>>();

async function perform(job: FuzzJob): Promise<FuzzDone> {
  try {
    const entry = TARGETS.find(({ name }) => name === job.target);
    if (!entry) throw new Error(`no target ${job.target}`);
    const target = loaded.get(job.target) ?? entry.load();
    loaded.set(job.target, target);
    return { ...job, report: (await target)(job.seed, job.count) };
  } catch (error) {
    return {
      ...job,
      failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

parentPort?.on("message", (job: FuzzJob) => {
  void perform(job).then((done) => parentPort?.postMessage(done));
});
