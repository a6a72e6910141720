import { fromHex, toHex } from "@tallystick/core/bytes";
import type { CborValue } from "@tallystick/core/cbor";
import { textFault } from "@tallystick/core/cbor-text";
import * as z from "zod";
import type { Bilingual } from "../outcomes.ts";
import {
  FieldError,
  groupWire,
  identityWire,
  listWire,
  optionalWire,
  type Wire,
  type WireKind,
} from "./wire.ts";

/**
 * The vocabulary of application data. Each constructor returns a zod schema (JSON on one side, typed
 * values on the other) and registers the {@link Wire} that the state machine uses; one call, one
 * definition. Fields made with bare zod have no wire and are refused by `defineAction` and
 * `defineTable`.
 */
export type Field<T = unknown, J = unknown> = z.ZodType<T, J>;

/** A set of named fields. */
export type Shape = Readonly<Record<string, Field>>;

/** What people read about a field, in both languages. */
export interface FieldDoc {
  readonly en?: string;
  readonly zh?: string;
}

/** Typed values of a shape (bytes as Uint8Array, large integers as bigint). */
export type Typed<S extends Shape> = z.output<z.ZodObject<S, z.core.$strict>>;
/** JSON values of a shape (bytes as hex, large integers as decimal text). */
export type Json<S extends Shape> = z.input<z.ZodObject<S, z.core.$strict>>;

interface Registered {
  readonly wire: Wire;
  readonly order: OrderHint;
}

/** What the key encoding needs to know of a scalar. */
export interface OrderHint {
  readonly kind: WireKind;
  /** Fixed length of a byte string, else undefined. */
  readonly fixedBytes?: number;
  /** Upper bound of the encoded length in bytes, or undefined when the field cannot stand in a key. */
  readonly keyBytesMax?: number;
}

const registered = new WeakMap<object, Registered>();

/** Registers the binary side of a schema and attaches its documentation. */
function field<T, J>(schema: z.ZodType<T, J>, wire: Wire<T>, doc: FieldDoc, order?: OrderHint) {
  const documented = schema.meta({
    ...(doc.en === undefined ? {} : { description: doc.en }),
    ...(doc.zh === undefined ? {} : { "x-description-zh": doc.zh }),
  });
  registered.set(documented, { wire: wire as Wire, order: order ?? { kind: wire.kind } });
  return documented;
}

function lookUp(schema: Field): Registered {
  const found = registered.get(schema);
  if (found === undefined) {
    throw new TypeError("a field must be made by the constructors of app/fields.ts");
  }
  return found;
}

/** Binary side of a field. @throws TypeError when the schema was not made here */
export function wireOf<T>(schema: Field<T>): Wire<T> {
  return lookUp(schema).wire as Wire<T>;
}

/** What a key encoding may do with a field. @throws TypeError when the schema was not made here */
export function orderOf(schema: Field): OrderHint {
  return lookUp(schema).order;
}

/** A whole number from 0, a safe integer in JSON and in memory. */
export function uint(options: FieldDoc & { readonly min?: number; readonly max?: number } = {}) {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  return field(
    z.int().min(min).max(max),
    identityWire<number>("uint", (value) => checkInteger(value, min, max)),
    options,
    { kind: "uint", keyBytesMax: 8 },
  );
}

/** A whole number of either sign, a safe integer. */
export function int(options: FieldDoc & { readonly min?: number; readonly max?: number } = {}) {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return field(
    z.int().min(min).max(max),
    identityWire<number>("int", (value) => checkInteger(value, min, max)),
    options,
    { kind: "int", keyBytesMax: 8 },
  );
}

function checkInteger(value: unknown, min: number, max: number): asserts value is number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new FieldError(typeof value === "bigint" ? "too-large" : "wrong-type");
  }
  if (value < min) throw new FieldError("too-small");
  if (value > max) throw new FieldError("too-large");
}

const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** A whole number from 0 to 2^64-1: bigint in memory, decimal text in JSON. Money uses this. */
export function bigUint(options: FieldDoc & { readonly max?: bigint } = {}) {
  const { max = U64_MAX } = options;
  const inRange = (value: bigint) => value >= 0n && value <= max;
  const schema = z.codec(
    z
      .string()
      .regex(/^(0|[1-9][0-9]{0,19})$/)
      .refine((text) => inRange(BigInt(text))),
    z.bigint().refine(inRange),
    { decode: (text) => BigInt(text), encode: (value) => value.toString() },
  );
  const check = (value: unknown): bigint => {
    const big = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof big !== "bigint") throw new FieldError("wrong-type");
    if (big < 0n) throw new FieldError("too-small");
    if (big > max) throw new FieldError("too-large");
    return big;
  };
  const wire: Wire<bigint> = { kind: "bigUint", read: check, write: check };
  return field(schema, wire, options, {
    kind: "bigUint",
    keyBytesMax: 8,
  });
}

/** A byte string: Uint8Array in memory, lower-case hex in JSON. Give `length` or `min` and `max`. */
export function bytes(
  options: FieldDoc &
    ({ readonly length: number } | { readonly min?: number; readonly max: number }),
) {
  const { min, max } =
    "length" in options
      ? { min: options.length, max: options.length }
      : { min: options.min ?? 0, max: options.max };
  const hex = z
    .string()
    .regex(new RegExp(`^([0-9a-f]{2}){${min},${max}}$`))
    .meta({ format: "hex", minLength: min * 2, maxLength: max * 2 });
  const schema = z.codec(
    hex,
    z.custom<Uint8Array>(
      (value) => value instanceof Uint8Array && value.length >= min && value.length <= max,
    ),
    { decode: (text) => fromHex(text), encode: (value) => toHex(value) },
  );
  const wire = identityWire<Uint8Array>("bytes", (value) => {
    if (!(value instanceof Uint8Array)) throw new FieldError("wrong-type");
    if (value.length < min) throw new FieldError("too-short");
    if (value.length > max) throw new FieldError("too-long");
  });
  return field(schema, wire, options, {
    kind: "bytes",
    ...(min === max ? { fixedBytes: min } : {}),
    keyBytesMax: min === max ? min : 2 * max + 2,
  });
}

