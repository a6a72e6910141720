import { parentPort } from "node:worker_threads";
import { DigestFault, digestFile, type WantedDigest } from "./digest-file.ts";

/** A file for a thread. */
export interface DigestJob {
  readonly id: number;
  readonly path: string;
  readonly wanted: readonly WantedDigest[];
}

/** What a thread says: how far it is, the digests, or why there are none. */
export type DigestAnswer =
  | { readonly kind: "told"; readonly id: number; readonly bytes: number }
  | {
      readonly kind: "done";
      readonly id: number;
      readonly size: number;
      readonly digests: readonly Uint8Array[];
    }
  | {
      readonly kind: "fault";
      readonly id: number;
      readonly code: string;
      readonly message: string;
    };

const port = parentPort;
port?.on("message", ({ id, path, wanted }: DigestJob) => {
  const answer = (message: DigestAnswer) => port.postMessage(message);
  try {
    const tell = (bytes: number) => answer({ kind: "told", id, bytes });
    answer({ kind: "done", id, ...digestFile(path, wanted, tell) });
  } catch (error) {
    const code = error instanceof DigestFault ? error.code : "fault";
    answer({ kind: "fault", id, code, message: (error as Error).message });
  }
});
