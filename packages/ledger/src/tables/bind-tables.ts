import type { AnyTable, Tables } from "../app/define-table.ts";
import type { ScanQuery, TableReaders, TableWriters } from "../app/table-access.ts";
import type { AppOverlay } from "./app-overlay.ts";
import type { PlainRow, TableCodec } from "./table-codec.ts";

/** The tables of an action as it uses them, bound to the overlay of a block. */
export function bindWriters<T extends Tables>(overlay: AppOverlay, tables: T): TableWriters<T> {
  return bind(overlay, tables, (codec) => ({
    ...reading(overlay, codec),
    put: (row: PlainRow) => overlay.put(codec, row),
    delete: (key: PlainRow) => overlay.delete(codec, key),
  })) as unknown as TableWriters<T>;
}

/** The tables of a view as it uses them. */
export function bindReaders<T extends Tables>(overlay: AppOverlay, tables: T): TableReaders<T> {
  return bind(overlay, tables, (codec) => reading(overlay, codec)) as unknown as TableReaders<T>;
}

function reading(overlay: AppOverlay, codec: TableCodec) {
  return {
    get: (key: PlainRow) => overlay.get(codec, key),
    has: (key: PlainRow) => overlay.has(codec, key),
    scan: (index: string, query: ScanQuery) => overlay.scan(codec, index, query),
  };
}

function bind<A>(
  overlay: AppOverlay,
  tables: Readonly<Record<string, AnyTable>>,
  make: (codec: TableCodec) => A,
): Record<string, A> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, make(overlay.state.codec(table))]),
  );
}
