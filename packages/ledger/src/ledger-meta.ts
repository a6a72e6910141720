import { type CborValue, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import {
  readArray,
  readBytes,
  readLiteral,
  readMap,
  readText,
  readUint,
} from "@tallystick/core/schema";
import type { App } from "./app/define-app.ts";
import { LedgerFault } from "./errors.ts";
import { metaKey } from "./key-space.ts";
import { LIMITS } from "./limits.ts";
import type { StoreReader, WriteOp } from "./store.ts";

/** Names and order of an application's tables and indexes, which their keys in the store rest on. */
export interface AppSchema {
  readonly app: string;
  readonly tables: readonly { readonly name: string; readonly indexes: readonly string[] }[];
}

/** What a store says about the ledger it holds. */
export interface LedgerMeta {
  readonly genesis: Uint8Array;
  readonly schemas: readonly AppSchema[];
}

/** What changes with every block beside the block's own record. */
export interface LedgerHead {
  readonly height: number;
  /** By application number. */
  readonly nextRowIds: readonly number[];
}

const LEDGER = metaKey("ledger");
const HEAD = metaKey("head");
const FORMAT = "tallystick-store/1";

/** Layout of an application as its definition has it. */
export function schemaOf(app: App): AppSchema {
  return {
    app: app.name,
    tables: Object.values(app.tables).map(({ name, indexes }) => ({
      name,
      indexes: Object.keys(indexes),
    })),
  };
}

/** The write that founds a store. */
export function writeMeta({ genesis, schemas }: LedgerMeta): WriteOp {
  const applications = schemas.map(({ app, tables }) => [
    app,
    tables.map(({ name, indexes }) => [name, [...indexes]]),
  ]);
  return { key: LEDGER, value: encodeCbor({ format: FORMAT, genesis, applications }) };
}

/** The write that moves the head. */
export function writeHead({ height, nextRowIds }: LedgerHead): WriteOp {
  return { key: HEAD, value: encodeCbor([height, [...nextRowIds]]) };
}

/** What the store holds, or undefined when it is empty. @throws LedgerFault `state-damaged` */
export function readMeta(store: StoreReader): LedgerMeta | undefined {
  return decode(store.get(LEDGER), (value) => {
    const map = readMap(value, "ledger", ["format", "genesis", "applications"]);
    readLiteral(map.get("format"), "format", FORMAT);
    return {
      genesis: readBytes(map.get("genesis"), "genesis", 1, 1 << 20),
      schemas: readArray(map.get("applications"), "applications", 1, LIMITS.applications).map(
        readSchema,
      ),
    };
  });
}

/** Where the store stands, or undefined when it is empty. @throws LedgerFault `state-damaged` */
export function readHead(store: StoreReader): LedgerHead | undefined {
  return decode(store.get(HEAD), (value) => {
    const [height, ids] = readArray(value, "head", 2);
    return {
      height: readUint(height, "height"),
      nextRowIds: readArray(ids, "row ids", 1, LIMITS.applications).map((id) =>
        readUint(id, "row id"),
      ),
    };
  });
}

function readSchema(value: CborValue): AppSchema {
  const [app, tables] = readArray(value, "application", 2);
  return {
    app: readText(app, "application", 63),
    tables: readArray(tables, "tables", 0, LIMITS.tablesPerApplication).map((table) => {
      const [name, indexes] = readArray(table, "table", 2);
      return {
        name: readText(name, "table", 63),
        indexes: readArray(indexes, "indexes", 0, LIMITS.indexesPerTable).map((index) =>
          readText(index, "index", 63),
        ),
      };
    }),
  };
}

function decode<T>(bytes: Uint8Array | undefined, read: (value: CborValue) => T): T | undefined {
  if (bytes === undefined) return undefined;
  try {
    return read(decodeCbor(bytes));
  } catch (cause) {
    throw new LedgerFault("state-damaged", "the ledger's own facts do not decode", { cause });
  }
}

/**
 * Checks that the code's tables still stand where the store has them: more may follow, none may move, and
 * none may gain an index, which would lack the rows that are there.
 *
 * @throws LedgerFault `schema-changed`
 */
export function requireSameLayout(stored: AppSchema, present: AppSchema): void {
  const fits = stored.tables.every(({ name, indexes }, position) => {
    const table = present.tables[position];
    if (table?.name !== name || table.indexes.length !== indexes.length) return false;
    return indexes.every((index, at) => table.indexes[at] === index);
  });
  if (!fits) {
    throw new LedgerFault(
      "schema-changed",
      `tables or indexes of ${stored.app} are not those it was founded with`,
    );
  }
}
