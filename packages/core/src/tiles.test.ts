import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "./bytes.ts";
import {
  decodeEntryBundle,
  encodeEntryBundle,
  parseTilePath,
  TilesError,
  tilePath,
  tileWidth,
} from "./tiles.ts";

test("the paths of C2SP tlog-tiles", () => {
  const index = 1_234_067;
  expect(tilePath({ kind: "tile", level: 0, index, width: 256 })).toBe("tile/0/x001/x234/067");
  expect(tilePath({ kind: "tile", level: 63, index: 0, width: 1 })).toBe("tile/63/000.p/1");
  expect(tilePath({ kind: "entries", index: 999, width: 255 })).toBe("tile/entries/999.p/255");
  expect(tilePath({ kind: "entries", index: 1000, width: 256 })).toBe("tile/entries/x001/000");
});

test("a path has one spelling, and every other is refused", () => {
  const name = fc.record({
    kind: fc.constantFrom("tile" as const, "entries" as const),
    level: fc.nat(63),
    index: fc.oneof(fc.nat(2000), fc.maxSafeNat()),
    width: fc.integer({ min: 1, max: 256 }),
  });
  fc.assert(
    fc.property(name, ({ kind, level, index, width }) => {
      const given = kind === "tile" ? { kind, level, index, width } : { kind, index, width };
      expect(parseTilePath(tilePath(given))).toEqual(given);
    }),
  );
  const wrong = [
    "",
    "/tile/0/000",
    "tile/0/000/",
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/0",
    "tile/0/x000/001",
    "tile/0/001/002",
    "tile/0/x001/x002",
    "tile/0/x9007/199/254/740/992",
    "tile/0/x009/x007/x199/x254/x740/x992/000",
    "tile/0/x009/x007/x199/x254/x740/992",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/000.p",
    "tile/0/../000",
    "tile/0/000\n",
    "tile/entries/x000/000",
    "tile/Entries/000",
    "tile/0/٠٠٠",
  ];
  for (const path of wrong) expect(parseTilePath(path), path).toBeUndefined();
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseTilePath(`tile/${text}`);
      if (parsed !== undefined) expect(tilePath(parsed)).toBe(`tile/${text}`);
    }),
  );
});

test("names that do not exist have no path", () => {
  expect(() => tilePath({ kind: "tile", level: 64, index: 0, width: 1 })).toThrow(RangeError);
  expect(() => tilePath({ kind: "tile", level: 0, index: -1, width: 1 })).toThrow(RangeError);
  expect(() => tilePath({ kind: "entries", index: 0, width: 0 })).toThrow(RangeError);
  expect(() => tilePath({ kind: "entries", index: 0, width: 257 })).toThrow(RangeError);
});

test("widths follow the example of the specification: a tree of 70,000", () => {
  expect(tileWidth(0, 272, 70_000)).toBe(256);
  expect(tileWidth(0, 273, 70_000)).toBe(112);
  expect(tileWidth(0, 274, 70_000)).toBe(0);
  expect(tileWidth(1, 0, 70_000)).toBe(256);
  expect(tileWidth(1, 1, 70_000)).toBe(17);
  expect(tileWidth(2, 0, 70_000)).toBe(1);
  expect(tileWidth(3, 0, 70_000)).toBe(0);
  expect(tileWidth(0, 0, 256)).toBe(256);
  expect(tileWidth(1, 0, 256)).toBe(1);
});

test("bundles round-trip and are refused when cut, padded or miscounted", () => {
  expect(toHex(encodeEntryBundle([fromHex("aabb"), fromHex(""), fromHex("01")]))).toBe(
    "0002aabb0000000101",
  );
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 12 }), (entries) => {
      const bundle = encodeEntryBundle(entries);
      expect(decodeEntryBundle(bundle, entries.length)).toEqual(entries);
      expect(() => decodeEntryBundle(bundle, entries.length + 1)).toThrow(TilesError);
      if (entries.length > 0) {
        expect(() => decodeEntryBundle(bundle, entries.length - 1)).toThrow(TilesError);
        expect(() => decodeEntryBundle(bundle.subarray(0, -1), entries.length)).toThrow(TilesError);
      }
    }),
  );
  const longest = new Uint8Array(65_535);
  expect(decodeEntryBundle(encodeEntryBundle([longest]), 1)).toEqual([longest]);
  expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(RangeError);
  expect(() => encodeEntryBundle(Array(257).fill(new Uint8Array(0)))).toThrow(RangeError);
});
