/** Trust files: changes of their text, and of the values in it. */
import { formatTrust, parseTrust, TrustError } from "../../src/trust.ts";
import { allSamples } from "../support/samples.ts";
import type { Random } from "./random.ts";
import { fuzzTarget } from "./target.ts";

const seeds = (await allSamples()).map(({ world }) => formatTrust(world.trust));
const PIECES = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "0",
  "-1",
  "1e3",
  "null",
  "true",
  "\\u0061",
  "\ud800",
  "\ufeff",
  " ",
];
const VALUES: readonly unknown[] = [
  null,
  0,
  -1,
  1,
  1.5,
  2 ** 53,
  "",
  "00",
  "intl",
  "gm",
  [],
  {},
  true,
];

type Json = { [name: string]: Json } | Json[] | string | number | boolean | null;

function changeText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const removed = random.below(3) === 0 ? 1 + random.below(40) : random.below(2);
  const piece = random.below(3) === 0 ? text.slice(at, at + 30) : random.pick(PIECES);
  return text.slice(0, at) + piece + text.slice(at + removed);
}

/** Replaces, removes or adds one member somewhere; digits of hex texts are changed in place. */
function changeValue(random: Random, value: Json): Json {
  if (typeof value === "string" && random.below(2) === 0) {
    const at = random.below(value.length + 1);
    return value.slice(0, at) + random.pick(["0", "f", "A", "x"]) + value.slice(at + 1);
  }
  if (typeof value !== "object" || value === null)
    return structuredClone(random.pick(VALUES)) as Json;
  const names = Object.keys(value);
  const holder = value as { [name: string]: Json };
  const name = random.pick([...names, "extra"]);
  const kind = random.below(8);
  if (kind === 0) {
    if (Array.isArray(value)) value.splice(random.below(value.length + 1), 1);
    else delete holder[name];
  } else if (kind === 1) {
    const copy = structuredClone(holder[name] ?? 0);
    if (Array.isArray(value)) value.push(copy);
    else holder[random.pick([...names, "extra"])] = copy;
  } else {
    holder[name] = changeValue(random, holder[name] ?? null);
  }
  return value;
}

function makeText(random: Random): string {
  let text = random.pick(seeds);
  if (random.below(3) > 0) {
    const value: Json = JSON.parse(text);
    for (let i = random.below(3); i >= 0; i--) changeValue(random, value);
    text = JSON.stringify(value);
  }
  for (let i = random.below(3); i > 0; i--) text = changeText(random, text);
  return text;
}

/** Refused with the one error, or read so that what is written from it is read alike. */
function check(text: string): string | undefined {
  try {
    const trust = parseTrust(text);
    const again = formatTrust(trust);
    if (formatTrust(parseTrust(again)) !== again) throw new Error("is written in two ways");
    return undefined;
  } catch (error) {
    if (error instanceof TrustError) return error.code;
    throw error;
  }
}

/** `count` trust files from `seed`. */
export const fuzzTrust = fuzzTarget(makeText, check, JSON.stringify);
