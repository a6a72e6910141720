/** Limits of the node outside its HTTP API (those are in api/limits.ts). docs/reference/limits.md prints them. */

/** Bytes of one stored value: 32 MiB (the leaves of an aggregated batch are the largest). */
export const VALUE_BYTES_MAX = 33_554_432;

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
