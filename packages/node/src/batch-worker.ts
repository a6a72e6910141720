/** Worker thread that builds batch trees: see batch-builder.ts for the other side. */
import { parentPort } from "node:worker_threads";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite } from "@tallystick/core/suite/suite";
import sodium from "sodium-native";
import { type BatchJob, buildBatch } from "./batch-build.ts";

/** A job with the number that its answer carries. */
export interface NumberedJob extends BatchJob {
  readonly number: number;
}

// libsodium's SHA-256 costs a third of a call into node:crypto on messages this short.
function sodiumSha256(message: Uint8Array): Uint8Array {
  const digest = Buffer.allocUnsafe(32);
  sodium.crypto_hash_sha256(digest, message);
  return digest;
}

const suites: Record<BatchJob["suite"], Suite> = {
  intl: { ...nodeSuite("intl"), hash: sodiumSha256 },
  gm: nodeSuite("gm"),
};

const port = parentPort;
port?.on("message", (job: NumberedJob) => {
  try {
    const batch = buildBatch(suites[job.suite], job);
    port.postMessage({ number: job.number, batch }, [batch.record.buffer]);
  } catch (error) {
    port.postMessage({ number: job.number, error: String(error) });
  }
});
