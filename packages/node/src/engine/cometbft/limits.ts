/** Limits of the CometBFT engine. docs/reference/limits.md prints them. */

/** Bounds of one connection of the engine to the application. */
export interface ConnectionLimits {
  /** Bytes of one request; a longer one is none. */
  readonly frameBytes: number;
  /** Requests that may wait for their answers before more are read. */
  readonly openRequests: number;
  /** Bytes of those requests. */
  readonly openBytes: number;
  /** Bytes of answers that the engine has not read before more requests are read. */
  readonly unreadBytes: number;
}

/** Bounds of the server that the engine calls the application on. */
export interface AbciLimits extends ConnectionLimits {
  /** Connections at a time. An engine opens four; while it is being replaced there may be eight. */
  readonly connections: number;
}

/** A block has at most 4 MiB, and a chunk of a snapshot at most 16 MiB. */
export const ABCI_LIMITS: AbciLimits = {
  connections: 16,
  frameBytes: 33_554_432,
  openRequests: 8192,
  openBytes: 67_108_864,
  unreadBytes: 67_108_864,
};

/** Bounds of the calls that hand statements to the mempool. */
export interface BroadcastLimits {
  /** Statements of one call to the mempool. */
  readonly batchItems: number;
  /** Bytes of those statements. */
  readonly batchBytes: number;
  /** Pause before a call to an engine that did not answer is tried again, ms. */
  readonly retryMs: number;
}

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
