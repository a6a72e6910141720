/** Limits of the CometBFT engine. docs/reference/limits.md prints them. */
import type { AbciLimits } from "./abci/server.ts";
import type { BroadcastLimits } from "./broadcaster.ts";

/**
 * Bounds of what the engine may send. A block has at most 4 MiB, a chunk of a snapshot at most 16 MiB; a
 * frame of twice that is no request.
 */
export const ABCI_LIMITS: AbciLimits = {
  connections: 16,
  frameBytes: 33_554_432,
  openRequests: 8192,
  openBytes: 67_108_864,
  unreadBytes: 67_108_864,
};

/** Bounds of a node's engine. */
export interface CometLimits extends BroadcastLimits {
  /** Statements between arrival and answer; more are told that the node is busy. */
  readonly queueStatements: number;
  /** Bytes of those statements. */
  readonly queueBytes: number;
  /** Statements that have not been ordered for so long are looked at and handed over again, ms. */
  readonly resendMs: number;
  /** After so long without being ordered a statement's submission fails, ms. */
  readonly orderMs: number;
  /** So long a node that stops waits for what it has taken, ms. */
  readonly drainMs: number;
}

/** The bounds a node runs with. */
export const COMET_LIMITS: CometLimits = {
  batchItems: 500,
  batchBytes: 4_194_304,
  retryMs: 100,
  queueStatements: 10_000,
  queueBytes: 33_554_432,
  resendMs: 3000,
  orderMs: 60_000,
  drainMs: 5000,
};
