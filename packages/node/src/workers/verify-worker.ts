import { parentPort, workerData } from "node:worker_threads";
import type { SuiteName } from "@tallystick/core/algorithms";
import { signatureBackend } from "./signature-backend.ts";
import { judgeBatch } from "./verify-batch.ts";

/** What the pool tells a new worker. */
export interface VerifyWorkerData {
  readonly suite: SuiteName;
}

/** What a worker says: once that it is ready, then each batch judged. */
export type VerifyReply = "ready" | ArrayBuffer;

// Made before the first message is taken, so a worker that fails the self-test dies without judging.
const check = signatureBackend((workerData as VerifyWorkerData).suite);
const port = parentPort;
if (port === null) throw new Error("verify-worker runs as a worker thread only");

port.on("message", (batch: ArrayBuffer) => {
  judgeBatch(batch, check);
  port.postMessage(batch, [batch]);
});
port.postMessage("ready" satisfies VerifyReply);
