/** Changes to the values inside CBOR, from a seeded source: canonical again, so that they get past the codec. */
import { concatBytes } from "../../src/bytes.ts";
import {
  type CborEncodable,
  CborTagged,
  type CborValue,
  decodeCbor,
  encodeCbor,
} from "../../src/cbor.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";

const INTEGERS = [0, 1, 2, 3, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32, 2 ** 53 - 1, -1, -7, -8];
const TEXTS = [
  "",
  "a",
  "intl",
  "gm",
  "sha-256",
  "hmac-sm3",
  "evidence.deposit",
  "港口",
  "x".repeat(300),
];

/** Random bytes, or one to four changes of one of the seeds. */
export function makeBytes(random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  if (random.below(50) === 0) return random.bytes(random.below(300));
  let bytes = random.pick(seeds);
  for (let i = random.below(4); i >= 0; i--) {
    const kind = random.below(8);
    if (kind < 2) bytes = mutate(random, bytes);
    else if (kind === 2) bytes = splice(random, bytes, random.pick(seeds));
    else bytes = mutateValue(random, bytes);
  }
  return bytes;
}

/** Puts a piece of other bytes in, in the place of as many or between. */
function splice(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  const from = random.below(other.length + 1);
  const piece = other.subarray(from, from + 1 + random.below(64));
  const rest = bytes.subarray(at + (random.below(2) === 0 ? piece.length : 0));
  return concatBytes(bytes.subarray(0, at), piece, rest);
}

/**
 * The encoding of the decoded value with one node changed. Byte strings that hold CBOR are entered.
 * The bytes themselves when they do not decode.
 */
export function mutateValue(random: Random, bytes: Uint8Array): Uint8Array {
  try {
    return encodeCbor(change(random, decodeCbor(bytes)));
  } catch {
    return bytes;
  }
}

function change(random: Random, value: CborValue): CborEncodable {
  if (value instanceof CborTagged) {
    return new CborTagged(18, change(random, value.value) as CborValue);
  }
  if (Array.isArray(value)) return changeArray(random, value);
  if (value instanceof Map) return changeMap(random, value);
  if (value instanceof Uint8Array) return changeByteString(random, value);
  return leaf(random, value);
}

function changeArray(random: Random, items: readonly CborValue[]): CborEncodable {
  const copy: CborEncodable[] = [...items];
  const at = random.below(items.length + 1);
  const here = items[at];
  switch (random.below(10)) {
    case 0:
      copy.splice(at, 1);
      return copy;
    case 1:
      copy.splice(at, 0, random.pick([...items, null, 0, "x"]));
      return copy;
    case 2:
      return copy.reverse();
    default:
      if (here !== undefined) copy[at] = change(random, here);
      return copy;
  }
}

function changeMap(random: Random, map: ReadonlyMap<number | string, CborValue>): CborEncodable {
  const copy = new Map<number | string, CborEncodable>(map);
  const entries = [...map];
  if (entries.length === 0) return copy.set("x", 0);
  const [key, here] = random.pick(entries);
  switch (random.below(10)) {
    case 0:
      copy.delete(key);
      return copy;
    case 1:
      return copy.set(random.below(2) ? random.pick(TEXTS) : random.pick(INTEGERS), here);
    case 2: {
      const [, there] = random.pick(entries);
      return copy.set(key, there);
    }
    default:
      return copy.set(key, change(random, here));
  }
}

function changeByteString(random: Random, bytes: Uint8Array): CborEncodable {
  const inner = random.below(3) === 0 ? bytes : mutateValue(random, bytes);
  if (inner !== bytes) return inner;
  return random.below(12) === 0 ? leaf(random, null) : mutate(random, bytes);
}

function leaf(random: Random, value: CborValue): CborEncodable {
  if (typeof value === "number" && random.below(2) === 0) {
    const near = value + random.below(5) - 2;
    return Number.isSafeInteger(near) ? near : 0;
  }
  switch (random.below(8)) {
    case 0:
      return null;
    case 1:
      return random.pick(TEXTS);
    case 2:
      return random.bytes(random.pick([0, 1, 16, 31, 32, 33, 64]));
    case 3:
      return [];
    case 4:
      return new Map();
    case 5:
      return random.below(2) === 0;
    case 6:
      return BigInt(random.u32()) << 32n;
    default:
      return random.pick(INTEGERS);
  }
}
