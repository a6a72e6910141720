import { concatBytes, readU64be } from "@tallystick/core/bytes";
import { type CborValue, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import type { OrderedValue, Page } from "../app/table-access.ts";
import { rowKey } from "../key-space.ts";
import { LIMITS } from "../limits.ts";
import type { StoreReader } from "../store.ts";
import type { AppOverlay } from "./app-overlay.ts";
import { type PlainRow, type TableCodec, unpackRow } from "./table-codec.ts";

/** Which rows of a table to list. */
export interface RowsQuery {
  /** Index to follow; in the order in which the rows were first written unless given. */
  readonly index?: string | undefined;
  /** Values of the index's first fields that every row shares. */
  readonly prefix?: readonly OrderedValue[] | undefined;
  /** With an index: lowest value of the field after the prefix, included. */
  readonly from?: OrderedValue | undefined;
  /** With an index: highest value of the field after the prefix, excluded. */
  readonly to?: OrderedValue | undefined;
  /** From the last down. */
  readonly reverse?: boolean | undefined;
  /** Rows at most, 1 to `pageRows`. */
  readonly limit: number;
  /** Position from {@link Page.next}. */
  readonly after?: string | undefined;
}

/**
 * A page of a table in the order in which its rows were first written. The rows of all tables of an
 * application are numbered together, so a page ends early when it has passed as many rows as one view
 * may read; it may then be empty and still have a next one.
 *
 * @throws FieldError, LimitReached, LedgerFault
 */
export function writtenRows(
  overlay: AppOverlay,
  store: StoreReader,
  codec: TableCodec,
  { reverse = false, limit, after }: RowsQuery,
): Page<PlainRow> {
  const { number } = overlay.state;
  const position = after === undefined || after === "" ? undefined : readPosition(after);
  const first = reverse || position === undefined ? 0 : position + 1;
  const end = reverse && position !== undefined ? position : overlay.nextRowId;
  const marker = concatBytes(Uint8Array.of(0x82), encodeCbor(codec.name));
  const range = { gte: rowKey(number, first), lt: rowKey(number, end), reverse };
  const rows: PlainRow[] = [];
  let passed = 0;
  let last: number | undefined;
  for (const [key, stored] of store.range({ ...range, limit: LIMITS.viewRowReads })) {
    if (rows.length === limit) return { rows, next: String(last) };
    last = readU64be(key, 2);
    passed++;
    if (!startsWith(stored, marker)) continue;
    const row = overlay.get(codec, codec.keyOfItems(keyItems(unpackRow(stored).key)));
    if (row !== undefined) rows.push(row);
  }
  return passed === LIMITS.viewRowReads && last !== undefined
    ? { rows, next: String(last) }
    : { rows };
}

/** A forged position is only ever a bound inside the application's rows. */
function readPosition(text: string): number {
  return /^(?:0|[1-9][0-9]{0,14})$/.test(text) ? Number(text) : Number.MAX_SAFE_INTEGER - 1;
}

function keyItems(key: Uint8Array): readonly CborValue[] {
  return (decodeCbor(key) as readonly CborValue[])[1] as readonly CborValue[];
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  for (let i = 0; i < start.length; i++) if (bytes[i] !== start[i]) return false;
  return true;
}
