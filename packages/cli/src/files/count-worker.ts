import { parentPort, workerData } from "node:worker_threads";
import { type Root, type WalkOptions, walk } from "./walk.ts";

const { roots, options } = workerData as { roots: readonly Root[]; options: WalkOptions };
let files = 0;
let bytes = 0;
for await (const one of walk(roots, options)) {
  if (one.kind !== "file") continue;
  files++;
  bytes += one.size;
}
parentPort?.postMessage({ files, bytes });
