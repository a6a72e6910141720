import type { WantedDigest } from "../web/digests.ts";

/** Names a digest of a file: two wishes for the same digest have the same key. */
export function wantedKey(wanted: WantedDigest): string {
  const salt =
    wanted.salt === undefined ? "" : Array.from(wanted.salt, (b) => b.toString(16)).join(".");
  return `${wanted.alg}:${salt}`;
}

/** Reads a file once and computes several digests of it. */
export interface HashTask {
  readonly kind: "hash";
  readonly file: Blob;
  readonly wanted: readonly WantedDigest[];
}

/** Verifies one receipt, with a file's digests when there is a file. */
export interface VerifyTask {
  readonly kind: "verify";
  readonly receipt: Uint8Array;
  readonly file: {
    readonly digests: readonly (readonly [string, Uint8Array])[];
    readonly size: number;
  } | null;
  readonly trust: string | null;
}

/** Verifies one answer about the ledger's state. */
export interface AnswerTask {
  readonly kind: "answer";
  readonly answer: Uint8Array;
  readonly trust: string | null;
}

export type Task = HashTask | VerifyTask | AnswerTask;

/** What the page sends to a worker. */
export interface Request {
  readonly id: number;
  readonly task: Task;
}

/** What a worker sends back. Progress is the count of bytes read so far. */
export type Reply =
  | { readonly id: number; readonly kind: "progress"; readonly bytes: number }
  | { readonly id: number; readonly kind: "done"; readonly value: unknown }
  | { readonly id: number; readonly kind: "error"; readonly message: string };
