/**
 * Compares the codec with an independent judge on made-up and mutated inputs. The judge is cborg: decode, walk the value
 * for what the profile leaves out, encode again, compare the bytes.
 */
import { decode, encode, rfc8949EncodeOptions, Tagged } from "cborg";
import { compareBytes, concatBytes, equalBytes, toHex, utf8 } from "../../src/bytes.ts";
import {
  CborError,
  CborTagged,
  type CborValue,
  cborItemLength,
  decodeCbor,
  decodeCborSequence,
  encodeCbor,
} from "../../src/cbor.ts";
import { textFault } from "../../src/cbor-text.ts";
import { CBOR_DEPTH_MAX } from "../../src/limits.ts";
import { Random } from "./random.ts";

/** What a run saw. */
export interface CborFuzzReport {
  readonly inputs: number;
  readonly accepted: number;
  /** Refusals by error code, to show that the inputs reach every branch. */
  readonly refused: Readonly<Record<string, number>>;
}

class Outside extends Error {}

const TAGS = { 18: Tagged.decoder(18) };

/** Throws unless the profile has a place for the value at this depth. */
function walk(value: unknown, depth: number): void {
  if (typeof value === "string" && textFault(value) !== undefined) throw new Outside("text");
  if (typeof value === "number" && (!Number.isSafeInteger(value) || Object.is(value, -0))) {
    throw new Outside("float");
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  if (depth >= CBOR_DEPTH_MAX) throw new Outside("depth");
  if (value instanceof Tagged) {
    if (depth !== 0) throw new Outside("tag");
    walk(value.value, depth + 1);
  } else if (Array.isArray(value)) {
    for (const item of value) walk(item, depth + 1);
  } else if (value instanceof Map) {
    let last: Uint8Array | undefined;
    for (const [key, member] of value) {
      if (typeof key !== "string" && typeof key !== "number") throw new Outside("key");
      walk(key, depth + 1);
      const bytes = encode(key);
      if (last !== undefined && compareBytes(last, bytes) >= 0) throw new Outside("order");
      last = bytes;
      walk(member, depth + 1);
    }
  }
}

/** cborg's value for an input inside the profile, or undefined. */
function judge(bytes: Uint8Array): { value: unknown } | undefined {
  try {
    const value: unknown = decode(bytes, {
      strict: true,
      useMaps: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowNaN: false,
      allowInfinity: false,
      rejectDuplicateMapKeys: true,
      tags: TAGS,
    });
    walk(value, 0);
    return equalBytes(encode(value, rfc8949EncodeOptions), bytes) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

function same(ours: CborValue, theirs: unknown): boolean {
  if (ours instanceof Uint8Array) return theirs instanceof Uint8Array && equalBytes(ours, theirs);
  if (ours instanceof CborTagged) return theirs instanceof Tagged && same(ours.value, theirs.value);
  if (Array.isArray(ours)) {
    return (
      Array.isArray(theirs) &&
      ours.length === theirs.length &&
      ours.every((item, i) => same(item, theirs[i]))
    );
  }
  if (ours instanceof Map) {
    if (!(theirs instanceof Map) || theirs.size !== ours.size) return false;
    return [...ours].every(([key, item]) => theirs.has(key) && same(item, theirs.get(key)));
  }
  if (typeof ours === "bigint") return ours === BigInt(theirs as number | bigint);
  return ours === theirs;
}

const TEXTS = [
  "",
  "a",
  "b",
  "aa",
  "z".repeat(23),
  "z".repeat(24),
  "z".repeat(65),
  "é",
  "e\u0301",
  "中文",
  "\ufeff",
  "\u0378",
  "\u{1F600}",
  "\ud800",
  "가",
  "\u1100\u1161",
  "\u0344",
  "\u{105D2}\u0307",
  "\u0000",
  "x".repeat(300),
];
const INTEGERS: readonly (number | bigint)[] = [
  0,
  1,
  23,
  24,
  255,
  256,
  65535,
  65536,
  4294967295,
  4294967296,
  Number.MAX_SAFE_INTEGER,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
  -1,
  -24,
  -25,
  -256,
  -257,
  -65536,
  -65537,
  -4294967296,
  -4294967297,
  Number.MIN_SAFE_INTEGER,
  -(2n ** 53n),
  -(2n ** 53n) - 1n,
  -(2n ** 63n),
  -(2n ** 64n),
];

/** A random item in raw bytes: mostly canonical, now and then not, so that errors sit deep inside good structure. */
function makeItem(random: Random, depth: number, budget: { left: number }): Uint8Array {
  // Past the budget only leaves grow: without one, trees of this shape grow without bound.
  const kind = random.below(--budget.left <= 0 || depth > 18 ? 5 : 9);
  if (kind === 0) return encode(random.pick(INTEGERS));
  if (kind === 1) return encode(random.below(64) - 32);
  if (kind === 2) return encode(random.bytes(random.below(40)));
  if (kind === 3) return encode(random.pick(TEXTS));
  if (kind === 4) return Uint8Array.of(0xe0 | random.below(32), ...random.bytes(random.below(3)));
  const count = random.below(random.below(8) === 0 ? 30 : 4);
  const items = Array.from({ length: count }, () => makeItem(random, depth + 1, budget));
  if (kind < 7) {
    // Now and then a chain of one-item arrays, to reach the depth limit.
    const chain = random.below(30) === 0 ? random.below(20) : 0;
    return concatBytes(new Uint8Array(chain).fill(0x81), makeHead(random, 4, count), ...items);
  }
  if (kind === 7 && random.below(4) === 0) {
    return concatBytes(makeHead(random, 6, 18), makeItem(random, depth + 1, budget));
  }
  const keys = items.map(() =>
    encode(random.below(2) ? random.pick(TEXTS) : random.below(40) - 20),
  );
  if (random.below(6) !== 0) keys.sort(compareBytes);
  const distinct =
    random.below(6) === 0
      ? keys
      : keys.filter((key, i) => i === 0 || compareBytes(key, keys[i - 1] ?? key) !== 0);
  const body = distinct.flatMap((key, i) => [key, items[i] ?? Uint8Array.of(0)]);
  return concatBytes(makeHead(random, 5, distinct.length), ...body);
}

function makeHead(random: Random, major: number, argument: number): Uint8Array {
  const top = major << 5;
  const wide = random.below(40);
  if (wide === 0) return Uint8Array.of(top | 24, argument);
  if (wide === 1) return Uint8Array.of(top | 25, 0, argument);
  if (wide === 2) return Uint8Array.of(top | 31);
  if (wide === 3) return Uint8Array.of(top | 27, 0, 0, 0, 0, 0, 0, 0, argument);
  return argument < 24 ? Uint8Array.of(top | argument) : Uint8Array.of(top | 24, argument);
}

function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  switch (random.below(6)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return concatBytes(
        bytes.subarray(0, at),
        random.bytes(1 + random.below(4)),
        bytes.subarray(at),
      );
    case 2:
      return concatBytes(bytes.subarray(0, at), bytes.subarray(at + 1));
    case 3: {
      const from = random.below(bytes.length + 1);
      return concatBytes(bytes.subarray(0, at), bytes.subarray(from, from + 8), bytes.subarray(at));
    }
    default: {
      const copy = bytes.slice();
      if (at < copy.length) copy[at] = (copy[at] as number) ^ (1 << random.below(8));
      return copy;
    }
  }
}

function makeInput(random: Random): Uint8Array {
  const kind = random.below(10);
  if (kind === 0) return random.bytes(random.below(24));
  let bytes = makeItem(random, 0, { left: 1 + random.below(40) });
  if (kind === 1) return utf8(toHex(bytes)); // text where CBOR is due
  for (let i = random.below(3); i > 0; i--) bytes = mutate(random, bytes);
  return bytes;
}

/** cborg drops a leading U+FEFF from texts, so on inputs that hold one it cannot judge. */
function holdsByteOrderMark(bytes: Uint8Array): boolean {
  return toHex(bytes).includes("efbbbf");
}

function fail(what: string, bytes: Uint8Array): never {
  throw new Error(`cbor fuzz: ${what}: ${toHex(bytes)}`);
}

/** Checks one input; returns the refusal code, or undefined when accepted. Throws an Error that quotes the input on any disagreement. */
export function checkCborInput(bytes: Uint8Array): string | undefined {
  const judged = !holdsByteOrderMark(bytes);
  const expected = judge(bytes);
  let value: CborValue;
  try {
    value = decodeCbor(bytes);
  } catch (error) {
    if (!(error instanceof CborError)) fail(`threw ${String(error)}`, bytes);
    if (judged && expected !== undefined)
      fail(`refused (${error.code}) what the judge accepts`, bytes);
    if (error.offset < 0 || error.offset > bytes.length) fail("offset outside the input", bytes);
    checkLength(bytes, undefined);
    return error.code;
  }
  if (judged && expected === undefined) fail("accepted what the judge refuses", bytes);
  if (judged && !same(value, expected?.value)) fail("decoded to another value", bytes);
  if (!equalBytes(encodeCbor(value), bytes)) fail("does not encode to the same bytes", bytes);
  checkLength(bytes, bytes.length);
  if (decodeCborSequence(concatBytes(bytes, bytes)).length !== 2) fail("sequence of two", bytes);
  return undefined;
}

/** `cborItemLength` agrees where the item is whole, and otherwise only ever throws CborError. */
function checkLength(bytes: Uint8Array, expected: number | undefined): void {
  try {
    const length = cborItemLength(bytes, 0);
    if (expected !== undefined && length !== expected) fail("item length", bytes);
    if (length < 1 || length > bytes.length) fail("item length outside the input", bytes);
  } catch (error) {
    if (!(error instanceof CborError) || expected !== undefined) fail(String(error), bytes);
  }
}

/** Runs `count` inputs from `seed`. Throws on the first disagreement, naming the seed and the input. */
export function fuzzCbor(seed: number, count: number): CborFuzzReport {
  const random = new Random(seed);
  const refused: Record<string, number> = {};
  let accepted = 0;
  for (let i = 0; i < count; i++) {
    const bytes = makeInput(random);
    try {
      const code = checkCborInput(bytes);
      if (code === undefined) accepted++;
      else refused[code] = (refused[code] ?? 0) + 1;
    } catch (cause) {
      throw new Error(`seed ${seed}, input ${i}: ${(cause as Error).message}`, { cause });
    }
  }
  return { inputs: count, accepted, refused };
}
