/** A thread that checks the same signatures over and over: no messages, no packing, nothing else. */
import { parentPort, workerData } from "node:worker_threads";
import type { SuiteName } from "@tallystick/core/algorithms";
import { signatureBackend } from "@tallystick/node/workers/signature-backend";
import type { VerifyItem } from "@tallystick/node/workers/verify-batch";

/** What the thread is given. */
export interface VerifyLoopData {
  readonly suite: SuiteName;
  readonly items: readonly VerifyItem[];
  readonly milliseconds: number;
}

const { suite, items, milliseconds } = workerData as VerifyLoopData;
const check = signatureBackend(suite);

function once(): void {
  for (const { key, message, signature } of items) {
    if (!check(key.algorithm, key.raw, message, signature))
      throw new Error("a good signature failed");
  }
}

once();
parentPort?.once("message", () => {
  const start = performance.now();
  let checked = 0;
  while (performance.now() - start < milliseconds) {
    once();
    checked += items.length;
  }
  parentPort?.postMessage({ checked, milliseconds: performance.now() - start });
});
parentPort?.postMessage("ready");
