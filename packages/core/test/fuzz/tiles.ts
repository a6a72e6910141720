/** Tile paths and entry bundles, made up and mutated. */
import { equalBytes, toHex } from "../../src/bytes.ts";
import {
  decodeEntryBundle,
  encodeEntryBundle,
  parseTilePath,
  TilesError,
  tilePath,
} from "../../src/tiles.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import { fuzzTarget } from "./target.ts";

const PIECES = [
  "tile",
  "entries",
  "/",
  "/",
  "/",
  "0",
  "1",
  "7",
  "63",
  "64",
  "000",
  "001",
  "067",
  "x001",
  "x234",
  "x000",
  "x999",
  ".p/",
  ".p/1",
  ".p/255",
  ".p/256",
  "..",
  "%2e",
  "\u0000",
  "x",
  "-1",
  "1e3",
  " ",
];

function makePath(random: Random): string {
  if (random.below(3) === 0) {
    const index =
      random.below(2) === 0 ? random.below(3000) : random.u32() * (1 + random.below(999));
    const width = 1 + random.below(256);
    const level = random.below(64);
    const kind = random.below(2) === 0 ? "tile" : "entries";
    const path = tilePath(kind === "tile" ? { kind, level, index, width } : { kind, index, width });
    if (random.below(2) === 0) return path;
    const at = random.below(path.length + 1);
    return path.slice(0, at) + random.pick(PIECES) + path.slice(at + random.below(3));
  }
  return `tile/${Array.from({ length: random.below(9) }, () => random.pick(PIECES)).join("")}`;
}

function checkPath(path: string): string | undefined {
  const name = parseTilePath(path);
  if (name === undefined) return "path";
  if (tilePath(name) !== path) throw new Error(`two spellings of ${JSON.stringify(path)}`);
  return undefined;
}

function checkBundle(bytes: Uint8Array, width: number): string | undefined {
  try {
    const decoded = decodeEntryBundle(bytes, width);
    if (decoded.length !== width || !equalBytes(encodeEntryBundle(decoded), bytes)) {
      throw new Error("another bundle");
    }
    return undefined;
  } catch (error) {
    if (error instanceof TilesError) return "bundle";
    throw error;
  }
}

type Input = string | { readonly bytes: Uint8Array; readonly width: number };

function makeInput(random: Random): Input {
  if (random.below(2) === 0) return makePath(random);
  const entries = Array.from({ length: random.below(6) }, () => random.bytes(random.below(300)));
  let bytes = encodeEntryBundle(entries);
  for (let i = random.below(3); i > 0; i--) bytes = mutate(random, bytes);
  return { bytes, width: random.below(3) === 0 ? random.below(8) : entries.length };
}

/** `count` paths and bundles from `seed`. */
export const fuzzTiles = fuzzTarget(
  makeInput,
  (input) => (typeof input === "string" ? checkPath(input) : checkBundle(input.bytes, input.width)),
  (input) =>
    typeof input === "string" ? JSON.stringify(input) : `${input.width} in ${toHex(input.bytes)}`,
);
