/**
 * The static layout of a log: C2SP tlog-tiles v0.1.0 paths, tile widths and entry bundles.
 * docs/reference/signed-note-and-tiles.md.
 *
 * tlog-tiles fixes SHA-256. A ledger of suite `gm` is served in the same shape with SM3.
 */
import { ENTRY_BYTES_MAX } from "./limits.ts";

/** Hashes in a full tile, and entries in a full bundle. */
export const TILE_WIDTH = 256;

/** Levels of the tree that one tile spans. */
export const TILE_HEIGHT = 8;

/** Highest level a path may name. */
const TILE_LEVEL_MAX = 63;

/** A tile of hashes at `level`, or a bundle of entries. `width` is the number of hashes or entries in it. */
export type TileName =
  | {
      readonly kind: "tile";
      readonly level: number;
      readonly index: number;
      readonly width: number;
    }
  | { readonly kind: "entries"; readonly index: number; readonly width: number };

/** Bytes that are not an entry bundle. */
export class TilesError extends Error {
  override readonly name = "TilesError";
}

/**
 * Path of a tile or bundle below the log's prefix: `tile/0/x001/x234/067.p/5`, `tile/entries/000`.
 * Throws RangeError when the level, index or width does not exist.
 */
export function tilePath(name: TileName): string {
  const { kind, index, width } = name;
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError("not a tile index");
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    throw new RangeError(`a tile has 1 to ${TILE_WIDTH} hashes`);
  }
  if (kind === "tile" && !isLevel(name.level)) throw new RangeError("not a tile level");
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = padded.match(/.{3}/g) as string[];
  const number = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
  const suffix = width === TILE_WIDTH ? "" : `.p/${width}`;
  return `tile/${kind === "entries" ? "entries" : name.level}/${number}${suffix}`;
}

const TILE_PATH =
  /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,5})(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/**
 * Reads a path below the log's prefix. Undefined for everything but the one spelling of an existing name:
 * no leading `/`, no leading group of zeros, no width of 256 or more.
 */
export function parseTilePath(path: string): TileName | undefined {
  const match = TILE_PATH.exec(path);
  if (match === null) return undefined;
  const [, level = "", leading = "", last = "", partial] = match;
  if (leading.startsWith("x000")) return undefined;
  const index = Number(leading.replaceAll(/[x/]/g, "") + last);
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (!Number.isSafeInteger(index)) return undefined;
  if (partial !== undefined && width >= TILE_WIDTH) return undefined;
  if (level === "entries") return { kind: "entries", index, width };
  return isLevel(Number(level)) ? { kind: "tile", level: Number(level), index, width } : undefined;
}

/**
 * Number of hashes in tile `index` of `level` for a tree of `size` leaves: 256 when full, 0 when the tree
 * has no such tile. Level 0 also answers for entry bundles.
 */
export function tileWidth(level: number, index: number, size: number): number {
  let hashes = size;
  for (let i = 0; i < level && hashes > 0; i++) hashes = Math.floor(hashes / TILE_WIDTH);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** An entry bundle: each entry behind its length as a big-endian 16-bit number. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const entry of entries) {
    if (entry.length > ENTRY_BYTES_MAX) throw new RangeError("entry longer than 65,535 bytes");
    length += 2 + entry.length;
  }
  if (entries.length > TILE_WIDTH)
    throw new RangeError(`a bundle has at most ${TILE_WIDTH} entries`);
  const bundle = new Uint8Array(length);
  let at = 0;
  for (const entry of entries) {
    bundle[at] = entry.length >> 8;
    bundle[at + 1] = entry.length & 0xff;
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}

/**
 * The entries of a bundle of `width` entries, as views into `bundle`.
 *
 * @throws TilesError when there are fewer or more, or the last one is cut off
 */
export function decodeEntryBundle(bundle: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const start = at + 2;
    const end = start + (bundle[at] ?? 0) * 256 + (bundle[at + 1] ?? 0);
    if (end > bundle.length || start > bundle.length) throw new TilesError("an entry is cut off");
    if (entries.length === width) throw new TilesError("more entries than the bundle's width");
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  if (entries.length !== width) throw new TilesError("fewer entries than the bundle's width");
  return entries;
}

function isLevel(level: number): boolean {
  return Number.isInteger(level) && level >= 0 && level <= TILE_LEVEL_MAX;
}
