/** A thread that runs the seeds that it is asked for. */
import { parentPort } from "node:worker_threads";
import type { Sabotage } from "./plan.ts";
import { simulate } from "./simulate.ts";

parentPort?.on("message", ({ seed, sabotage }: { seed: number; sabotage?: Sabotage }) => {
  void simulate(seed, { sabotage }).then((result) => parentPort?.postMessage(result));
});
