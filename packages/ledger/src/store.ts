/**
 * One change to a store. `value: null` deletes the key; deleting an absent key is allowed.
 *
 * A store keeps the arrays that it is given: a caller does not write to them afterwards.
 */
export type WriteOp = { readonly key: Uint8Array; readonly value: Uint8Array | null };

/** One stored pair, as a range yields it. */
export type StoreEntry = readonly [key: Uint8Array, value: Uint8Array];

/** Half-open key interval `[gte, lt)`, in unsigned byte order. */
export interface KeyRange {
  readonly gte: Uint8Array;
  readonly lt: Uint8Array;
}

/** A range to read. `reverse` walks from the highest key down; `limit` stops after so many pairs. */
export interface RangeQuery extends KeyRange {
  readonly reverse?: boolean;
  readonly limit?: number;
}

/**
 * Reading side of an ordered byte store.
 *
 * Keys order as unsigned bytes, a prefix before its extensions. Arrays returned belong to the store
 * and must not be written to.
 */
export interface StoreReader {
  /** The value of `key`, or undefined. An empty value is a value. */
  get(key: Uint8Array): Uint8Array | undefined;
  /**
   * The pairs of an interval, in order. An empty or inverted interval yields nothing. A live store's
   * iterator is used up before the next `commit`; whoever needs longer takes a snapshot.
   */
  range(query: RangeQuery): Iterable<StoreEntry>;
}

/** A view that later commits do not change. Close it: some stores cannot reuse space while one is open. */
export interface StoreSnapshot extends StoreReader {
  close(): void;
}

/** Figures for metrics and tests. `bytes` is the space used on the medium, or of keys and values in memory. */
export interface StoreStats {
  readonly keys: number;
  readonly bytes: number;
}

/**
 * An ordered, durable map of bytes to bytes with one atomic step, `commit`.
 *
 * Every implementation passes the same compliance suite. The ledger hands a block's whole effect to one
 * `commit`, so a crash leaves either all of the block or nothing of it.
 */
export interface Store extends StoreReader {
  /**
   * Applies all writes or none, in the order given (a later write to a key wins). When the promise
   * resolves the writes are visible to every read and have survived a loss of power.
   *
   * @throws StoreError `closed`, `key-size`
   */
  commit(writes: readonly WriteOp[]): Promise<void>;
  snapshot(): StoreSnapshot;
  stats(): StoreStats;
  /** Waits for commits under way and releases everything. Later calls on the store throw `closed`. */
  close(): Promise<void>;
}

/** Why a store refused a call. */
export type StoreErrorCode = "closed" | "key-size";

/** A call that a store refuses; nothing was changed. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = "StoreError";
    this.code = code;
  }
}

/** Longest key, in bytes, that every implementation takes (LMDB's own bound is 1978). */
export const STORE_KEY_BYTES_MAX = 1024;
