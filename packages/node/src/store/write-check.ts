import { compareBytes } from "@tallystick/core/bytes";
import {
  type RangeQuery,
  STORE_KEY_BYTES_MAX,
  StoreError,
  type WriteOp,
} from "@tallystick/ledger/store";
import { COMMIT_BYTES_MAX, COMMIT_OPS_MAX, VALUE_BYTES_MAX } from "../limits.ts";
import { StoreFault } from "./store-errors.ts";

/** True for a key that a store may hold: 1 to STORE_KEY_BYTES_MAX bytes. */
export function isStoreKey(key: Uint8Array): boolean {
  return key.length > 0 && key.length <= STORE_KEY_BYTES_MAX;
}

/**
 * Refuse a commit no store may take, before any of it is written. Every implementation calls this
 * first: LMDB's batch would commit the part queued before the offending operation.
 *
 * @throws StoreError `key-size`; StoreFault `too-large`
 */
export function checkWrites(writes: readonly WriteOp[]): void {
  if (writes.length > COMMIT_OPS_MAX) throw tooLarge(`more than ${COMMIT_OPS_MAX} operations`);
  let total = 0;
  for (const { key, value } of writes) {
    if (!isStoreKey(key)) {
      throw new StoreError("key-size", `a key has 1 to ${STORE_KEY_BYTES_MAX} bytes`);
    }
    total += key.length;
    if (value === null) continue;
    if (value.length > VALUE_BYTES_MAX) throw tooLarge(`a value is over ${VALUE_BYTES_MAX} bytes`);
    total += value.length;
  }
  if (total > COMMIT_BYTES_MAX) throw tooLarge(`more than ${COMMIT_BYTES_MAX} bytes in one commit`);
}

/** The query with bounds every engine takes, or undefined when it can yield nothing. */
export function boundedQuery(query: RangeQuery): RangeQuery | undefined {
  if (query.limit !== undefined && query.limit <= 0) return undefined;
  if (compareBytes(query.gte, query.lt) >= 0) return undefined;
  return {
    ...query,
    // No key is empty, so the least key there can be stands for the empty bound.
    gte: query.gte.length === 0 ? Uint8Array.of(0) : clip(query.gte),
    lt: clip(query.lt),
  };
}

/** A bound beyond the longest key orders like its first STORE_KEY_BYTES_MAX + 1 bytes. */
function clip(bound: Uint8Array): Uint8Array {
  return bound.length > STORE_KEY_BYTES_MAX + 1
    ? bound.subarray(0, STORE_KEY_BYTES_MAX + 1)
    : bound;
}

function tooLarge(message: string): StoreFault {
  return new StoreFault("too-large", message);
}
