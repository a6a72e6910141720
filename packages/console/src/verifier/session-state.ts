import { fromUtf8 } from "@tallystick/core/bytes";
import { parseTrust, type Trust } from "@tallystick/core/trust";
import { type ReceiptCheck, trustFingerprint } from "./check.ts";
import type { AnswerCheck } from "./check-answer.ts";
import type { Item } from "./classify.ts";

/** The trust file in use. */
export interface TrustInUse {
  readonly trust: Trust;
  readonly text: string;
  /** Hex of SHA-256 over the file's bytes. */
  readonly fingerprint: string;
  /** Name of the file; null when it came inside the page. */
  readonly name: string | null;
}

/** One receipt, what it was held against, and the verdict. */
export interface Outcome {
  readonly receipt: Item;
  readonly file: Item | null;
  readonly check: ReceiptCheck;
}

/** One state answer, the verdict on it, and the files whose digests it may speak of. */
export interface AnswerOutcome {
  readonly answer: Item;
  readonly check: AnswerCheck;
  /** Digests are hex, by tag. */
  readonly files: readonly { readonly item: Item; readonly digests: ReadonlyMap<string, string> }[];
}

/** Something to tell the person that is not a verdict. */
export type Notice =
  | { readonly kind: "unreadable"; readonly name: string }
  | { readonly kind: "bad-trust"; readonly name: string }
  | { readonly kind: "bad-certificate"; readonly name: string }
  /** The address in a code names another digest than the entry has. */
  | { readonly kind: "code-mismatch" }
  /** The node has no receipt for what a code names. */
  | { readonly kind: "code-unknown" }
  /** A code was followed, or the ledger to be asked, where no node answers. */
  | { readonly kind: "no-node" }
  | { readonly kind: "too-many" }
  | { readonly kind: "cancelled" };

/** Work under way. */
export interface Progress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Name of a file being read; null between files. */
  readonly reading: string | null;
  readonly receiptsDone: number;
  readonly receiptsTotal: number;
  /** performance.now() at the beginning. */
  readonly startedAt: number;
}

/** What the page shows. */
export interface SessionState {
  readonly items: readonly Item[];
  readonly trust: TrustInUse | null;
  readonly notices: readonly Notice[];
  readonly working: boolean;
  readonly outcomes: readonly Outcome[];
  readonly answers: readonly AnswerOutcome[];
  /** Files that no receipt here speaks of. */
  readonly unpaired: readonly Item[];
}

/**
 * Reads a trust file.
 *
 * @param name null for the one inside the page
 * @throws TrustError
 */
export function readTrust(bytes: Uint8Array, name: string | null): TrustInUse {
  const text = fromUtf8(bytes);
  return { trust: parseTrust(text), text, fingerprint: trustFingerprint(bytes), name };
}
