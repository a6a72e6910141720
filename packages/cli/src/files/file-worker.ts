import { parentPort, workerData } from "node:worker_threads";
import type { Trust } from "@tallystick/core/trust";
import type { VerifyResult } from "@tallystick/core/verify";
import { digestFile, type FileDigests, FileFault, type WantedDigest } from "./digest-file.ts";
import { verifyFile } from "./verify-file.ts";

/** Work for a thread. */
export type FileJob =
  | { readonly kind: "digest"; readonly path: string; readonly wanted: readonly WantedDigest[] }
  | { readonly kind: "verify"; readonly path: string | undefined; readonly receipt: string };

/** What a thread says: how far it is, the result, or why there is none. */
export type FileAnswer =
  | { readonly kind: "told"; readonly bytes: number }
  | { readonly kind: "done"; readonly result: FileDigests | VerifyResult }
  | { readonly kind: "fault"; readonly code: string; readonly message: string };

/** What each thread is started with: the trust that receipts are checked against. */
export interface FileWorkerData {
  readonly trust: Trust | undefined;
}

const { trust } = workerData as FileWorkerData;
const port = parentPort;

function perform(job: FileJob, tell: (bytes: number) => void): FileDigests | VerifyResult {
  if (job.kind === "digest") return digestFile(job.path, job.wanted, tell);
  return verifyFile(job.receipt, job.path, trust, tell);
}

port?.on("message", ({ id, job }: { readonly id: number; readonly job: FileJob }) => {
  const say = (answer: FileAnswer) => port.postMessage({ id, answer });
  try {
    say({ kind: "done", result: perform(job, (bytes) => say({ kind: "told", bytes })) });
  } catch (error) {
    const code = error instanceof FileFault ? error.code : "fault";
    say({ kind: "fault", code, message: (error as Error).message });
  }
});
