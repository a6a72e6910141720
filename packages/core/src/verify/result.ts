import type { SuiteName } from "../algorithms.ts";
import type { Suite } from "../suite/suite.ts";
import type { Trust } from "../trust.ts";

/** The layers in the order in which they are judged and shown. */
export const LAYERS = [
  "format",
  "file",
  "size",
  "commitment",
  "batch",
  "statement-signature",
  "ledger",
  "outcome",
  "inclusion",
  "checkpoint-signatures",
  "engine",
  "time",
  "state",
  "external-time",
] as const;

/** Name of one layer. */
export type LayerName = (typeof LAYERS)[number];

/**
 * `pass` and `fail` are judgements; `absent` means that the receipt makes no such claim;
 * `not-checkable` means that it does, and that something needed to judge it was not given.
 */
export type Verdict = "pass" | "fail" | "absent" | "not-checkable";

/** A sentence in English and in Chinese. */
export interface Sentence {
  readonly en: string;
  readonly zh: string;
}

/** The verdict on one layer. */
export interface LayerResult {
  readonly layer: LayerName;
  readonly verdict: Verdict;
  /** Machine-readable reason; docs/reference/verification.md lists all. */
  readonly code: string;
  /** What to tell a person. */
  readonly detail: Sentence;
  /** Figures behind the sentence, JSON-safe. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A digest as shown to people and compared by programs. */
export interface DigestText {
  readonly alg: string;
  /** Lower-case hex. */
  readonly value: string;
}

/**
 * What the receipt says, for display beside the verdicts. All of it comes from signed bytes, but only
 * a result whose `valid` is true makes any of it true.
 */
export interface VerifySummary {
  /** Ledger id, hex. */
  readonly ledger: string;
  /** Position of the entry in the log. */
  readonly index: number;
  /** Height, time (milliseconds since 1970 UTC) and log size of the checkpoint. */
  readonly height: number;
  readonly time: number;
  readonly logSize: number;
  readonly suite: SuiteName;
  readonly action: string;
  /** Outcome code; 0 = accepted. */
  readonly outcome: number;
  /** Who signed the statement, and with which key (hex). */
  readonly depositor: { readonly member: string; readonly keyId: string };
  /** Digests that the receipt ties to this position. */
  readonly digests: readonly DigestText[];
  /** Everything else in the statement's input: the depositor's own word, JSON-safe. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The verdicts on a receipt. */
export interface VerifyResult {
  readonly valid: boolean;
  /** One result for every layer, in the order of {@link LAYERS}. */
  readonly layers: readonly LayerResult[];
  /** null when the bytes are not a receipt. */
  readonly summary: VerifySummary | null;
}

/** The file that a receipt is held against: its digests by algorithm tag, and its length in bytes. */
export interface FileFacts {
  readonly digests: ReadonlyMap<string, Uint8Array>;
  readonly size: number;
}

/** What verify() takes. */
export interface VerifyInput {
  /** Bytes of the receipt bundle. */
  readonly receipt: Uint8Array;
  readonly file?: FileFacts;
  /** Without it no signature of an organisation can be judged, and nothing is valid. */
  readonly trust?: Trust;
  /** The verifier's own clock, milliseconds since 1970 UTC. */
  readonly now?: number;
  /** Faster suites, such as those of node-suite.ts; the portable ones when not given. */
  readonly suites?: (name: SuiteName) => Suite;
}

/** Layers that must pass before anything is called valid; `file` joins them when a file is given. */
export const REQUIRED_LAYERS: readonly LayerName[] = [
  "format",
  "statement-signature",
  "outcome",
  "inclusion",
  "checkpoint-signatures",
];
