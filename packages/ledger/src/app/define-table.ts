import { LIMITS } from "../limits.ts";
import { type Field, type FieldDoc, group, orderOf, type Shape, type Typed } from "./fields.ts";

/** Key fields, value fields and indexes of a table, as written in an application's `records.ts`. */
export interface TableSpec<K extends Shape, V extends Shape, I extends IndexSpec<K, V>>
  extends FieldDoc {
  /** Name in state proofs and URLs, `kebab-case`. */
  readonly name: string;
  /** The fields that identify a row, in key order. Scalars only. */
  readonly key: K;
  /** The other fields of a row. */
  readonly value: V;
  /** Ordered secondary indexes: the fields by which rows can be scanned, `group.member` for members. */
  readonly indexes: I;
}

type Words = readonly string[];

/** Fields that an index may name: members of the key or value, and members of their groups. */
export type IndexField<K extends Shape, V extends Shape> =
  | (keyof K & string)
  | (keyof V & string)
  | MemberPath<Typed<V>>;

type MemberPath<T> = {
  [P in keyof T & string]: NonNullable<T[P]> extends Uint8Array | Words | string | number | bigint
    ? never
    : NonNullable<T[P]> extends object
      ? `${P}.${keyof NonNullable<T[P]> & string}`
      : never;
}[keyof T & string];

/** Index name to the fields it orders by. */
export type IndexSpec<K extends Shape, V extends Shape> = Readonly<
  Record<string, readonly [IndexField<K, V>, ...IndexField<K, V>[]]>
>;

/** A defined table. `Row`, `Key` and `Index` carry its types to contexts, views and the SDK. */
export interface Table<Row = object, Key = object, Index extends string = string> extends FieldDoc {
  readonly name: string;
  readonly key: Shape;
  readonly value: Shape;
  /** Whole row: key and value fields together, for schemas of views. */
  readonly row: Field<Row>;
  readonly indexes: Readonly<Record<string, readonly string[]>>;
  readonly types?: { readonly row: Row; readonly key: Key; readonly index: Index };
}

/** A table of any row. */
// biome-ignore lint/suspicious/noExplicitAny: a bound that every table satisfies
export type AnyTable = Table<any, any, any>;
/** The tables of an application or of one action, by the name the code uses. */
export type Tables = Readonly<Record<string, AnyTable>>;
/** No tables at all. */
export type NoTables = Readonly<Record<never, AnyTable>>;
/** Tables of another application, which the ledger must have. */
export interface ForeignTables<T extends Tables = Tables> {
  readonly app: string;
  readonly tables: T;
}

/** Row type of a table: `RowOf<typeof deposits>`. */
export type RowOf<T extends AnyTable> = T extends Table<infer R, infer _K, infer _I> ? R : never;
/** Key type of a table: `KeyOf<typeof deposits>`. */
export type KeyOf<T extends AnyTable> = T extends Table<infer _R, infer K, infer _I> ? K : never;
/** Names of a table's indexes. */
export type IndexOf<T extends AnyTable> = T extends Table<infer _R, infer _K, infer I> ? I : never;

/** Names of tables, indexes (kebab-case once written out), actions, views and applications. */
export const NAME_PATTERN = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A definition that breaks a rule of the house; thrown when the module loads, so it never ships. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
}

/**
 * Defines a table.
 *
 * Rows are authenticated: key and value are proved by the state tree. Indexes are derived from rows
 * and are not. A later version may add optional fields, never an index: the rows that are there would
 * lack it. It adds another table instead.
 *
 * @throws DefinitionError on a bad name, an unordered key field, a long key or an unknown index field
 * @example
 * const books = defineTable({
 *   name: "books",
 *   key: { isbn: text({ max: 13 }) },
 *   value: { title: text({ max: 200 }), borrower: optional(text({ max: 63 })) },
 *   indexes: { byBorrower: ["borrower"] },
 * });
 */
export function defineTable<
  const K extends Shape,
  const V extends Shape,
  const I extends IndexSpec<K, V>,
>(spec: TableSpec<K, V, I>): Table<Typed<K & V>, Typed<K>, keyof I & string> {
  const { name, key, value, indexes } = spec;
  requireName(name, "table");
  const keyFields = Object.entries(key);
  if (keyFields.length === 0) throw new DefinitionError(`table ${name} has no key`);
  for (const [field, schema] of keyFields) {
    if (field in value) throw new DefinitionError(`table ${name} names ${field} twice`);
    if (orderOf(schema).kind === "optional" || schema.type === "optional") {
      throw new DefinitionError(`key field ${name}.${field} may not be optional`);
    }
  }
  requireOrdered(name, "key", Object.values(key));
  if (Object.keys(indexes).length > LIMITS.indexesPerTable) {
    throw new DefinitionError(`table ${name} has more than ${LIMITS.indexesPerTable} indexes`);
  }
  for (const [index, paths] of Object.entries(indexes)) {
    const fields = paths.map((path) => {
      const field = fieldAt({ ...key, ...value }, path);
      if (field === undefined)
        throw new DefinitionError(`index ${name}.${index}: no field ${path}`);
      return field;
    });
    requireOrdered(name, index, fields);
  }
  return {
    name,
    key,
    value,
    row: group({ ...key, ...value }) as unknown as Field<Typed<K & V>>,
    indexes,
    ...docs(spec),
  };
}

function docs(doc: FieldDoc): FieldDoc {
  return {
    ...(doc.en === undefined ? {} : { en: doc.en }),
    ...(doc.zh === undefined ? {} : { zh: doc.zh }),
  };
}

/** @throws DefinitionError unless the name is kebab-case of at most 63 characters */
export function requireName(name: string, what: string): void {
  if (!NAME_PATTERN.test(name) || name.length > 63) {
    throw new DefinitionError(`${what} name "${name}" is not kebab-case`);
  }
}

function requireOrdered(table: string, index: string, fields: readonly Field[]): void {
  let length = 0;
  for (const field of fields) {
    const { keyBytesMax } = orderOf(field);
    if (keyBytesMax === undefined) {
      throw new DefinitionError(`${table}.${index}: only scalars have an order`);
    }
    length += keyBytesMax;
  }
  if (length > LIMITS.keyBytes) {
    throw new DefinitionError(
      `${table}.${index}: keys of ${length} bytes exceed ${LIMITS.keyBytes}`,
    );
  }
}

/** Field at `name` or `group.member` of a shape, or undefined. */
export function fieldAt(shape: Shape, path: string): Field | undefined {
  const dot = path.indexOf(".");
  if (dot < 0) return shape[path];
  const outer = shape[path.slice(0, dot)];
  const members = outer === undefined ? undefined : membersOf(outer);
  return members?.[path.slice(dot + 1)];
}

/** Members of a group, optional or not; undefined for any other field. */
export function membersOf(schema: Field): Shape | undefined {
  const inner = unwrapOptional(schema) as { readonly shape?: Shape };
  return inner.shape;
}

/** The field inside `optional(...)`, or the field itself. */
export function unwrapOptional(schema: Field): Field {
  const inner = schema as { readonly unwrap?: () => Field };
  return schema.type === "optional" && inner.unwrap !== undefined ? inner.unwrap() : schema;
}

/** True when a member of this schema may be absent. */
export function isOptional(schema: Field): boolean {
  return schema.type === "optional";
}
