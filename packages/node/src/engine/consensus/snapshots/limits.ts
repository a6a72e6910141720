/** Limits of snapshots. docs/reference/limits.md prints them. */

/** Bytes of rows after which a chunk is full: part of the format, for every organisation cuts alike. */
export const SNAPSHOT_CHUNK_BYTES = 8_000_000;

/** Bytes of a chunk, at most: one with a row that is longer than a full chunk. CometBFT takes 16 MB. */
export const SNAPSHOT_CHUNK_BYTES_MAX = 10_000_000;

/** Bytes of a manifest: CometBFT takes 4 MB with everything around it. */
export const SNAPSHOT_MANIFEST_BYTES_MAX = 3_900_000;

/** Bytes of one organisation's voucher. */
export const SNAPSHOT_VOUCHER_BYTES_MAX = 1024;

/** Blocks between two snapshots, unless the configuration says otherwise. */
export const SNAPSHOT_EVERY_BLOCKS = 2000;

/** Snapshots that are kept. */
export const SNAPSHOTS_KEPT = 2;

/** A snapshot that somebody took a chunk of so lately is kept beyond that number, ms. */
export const SNAPSHOT_IN_USE_MS = 120_000;

/** Snapshots on the disk at a time, those in use included. */
export const SNAPSHOTS_MAX = 4;
