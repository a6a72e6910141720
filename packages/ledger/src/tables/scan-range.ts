import { compareBytes, concatBytes, fromHex, toHex } from "@tallystick/core/bytes";
import type { ScanQuery } from "../app/table-access.ts";
import { LimitReached } from "../errors.ts";
import { prefixRange } from "../key-space.ts";
import { LIMITS } from "../limits.ts";
import type { KeyRange } from "../store.ts";
import type { IndexCodec, TableCodec } from "./table-codec.ts";

/**
 * The interval of index keys that a scan covers, its position included.
 *
 * @throws LimitReached `pageRows` when the limit is not within 1 and the page size
 * @throws FieldError when a value does not fit its field
 */
export function scanRange(codec: TableCodec, index: IndexCodec, query: ScanQuery): KeyRange {
  const { prefix = [], from, to, limit } = query;
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > LIMITS.pageRows) {
    throw new LimitReached("pageRows");
  }
  const whole = prefixRange(codec.indexStart(index, prefix));
  const gte = from === undefined ? whole.gte : codec.indexStart(index, [...prefix, from]);
  const lt = to === undefined ? whole.lt : codec.indexStart(index, [...prefix, to]);
  if (query.after === undefined || query.after === "") return { gte, lt };
  // A cursor is only ever a bound inside the range: a forged one cannot reach another index.
  const position = concatBytes(index.prefix, fromHex(query.after));
  if (query.reverse === true) return { gte, lt: least(lt, position) };
  return { gte: greatest(gte, concatBytes(position, Uint8Array.of(0))), lt };
}

/** The cursor that continues after an index key. */
export function cursorAfter(index: IndexCodec, key: Uint8Array): string {
  return toHex(key.subarray(index.prefix.length));
}

function least(a: Uint8Array, b: Uint8Array): Uint8Array {
  return compareBytes(a, b) <= 0 ? a : b;
}

function greatest(a: Uint8Array, b: Uint8Array): Uint8Array {
  return compareBytes(a, b) >= 0 ? a : b;
}