// Control characters forge log lines and terminal output; only `multiline` lets tab and newline in.
// The Unicode category Cc never changes, so this is the same under every version of Unicode.
const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_LINES = /[^\P{Cc}\t\n]/u;

/**
 * A text under the rule of core/cbor-text.ts (assigned characters, normalization form C), measured in
 * characters (code points). JSON and SDK input is normalised; what is on the ledger already is.
 */
export function text(
  options: FieldDoc & {
    readonly min?: number;
    readonly max: number;
    readonly pattern?: RegExp;
    readonly multiline?: boolean;
  },
) {
  const { min = 1, max, pattern, multiline = false } = options;
  const control = multiline ? CONTROL_BUT_LINES : CONTROL;
  const problem = (value: string): FieldError | undefined => {
    const length = value.length > max || value.length < 2 * min ? [...value].length : min;
    if (length < min) return new FieldError("too-short");
    if (length > max) return new FieldError("too-long");
    if (control.test(value) || textFault(value) !== undefined) return new FieldError("bad-text");
    if (pattern !== undefined && !pattern.test(value)) return new FieldError("bad-text");
    return undefined;
  };
  const check = (value: unknown): string => {
    if (typeof value !== "string") throw new FieldError("wrong-type");
    const found = problem(value);
    if (found !== undefined) throw found;
    return value;
  };
  const write = (value: string) =>
    check(typeof value === "string" ? value.normalize("NFC") : value);
  const schema = z.codec(
    z.string().meta({
      minLength: min,
      maxLength: max,
      ...(pattern === undefined ? {} : { pattern: pattern.source }),
    }),
    z.string().refine((value) => problem(value.normalize("NFC")) === undefined, {
      error: (issue) => problem(String(issue.input).normalize("NFC"))?.problem ?? "bad-text",
    }),
    { decode: (value) => value.normalize("NFC"), encode: (value) => value.normalize("NFC") },
  );
  return field(schema, { kind: "text", read: check, write }, options, {
    kind: "text",
    keyBytesMax: 4 * max + 1,
  });
}

/** One of a few fixed words. */
export function choice<const V extends readonly string[]>(values: V, options: FieldDoc = {}) {
  const allowed = new Set<string>(values);
  const wire = identityWire<string>("choice", (value) => {
    if (typeof value !== "string") throw new FieldError("wrong-type");
    if (!allowed.has(value)) throw new FieldError("not-allowed");
  });
  const longest = Math.max(...values.map((value) => value.length));
  return field(z.enum(values), wire as Wire<V[number]>, options, {
    kind: "choice",
    keyBytesMax: longest + 1,
  }) as Field<V[number], V[number]>;
}

/** True or false. */
export function flag(options: FieldDoc = {}) {
  const wire = identityWire<boolean>("flag", (value) => {
    if (typeof value !== "boolean") throw new FieldError("wrong-type");
  });
  return field(z.boolean(), wire, options, { kind: "flag", keyBytesMax: 1 });
}

/** A list of `min` to `max` items. */
export function list<T, J>(
  item: Field<T, J>,
  options: FieldDoc & { readonly min?: number; readonly max: number },
) {
  const { min = 0, max } = options;
  return field(
    z.array(item).min(min).max(max) as unknown as Field<T[], J[]>,
    listWire(wireOf(item), min, max),
    options,
  );
}

/** A group of named members; unknown members are refused. */
export function group<S extends Shape>(shape: S, options: FieldDoc = {}) {
  const wires = Object.fromEntries(
    Object.entries(shape).map(([name, member]) => [name, wireOf(member)]),
  );
  return field(
    z.strictObject(shape) as unknown as Field<Typed<S>, Json<S>>,
    groupWire(wires) as Wire<Typed<S>>,
    options,
  );
}

/** A member that may be absent. */
export function optional<F extends Field>(inner: F): z.ZodOptional<F> {
  const schema = z.optional(inner);
  const { order } = lookUp(inner);
  registered.set(schema, { wire: optionalWire(wireOf(inner)), order });
  return schema;
}

/** An opaque position in a scan, as a view hands it out; hex text, empty when there is no next page. */
export function cursor(options: FieldDoc = {}) {
  return text({
    min: 0,
    max: 2048,
    pattern: /^([0-9a-f]{2})*$/,
    en: "Where the previous page ended; leave out for the first page.",
    zh: "上一页的结束位置，首页留空。",
    ...options,
  });
}

/** Documentation that a field carries, for generated pages. */
export function docOf(schema: Field): Partial<Bilingual> {
  const meta = schema.meta() ?? {};
  const zh = meta["x-description-zh"];
  return {
    ...(meta.description === undefined ? {} : { en: meta.description }),
    ...(typeof zh === "string" ? { zh } : {}),
  };
}

/** Checks a decoded CBOR item against a field. @throws FieldError */
export function readField<T>(schema: Field<T>, item: CborValue): T {
  return wireOf(schema).read(item);
}
