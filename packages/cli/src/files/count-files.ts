import { Worker } from "node:worker_threads";
import type { Amount } from "../terminal/progress.ts";
import type { Root, WalkOptions } from "./walk.ts";

/**
 * Counts what a walk will find, in a thread of its own: work begins at once, and progress knows the
 * whole soon after.
 * @param found told the totals, unless the count was given up
 * @returns gives the count up
 */
export function countFiles(
  roots: readonly Root[],
  options: WalkOptions,
  found: (total: Amount) => void,
): () => void {
  const worker = new Worker(new URL("./count-worker.ts", import.meta.url), {
    workerData: { roots, options },
  });
  worker.on("message", found);
  // Without the totals the progress line still counts.
  worker.on("error", () => {});
  worker.unref();
  return () => void worker.terminate();
}
