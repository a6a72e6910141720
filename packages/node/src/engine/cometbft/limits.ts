/** Limits of the CometBFT engine. docs/reference/limits.md prints them. */
import type { ConnectionLimits } from "./abci/connection.ts";

/** Bounds of the ABCI server. */
export interface AbciLimits extends ConnectionLimits {
  /** Connections at a time. An engine opens four; while it is being replaced there may be eight. */
  readonly connections: number;
}

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
