/** Limits of the node outside its HTTP API (those are in api/limits.ts). docs/reference/limits.md prints them. */

/** Bytes of one stored value: 32 MiB (the leaves of an aggregated batch are the largest). */
export const VALUE_BYTES_MAX = 33_554_432;

/** Certificates that wait to be printed; further ones are answered with 503. */
export const CERTIFICATES_WAITING_MAX = 64;

/** Operations in one atomic commit. LMDB's own ceiling is far above it. */
export const COMMIT_OPS_MAX = 250_000;

/** Bytes of keys and values in one atomic commit: 256 MiB. */
export const COMMIT_BYTES_MAX = 268_435_456;

/** Bytes of a passphrase, and of the file that holds it. */
export const PASSPHRASE_BYTES_MAX = 4096;

/** Bytes of a key file. */
export const KEY_FILE_BYTES_MAX = 16_384;

/** Threads that check signatures, at most. */
export const VERIFY_WORKERS_MAX = 32;

/** Signatures that go to a thread together. */
export const VERIFY_BATCH_ITEMS = 128;

/** Batch buffers kept for use again. */
export const VERIFY_BUFFERS_KEPT = 64;

/** Imported public keys that each thread keeps. */
export const KEY_CACHE_KEYS = 10_000;

/** Bounds of an engine's queue and blocks. */
export interface EngineLimits {
  /** Statements between arrival and answer; more are told that the node is busy. */
  readonly queueStatements: number;
  /** Bytes of those statements. */
  readonly queueBytes: number;
  /** Statements of one block. */
  readonly blockStatements: number;
  /** Bytes of the statements of one block. */
  readonly blockBytes: number;
  /** Statements whose signatures are sent to the threads in one go. */
  readonly verifyStatements: number;
}

/**
 * The bounds a node runs with. A block of 2,000 statements is executed and written in about a tenth
 * of a second, which is what a statement that just missed a block waits at most.
 */
export const ENGINE_LIMITS: EngineLimits = {
  queueStatements: 20_000,
  queueBytes: 67_108_864,
  blockStatements: 2000,
  blockBytes: 8_388_608,
  verifyStatements: 512,
};

/** Findings that doctor lists one by one; the rest are counted. */
export const FINDINGS_LISTED = 1000;

/** Bytes of one item of a backup: a row with the largest value, and its heads. */
export const BACKUP_ITEM_BYTES_MAX = VALUE_BYTES_MAX + 2048;

/** Bounds of the ledger under an engine of several organisations. */
export interface ConsensusLimits {
  /** Statements of a block that this node proposes. */
  readonly blockStatements: number;
  /** Transactions of the mempool that are looked at for a proposal. */
  readonly proposalCandidates: number;
  /** Statements of the mempool whose good signatures are remembered until their block. */
  readonly keptStatements: number;
  /** Bytes of those statements. */
  readonly keptBytes: number;
  /** Statements whose signatures are sent to the threads in one go, when they arrive at the mempool. */
  readonly verifyStatements: number;
}

/** The bounds a node of a network runs with. */
export const CONSENSUS_LIMITS: ConsensusLimits = {
  blockStatements: 4000,
  proposalCandidates: 10_000,
  keptStatements: 50_000,
  keptBytes: 134_217_728,
  verifyStatements: 512,
};

/** Webhooks of a node. */
export const WEBHOOKS_MAX = 16;

/** Actions or applications that one webhook names. */
export const WEBHOOK_ACTIONS_MAX = 64;

/** Entries that are read for one request of a webhook, at most. */
export const WEBHOOK_BATCH_ENTRIES = 100;

/** Milliseconds that one request of a webhook may take. */
export const WEBHOOK_TIMEOUT_MS = 10_000;

/** Pause before the second try of a webhook, ms. It doubles with every further try. */
export const WEBHOOK_BACKOFF_MS = 1000;

/** Longest pause between two tries of a webhook, ms. */
export const WEBHOOK_BACKOFF_MAX_MS = 300_000;

/** Milliseconds after which a quiet webhook looks at the log without having been told of a block. */
export const WEBHOOK_POLL_MS = 60_000;
