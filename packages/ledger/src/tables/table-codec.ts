import { concatBytes, readU64be } from "@tallystick/core/bytes";
import {
  type CborEncodable,
  type CborValue,
  cborItemLength,
  decodeCbor,
  encodeCbor,
} from "@tallystick/core/cbor";
import { type AnyTable, fieldAt } from "../app/define-table.ts";
import { type OrderHint, orderOf, wireOf } from "../app/fields.ts";
import { FieldError, groupWire, type Wire } from "../app/wire.ts";
import { LedgerFault } from "../errors.ts";
import { indexPrefix } from "../key-space.ts";
import { LIMITS } from "../limits.ts";
import { OrderKeyWriter } from "../order-key.ts";

/** A row as the application sees it: key and value fields in one plain object. */
export type PlainRow = Readonly<Record<string, unknown>>;

/** Key of a row in each index of its table, in order; undefined where the row lacks a field. */
export type IndexKeys = readonly (Uint8Array | undefined)[];

interface KeyField {
  readonly name: string;
  readonly wire: Wire;
}

interface IndexColumn {
  readonly read: (row: PlainRow) => unknown;
  readonly order: OrderHint;
}

/** One compiled index. */
export interface IndexCodec {
  readonly name: string;
  /** Place among the table's indexes. */
  readonly position: number;
  readonly prefix: Uint8Array;
  readonly columns: readonly IndexColumn[];
}

/** Room for the prefix and the row id beside the fields of an index key. */
const KEY_CAPACITY = LIMITS.keyBytes + 64;

/** The codecs of one table of one ledger, made once when the ledger opens. */
export class TableCodec {
  readonly table: AnyTable;
  readonly name: string;
  readonly app: number;
  readonly indexes: readonly IndexCodec[];
  readonly #key: readonly KeyField[];
  readonly #value: Wire<PlainRow>;
  readonly #writer = new OrderKeyWriter(KEY_CAPACITY);

  /**
   * @param app number of the application on this ledger
   * @param number position of the table in the application
   */
  constructor(table: AnyTable, app: number, number: number) {
    this.table = table;
    this.name = table.name;
    this.app = app;
    this.#key = Object.entries(table.key).map(([name, field]) => ({ name, wire: wireOf(field) }));
    const wires = Object.entries(table.value).map(
      ([name, field]) => [name, wireOf(field)] as const,
    );
    this.#value = groupWire(Object.fromEntries(wires), Object.keys(table.key));
    const fields = { ...table.key, ...table.value };
    this.indexes = Object.entries(table.indexes).map(([name, paths], position) => ({
      name,
      position,
      prefix: indexPrefix(app, number, position),
      columns: paths.map((path) => {
        const field = fieldAt(fields, path);
        if (field === undefined) throw new LedgerFault("assertion", `no field ${path}`);
        return { read: reader(path), order: orderOf(field) };
      }),
    }));
  }

  /** CBOR `[table, [key...]]`, the preimage of the row's path in the state tree. @throws FieldError */
  encodeKey(row: PlainRow): Uint8Array {
    return encodeCbor([this.name, this.keyItems(row)]);
  }

  /** Key of a row as CBOR items, in key order. @throws FieldError */
  keyItems(row: PlainRow): CborEncodable[] {
    return this.#key.map(({ name, wire }) => wire.write(row[name]));
  }

  /** The key fields of CBOR items given in key order. @throws FieldError */
  keyOfItems(items: readonly CborEncodable[]): PlainRow {
    if (items.length !== this.#key.length) throw new FieldError("wrong-type", "key");
    return Object.fromEntries(
      this.#key.map(({ name, wire }, i) => [name, wire.read(items[i] as CborValue)]),
    );
  }

  /** CBOR of the row's value, which the state tree authenticates. @throws FieldError */
  encodeValue(row: PlainRow): Uint8Array {
    return encodeCbor(this.#value.write(row));
  }

  /** The row of stored bytes. @throws LedgerFault `row-damaged` */
  decode(keyBytes: Uint8Array, valueBytes: Uint8Array): PlainRow {
    try {
      const key = decodeCbor(keyBytes);
      const items = Array.isArray(key) && key[0] === this.name ? key[1] : undefined;
      if (!Array.isArray(items) || items.length !== this.#key.length) {
        throw new LedgerFault("row-damaged", `not a key of table ${this.name}`);
      }
      const row: Record<string, unknown> = {};
      for (const [i, { name, wire }] of this.#key.entries()) row[name] = wire.read(items[i]);
      return Object.assign(row, this.#value.read(decodeCbor(valueBytes)));
    } catch (cause) {
      if (cause instanceof LedgerFault) throw cause;
      throw new LedgerFault("row-damaged", `a row of table ${this.name} does not decode`, {
        cause,
      });
    }
  }

  /** Keys of a row in all indexes. @throws FieldError */
  indexKeys(row: PlainRow, rowId: number): IndexKeys {
    return this.indexes.map((index) => this.#indexKey(index, row, rowId));
  }

  #indexKey(index: IndexCodec, row: PlainRow, rowId: number): Uint8Array | undefined {
    const writer = this.#writer.start(index.prefix);
    for (const { read, order } of index.columns) {
      const value = read(row);
      if (value === undefined) return undefined;
      writer.value(value, order);
    }
    return writer.u64(rowId).finish();
  }

  /** Beginning of all index keys whose first fields have these values. @throws FieldError */
  indexStart(index: IndexCodec, values: readonly unknown[]): Uint8Array {
    const writer = this.#writer.start(index.prefix);
    for (const [i, value] of values.entries()) {
      const column = index.columns[i];
      if (column === undefined)
        throw new LedgerFault("assertion", `${index.name} has fewer fields`);
      writer.value(value, column.order);
    }
    return writer.finish();
  }

  /** @throws LedgerFault when the table has no such index */
  index(name: string): IndexCodec {
    const found = this.indexes.find((index) => index.name === name);
    if (found === undefined)
      throw new LedgerFault("assertion", `${this.name} has no index ${name}`);
    return found;
  }
}

/** Reads `name` or `group.member` of a row. */
function reader(path: string): (row: PlainRow) => unknown {
  const dot = path.indexOf(".");
  if (dot < 0) return (row) => row[path];
  const [outer, inner] = [path.slice(0, dot), path.slice(dot + 1)];
  return (row) => (row[outer] as PlainRow | undefined)?.[inner];
}

/** Row id at the end of an index key. */
export function rowIdOfIndexKey(key: Uint8Array): number {
  return readU64be(key, key.length - 8);
}

/** A stored row: the key's CBOR followed by the value's (an RFC 8742 sequence). */
export function packRow(keyBytes: Uint8Array, valueBytes: Uint8Array): Uint8Array {
  return concatBytes(keyBytes, valueBytes);
}

/** Splits a stored row. @throws LedgerFault `row-damaged` */
export function unpackRow(stored: Uint8Array): { key: Uint8Array; value: Uint8Array } {
  try {
    const length = cborItemLength(stored, 0);
    return { key: stored.subarray(0, length), value: stored.subarray(length) };
  } catch (cause) {
    throw new LedgerFault("row-damaged", "a stored row does not decode", { cause });
  }
}
