import type { AnyTable, IndexOf, KeyOf, RowOf, Tables } from "./define-table.ts";

/** What to scan. `prefix` fixes leading fields of the index; `from` and `to` bound the next field. */
export interface ScanQuery {
  /** Values of the index's first fields that every row shares. */
  readonly prefix?: readonly OrderedValue[] | undefined;
  /** Lowest value of the field after the prefix, included. */
  readonly from?: OrderedValue | undefined;
  /** Highest value of the field after the prefix, excluded. */
  readonly to?: OrderedValue | undefined;
  /** From the highest down. Default false. */
  readonly reverse?: boolean | undefined;
  /** Rows at most, 1 to `pageRows`. */
  readonly limit: number;
  /** Position from {@link Page.next}; the scan goes on after it. */
  readonly after?: string | undefined;
}

/** A value that has an order in a key. */
export type OrderedValue = number | bigint | string | boolean | Uint8Array;

/** One page of a scan. */
export interface Page<Row> {
  readonly rows: Row[];
  /** Where the next page starts; absent when there is none. */
  readonly next?: string;
}

/** Reading one table. Rows are fresh objects: changing one changes nothing but itself. */
export interface TableReader<T extends AnyTable> {
  /** The row under a key, or undefined. Point reads are what state proofs attest. */
  get(key: KeyOf<T>): RowOf<T> | undefined;
  /** True when a row stands under the key. */
  has(key: KeyOf<T>): boolean;
  /** Rows in the order of an index. Derived data: ordered and complete, but not provable by itself. */
  scan(index: IndexOf<T>, query: ScanQuery): Page<RowOf<T>>;
}

/** Reading and writing one table inside an action. */
export interface TableWriter<T extends AnyTable> extends TableReader<T> {
  /** Writes a whole row, new or in place of the one under the same key. */
  put(row: RowOf<T>): void;
  /** Deletes the row under a key; true when there was one. */
  delete(key: KeyOf<T>): boolean;
}

/** Readers for a set of tables. */
export type TableReaders<T extends Tables> = { readonly [N in keyof T]: TableReader<T[N]> };
/** Writers for a set of tables. */
export type TableWriters<T extends Tables> = { readonly [N in keyof T]: TableWriter<T[N]> };
