import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Algorithm, SuiteName } from "@tallystick/core/algorithms";
import { cborItemLength } from "@tallystick/core/cbor";

/** Who signs, and for which ledger. */
export interface Author {
  readonly suite: SuiteName;
  readonly algorithm: Algorithm;
  /** PKCS#8 DER of the member's key. */
  readonly privateKey: Uint8Array;
  /** Id of the member. */
  readonly issuer: string;
  readonly ledgerId: Uint8Array;
}

/** Statements one after the other, which is also a CBOR sequence (RFC 8742). */
export interface SignedDeposits {
  readonly bytes: Uint8Array;
  /** Offset just after each statement. */
  readonly ends: Uint32Array;
}

/** What one signing worker is asked for. */
export interface SignTask extends Author {
  readonly count: number;
  /** Each deposit of one run has its own digest and id; runs differ by this. */
  readonly seed: Uint8Array;
  /** Milliseconds since 1970 UTC. */
  readonly expiry: number;
}

/** Signed statements of the shape the README speaks of: one digest, a size and a media type. */
export async function signDeposits(
  author: Author,
  count: number,
  workers = 4,
): Promise<SignedDeposits> {
  const share = Math.ceil(count / workers);
  const counts = Array.from({ length: workers }, (_, i) =>
    Math.max(0, Math.min(share, count - i * share)),
  );
  const expiry = Date.now() + 10 * 60_000;
  const parts = await Promise.all(
    counts
      .filter((each) => each > 0)
      .map((each) => signInWorker({ ...author, count: each, seed: randomBytes(16), expiry })),
  );
  return join(parts);
}

function signInWorker(task: SignTask): Promise<SignedDeposits> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(new URL("sign-worker.ts", import.meta.url)), {
      workerData: task,
    });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function join(parts: readonly SignedDeposits[]): SignedDeposits {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0));
  const ends = new Uint32Array(parts.reduce((sum, part) => sum + part.ends.length, 0));
  let offset = 0;
  let at = 0;
  for (const part of parts) {
    bytes.set(part.bytes, offset);
    for (const end of part.ends) ends[at++] = offset + end;
    offset += part.bytes.length;
  }
  return { bytes, ends };
}

/** Cuts signed statements into sequences of at most `size`, without copying. */
export function sequences(deposits: SignedDeposits, size: number): Uint8Array[] {
  const { bytes, ends } = deposits;
  const cut: Uint8Array[] = [];
  for (let i = 0; i < ends.length; i += size) {
    const start = i === 0 ? 0 : (ends[i - 1] ?? 0);
    cut.push(bytes.subarray(start, ends[Math.min(i + size, ends.length) - 1]));
  }
  return cut;
}

/** Splits a CBOR sequence, such as one of statements or of receipts. */
export function splitSequence(body: Uint8Array): Uint8Array[] {
  const items: Uint8Array[] = [];
  for (let at = 0; at < body.length; ) {
    const length = cborItemLength(body, at);
    items.push(body.subarray(at, at + length));
    at += length;
  }
  return items;
}
