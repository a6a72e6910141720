import type { CborMap, CborValue } from "./cbor.ts";

/**
 * Strict readers for decoded CBOR. Each takes the place it reads ("payload.expiry") for the message
 * and throws {@link SchemaError} on anything but exactly what is asked for: unknown members of a map
 * are refused, because an ignored member is a byte that nobody checks.
 */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  readonly place: string;

  constructor(place: string, expected: string) {
    super(`${place} must be ${expected}`);
    this.place = place;
  }
}

/** 9999-12-31T23:59:59.999Z: times up to here have an ISO 8601 form of four-digit years. */
const TIME_MAX = 253_402_300_799_999;

/** A map with all the `required` members, any of the `optional` ones, and no other. */
export function readMap(
  value: CborValue | undefined,
  place: string,
  required: readonly (number | string)[],
  optional: readonly (number | string)[] = [],
): CborMap {
  if (!(value instanceof Map)) throw new SchemaError(place, "a map");
  const map = value as CborMap;
  let known = 0;
  for (const key of required) {
    if (!map.has(key)) throw new SchemaError(place, `a map with the member ${key}`);
    known += 1;
  }
  for (const key of optional) if (map.has(key)) known += 1;
  if (map.size !== known) throw new SchemaError(place, "a map without unknown members");
  return map;
}

/** An array of `min` to `max` items. */
export function readArray(
  value: CborValue | undefined,
  place: string,
  min: number,
  max: number = min,
): readonly CborValue[] {
  if (!Array.isArray(value) || value.length < min || value.length > max) {
    throw new SchemaError(place, `an array of ${count(min, max)} items`);
  }
  return value as readonly CborValue[];
}

/** A byte string of `min` to `max` bytes. */
export function readBytes(
  value: CborValue | undefined,
  place: string,
  min: number,
  max: number = min,
): Uint8Array {
  if (!(value instanceof Uint8Array) || value.length < min || value.length > max) {
    throw new SchemaError(place, `a byte string of ${count(min, max)} bytes`);
  }
  return value;
}

/** An array of at most `max` byte strings of 32 bytes each. */
export function readHashes(
  value: CborValue | undefined,
  place: string,
  max: number,
): readonly Uint8Array[] {
  const items = readArray(value, place, 0, max);
  for (const item of items) readBytes(item, place, 32);
  return items as readonly Uint8Array[];
}

/** An unsigned integer that is a safe integer. */
export function readUint(value: CborValue | undefined, place: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new SchemaError(place, "an unsigned integer below 2^53");
  }
  return value;
}

/** A time in milliseconds since 1970 UTC, up to the end of the year 9999. */
export function readTime(value: CborValue | undefined, place: string): number {
  if (readUint(value, place) > TIME_MAX)
    throw new SchemaError(place, "a time before the year 10000");
  return value as number;
}

/** Any integer that is a safe integer. */
export function readInt(value: CborValue | undefined, place: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new SchemaError(place, "an integer between -2^53 and 2^53");
  }
  return value;
}

/** A text of 1 to `max` UTF-16 code units. */
export function readText(value: CborValue | undefined, place: string, max: number): string {
  if (typeof value !== "string" || value.length === 0 || value.length > max) {
    throw new SchemaError(place, `a text of 1 to ${max} characters`);
  }
  return value;
}

/** A text that matches `pattern`, described to people as `expected`. */
export function readPattern(
  value: CborValue | undefined,
  place: string,
  pattern: RegExp,
  expected: string,
): string {
  if (typeof value !== "string" || !pattern.test(value)) throw new SchemaError(place, expected);
  return value;
}

/** Exactly the given number or text. */
export function readLiteral<T extends number | string>(
  value: CborValue | undefined,
  place: string,
  literal: T,
): T {
  if (value !== literal) throw new SchemaError(place, JSON.stringify(literal));
  return literal;
}

function count(min: number, max: number): string {
  return min === max ? `${min}` : `${min} to ${max}`;
}
