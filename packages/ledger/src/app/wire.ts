import { compareBytes } from "@tallystick/core/bytes";
import { type CborEncodable, type CborValue, encodeCbor } from "@tallystick/core/cbor";

/**
 * The binary side of a field: checks a decoded CBOR item and gives the typed value, and back.
 *
 * The state machine runs on wires alone. Zod holds the JSON side of the same definition (HTTP, CLI,
 * JSON Schema, TypeScript types); keeping it out of block execution means that an upgrade of the
 * library can never change what a block comes to.
 */
export interface Wire<T = unknown> {
  readonly kind: WireKind;
  /** Typed value of a decoded item. @throws FieldError */
  read(item: CborValue | undefined): T;
  /** Item of a typed value, after the same checks. @throws FieldError */
  write(value: T): CborEncodable;
}

/** What a field is; only scalars can stand in keys and indexes. */
export type WireKind = ScalarKind | "list" | "group" | "optional" | "variant";
/** Kinds that have an order and so can stand in keys and indexes. */
export type ScalarKind = "uint" | "int" | "bigUint" | "text" | "bytes" | "flag" | "choice";

/** Why a value does not fit; stable words that reach the log in the data of `invalid-input`. */
export type FieldProblem =
  | "missing"
  | "unknown-member"
  | "wrong-type"
  | "too-small"
  | "too-large"
  | "too-short"
  | "too-long"
  | "not-allowed"
  | "bad-text";

/** A value that does not fit its definition; `path` names the member, such as `digests.0.value`. */
export class FieldError extends Error {
  override readonly name = "FieldError";
  readonly problem: FieldProblem;
  readonly path: string;
  constructor(problem: FieldProblem, path = "") {
    super(`${path === "" ? "value" : path}: ${problem}`);
    this.problem = problem;
    this.path = path;
  }
  /** The same error seen from the container that holds the value. */
  under(member: string | number): FieldError {
    return new FieldError(this.problem, this.path === "" ? `${member}` : `${member}.${this.path}`);
  }
}

function under(error: unknown, member: string | number): unknown {
  return error instanceof FieldError ? error.under(member) : error;
}

/** A wire whose typed value is the item itself. */
export function identityWire<T extends CborValue>(
  kind: WireKind,
  check: (value: unknown) => asserts value is T,
): Wire<T> {
  const pass = (value: unknown): T => {
    check(value);
    return value;
  };
  return { kind, read: pass, write: pass as (value: T) => CborEncodable };
}

/** A wire for arrays of `min` to `max` items. */
export function listWire<T>(item: Wire<T>, min: number, max: number): Wire<T[]> {
  const each = <A, B>(values: unknown, convert: (value: A) => B): B[] => {
    if (!Array.isArray(values)) throw new FieldError("wrong-type");
    if (values.length < min) throw new FieldError("too-short");
    if (values.length > max) throw new FieldError("too-long");
    const result: B[] = [];
    for (let i = 0; i < values.length; i++) {
      try {
        result.push(convert(values[i] as A));
      } catch (error) {
        throw under(error, i);
      }
    }
    return result;
  };
  return {
    kind: "list",
    read: (value) => each<CborValue, T>(value, item.read),
    write: (value) => each<T, CborEncodable>(value, item.write),
  };
}

/** A wire for a member that may be absent; only {@link groupWire} looks at the kind. */
export function optionalWire<T>(inner: Wire<T>): Wire<T | undefined> {
  return {
    kind: "optional",
    read: (value) => inner.read(value),
    write: (value) => inner.write(value as T),
  };
}

interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly wire: Wire;
}

/** Members in the order of their encoded keys, so that the encoder never has to sort. */
function canonicalMembers(shape: Readonly<Record<string, Wire>>): Member[] {
  return Object.entries(shape)
    .map(([name, wire]) => ({ name, wire, optional: wire.kind === "optional" }))
    .sort((a, b) => compareBytes(encodeCbor(a.name), encodeCbor(b.name)));
}

/**
 * A wire for maps with text keys and exactly the members of `shape`.
 *
 * @param beside members that a typed value may have beside them and that `write` leaves out
 */
export function groupWire(
  shape: Readonly<Record<string, Wire>>,
  beside: readonly string[] = [],
): Wire<Readonly<Record<string, unknown>>> {
  const members = canonicalMembers(shape);
  const names = new Set([...members.map((member) => member.name), ...beside]);
  const read = (item: CborValue | undefined): Readonly<Record<string, unknown>> => {
    if (!(item instanceof Map)) throw new FieldError("wrong-type");
    const result: Record<string, unknown> = {};
    let seen = 0;
    for (const { name, optional, wire } of members) {
      const value = item.get(name) as CborValue | undefined;
      if (value === undefined) {
        if (!optional) throw new FieldError("missing", name);
        continue;
      }
      seen++;
      try {
        result[name] = wire.read(value);
      } catch (error) {
        throw under(error, name);
      }
    }
    if (seen !== item.size) throw new FieldError("unknown-member", strangerOf(item.keys(), names));
    return result;
  };
  const write = (value: Readonly<Record<string, unknown>>): CborEncodable => {
    if (typeof value !== "object" || value === null) throw new FieldError("wrong-type");
    const result = new Map<string, CborEncodable>();
    for (const { name, optional, wire } of members) {
      const member = value[name];
      if (member === undefined) {
        if (!optional) throw new FieldError("missing", name);
        continue;
      }
      try {
        result.set(name, wire.write(member));
      } catch (error) {
        throw under(error, name);
      }
    }
    for (const name in value) {
      if (!names.has(name) && value[name] !== undefined) {
        throw new FieldError("unknown-member", strangerOf([name], names));
      }
    }
    return result;
  };
  return { kind: "group", read, write };
}

/** A stranger's name comes from the outside: show it only when it is short and plain. */
function strangerOf(keys: Iterable<unknown>, known: ReadonlySet<string>): string {
  for (const key of keys) {
    if (typeof key === "string" && known.has(key)) continue;
    return typeof key === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(key) ? key : "";
  }
  return "";
}
