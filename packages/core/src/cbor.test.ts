import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "./bytes.ts";
import {
  type CborEncodable,
  CborError,
  CborTagged,
  type CborValue,
  cborItemLength,
  decodeCbor,
  decodeCborSequence,
  encodeCbor,
  mapToObject,
} from "./cbor.ts";
import { CBOR_BYTES_MAX, CBOR_DEPTH_MAX, CBOR_ITEMS_MAX } from "./limits.ts";

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CborError) return `${error.code}@${error.offset}`;
    throw error;
  }
  return "accepted";
}

// RFC 8949 Appendix A, the rows that the profile has a place for.
const PRINTED: readonly (readonly [CborEncodable, string])[] = [
  [0, "00"],
  [1, "01"],
  [10, "0a"],
  [23, "17"],
  [24, "1818"],
  [25, "1819"],
  [100, "1864"],
  [1000, "1903e8"],
  [1000000, "1a000f4240"],
  [1000000000000, "1b000000e8d4a51000"],
  [18446744073709551615n, "1bffffffffffffffff"],
  [-18446744073709551616n, "3bffffffffffffffff"],
  [-1, "20"],
  [-10, "29"],
  [-100, "3863"],
  [-1000, "3903e7"],
  [false, "f4"],
  [true, "f5"],
  [null, "f6"],
  [fromHex(""), "40"],
  [fromHex("01020304"), "4401020304"],
  ["", "60"],
  ["a", "6161"],
  ["IETF", "6449455446"],
  ['"\\', "62225c"],
  ["\u00fc", "62c3bc"],
  ["\u6c34", "63e6b0b4"],
  ["\ud800\udd51", "64f0908591"],
  [[], "80"],
  [[1, 2, 3], "83010203"],
  [[1, [2, 3], [4, 5]], "8301820203820405"],
  [
    Array.from({ length: 25 }, (_, i) => i + 1),
    "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
  ],
  [new Map(), "a0"],
  [
    new Map([
      [1, 2],
      [3, 4],
    ]),
    "a201020304",
  ],
  [
    new Map<string, CborEncodable>([
      ["a", 1],
      ["b", [2, 3]],
    ]),
    "a26161016162820203",
  ],
  [["a", new Map([["b", "c"]])], "826161a161626163"],
  [
    new Map([
      ["a", "A"],
      ["b", "B"],
      ["c", "C"],
      ["d", "D"],
      ["e", "E"],
    ]),
    "a56161614161626142616361436164614461656145",
  ],
];

describe("RFC 8949 Appendix A", () => {
  test.each(PRINTED)("%o", (value, hex) => {
    expect(toHex(encodeCbor(value))).toBe(hex);
    expect(decodeCbor(fromHex(hex))).toEqual(value);
    expect(cborItemLength(fromHex(`ffff${hex}00`), 2)).toBe(hex.length / 2);
  });
});

describe("decoding refuses", () => {
  const cases: readonly (readonly [what: string, hex: string, refusal: string])[] = [
    ["nothing", "", "end@0"],
    ["a head cut short", "19", "end@0"],
    ["a head cut short inside", "8119ff", "end@1"],
    ["a byte string past the end", "42ff", "end@0"],
    ["a text past the end", "6261", "end@0"],
    ["a length of 2^63", "5b8000000000000000", "end@0"],
    ["an array count past the end", "83 01", "end@0"],
    ["an array of 2^64-1 items", "9bffffffffffffffff", "end@0"],
    ["a map count past the end", "a2 0101 02", "end@0"],
    ["a map of 2^32 pairs", "bb0000000100000000", "end@0"],
    ["bytes after the item", "0001", "trailing@1"],
    ["0 in two bytes", "1800", "non-minimal@0"],
    ["23 in two bytes", "1817", "non-minimal@0"],
    ["255 in three", "1900ff", "non-minimal@0"],
    ["65535 in five", "1a0000ffff", "non-minimal@0"],
    ["2^32-1 in nine", "1b00000000ffffffff", "non-minimal@0"],
    ["-1 in two bytes", "3800", "non-minimal@0"],
    ["a long length for a byte string", "580101", "non-minimal@0"],
    ["a long length for a text", "780161", "non-minimal@0"],
    ["a long count for an array", "980101", "non-minimal@0"],
    ["a long count for a map", "b801 0101", "non-minimal@0"],
    ["an indefinite byte string", "5f41 00ff", "indefinite@0"],
    ["an indefinite text", "7f6161ff", "indefinite@0"],
    ["an indefinite array", "9fff", "indefinite@0"],
    ["an indefinite map", "bfff", "indefinite@0"],
    ["a break alone", "ff", "indefinite@0"],
    ["reserved information 28", "1c", "reserved@0"],
    ["reserved information 30 in a text", "7e", "reserved@0"],
    ["reserved information in simple values", "fc", "reserved@0"],
    ["a half float", "f93c00", "float@0"],
    ["a float", "fa3f800000", "float@0"],
    ["a double", "81fb3ff0000000000000", "float@1"],
    ["undefined", "f7", "simple@0"],
    ["simple 0", "e0", "simple@0"],
    ["simple 32 in two bytes", "f820", "simple@0"],
    ["false in two bytes", "f814", "simple@0"],
    ["a bignum", "c249010000000000000000", "tag@0"],
    ["a date", "c11a514b67b0", "tag@0"],
    ["tag 18 inside an array", "81d28100", "tag@1"],
    ["tag 18 inside tag 18", "d2d200", "tag@1"],
    ["tag 18 as a long head", "d81200", "non-minimal@0"],
    ["self-described CBOR", "d9d9f700", "tag@0"],
    ["a byte-string key", "a1410100", "map-key@1"],
    ["an array key", "a18000", "map-key@1"],
    ["a null key", "a1f600", "map-key@1"],
    ["an unsafe integer key", "a11b002000000000000000", "map-key@1"],
    ["a key missing", "a1", "end@0"],
    ["a value missing", "a2 01 02 03", "end@0"],
    ["integer keys descending", "a2 0200 0100", "map-order@3"],
    ["a text before an integer", "a2 616100 0100", "map-order@4"],
    ["a negative before a positive key", "a2 2000 0100", "map-order@3"],
    ["longer text before shorter", "a2 62616100 616200", "map-order@5"],
    ["the same integer key twice", "a2 0100 0100", "map-duplicate@3"],
    ["the same text key twice", "a2 616100 616101", "map-duplicate@4"],
    ["a lone continuation byte", "6180", "utf8@0"],
    ["an overlong form", "62c080", "utf8@0"],
    ["a surrogate", "63eda080", "utf8@0"],
    ["beyond U+10FFFF", "64f4908080", "utf8@0"],
    ["a text cut inside a character", "8262e4b800", "utf8@1"],
    ["a decomposed letter", "6365cc81", "nfc@0"],
    ["decomposed Hangul", "66e18480e185a1", "nfc@0"],
    ["a letter with a singleton decomposition", "63e284ab", "nfc@0"],
    ["an unassigned code point", "62cdb8", "unassigned@0"],
    ["a noncharacter", "63efbfbf", "unassigned@0"],
    ["a decomposed pair of Unicode 16", "66f0909792cc87", "unassigned@0"],
  ];
  test.each(cases)("%s", (_, hex, expected) => {
    expect(refusal(() => decodeCbor(fromHex(hex.replaceAll(" ", ""))))).toBe(expected);
  });

  test("every prefix of an item, as cut short", () => {
    const bytes = encodeCbor({
      a: [1, 300, -70000, 2n ** 60n, "中文", fromHex("0102")],
      b: { c: null },
    });
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(() => decodeCbor(bytes.subarray(0, length)))).toMatch(/^end@/);
      expect(refusal(() => cborItemLength(bytes.subarray(0, length), 0))).toMatch(/^end@/);
    }
  });
});

describe("limits", () => {
  const nested = (depth: number): Uint8Array => new Uint8Array(depth + 1).fill(0x81, 0, depth);
  test("depth", () => {
    expect(refusal(() => decodeCbor(nested(CBOR_DEPTH_MAX)))).toBe("accepted");
    expect(refusal(() => decodeCbor(nested(CBOR_DEPTH_MAX + 1)))).toBe(`depth@${CBOR_DEPTH_MAX}`);
    expect(refusal(() => decodeCbor(nested(3), { maxDepth: 2 }))).toBe("depth@2");
    expect(refusal(() => decodeCbor(nested(1_000_000), { maxDepth: 16 }))).toBe("depth@16");
    let value: CborEncodable = 0;
    for (let i = 0; i < CBOR_DEPTH_MAX; i++) value = [value];
    expect(encodeCbor(value)).toEqual(nested(CBOR_DEPTH_MAX));
    expect(refusal(() => encodeCbor([value]))).toBe("depth@0");
  });
  test("a value that contains itself is refused, not followed for ever", () => {
    const loop: CborEncodable[] = [];
    loop.push(loop);
    expect(refusal(() => encodeCbor(loop))).toBe("depth@0");
  });
  test("items, keys counted", () => {
    expect(refusal(() => decodeCbor(fromHex("83010203"), { maxItems: 4 }))).toBe("accepted");
    expect(refusal(() => decodeCbor(fromHex("83010203"), { maxItems: 3 }))).toBe("items@3");
    expect(refusal(() => decodeCbor(fromHex("a10102"), { maxItems: 2 }))).toBe("items@2");
    expect(refusal(() => decodeCborSequence(fromHex("000102"), { maxItems: 2 }))).toBe("items@2");
    const many = encodeCbor(Array.from({ length: CBOR_ITEMS_MAX }, () => 0));
    expect(refusal(() => decodeCbor(many))).toMatch(/^items@/);
  });
  test("bytes", () => {
    expect(refusal(() => decodeCbor(fromHex("420102"), { maxBytes: 2 }))).toBe("size@0");
    expect(refusal(() => decodeCbor(new Uint8Array(CBOR_BYTES_MAX + 1)))).toBe("size@0");
  });
});

describe("integers", () => {
  test.each([
    ["1b001fffffffffffff", Number.MAX_SAFE_INTEGER],
    ["1b0020000000000000", 2n ** 53n],
    ["3b001ffffffffffffe", Number.MIN_SAFE_INTEGER],
    ["3b001fffffffffffff", -(2n ** 53n)],
    ["1b7fffffffffffffff", 2n ** 63n - 1n],
    ["1b8000000000000001", 2n ** 63n + 1n],
  ])("%s is a number when safe, else a bigint", (hex, value) => {
    expect(decodeCbor(fromHex(hex))).toBe(value);
    expect(toHex(encodeCbor(value))).toBe(hex);
  });
  test("a small bigint is written as the same integer", () => {
    for (const n of [0, 23, 24, -1, -25, 2 ** 32, -(2 ** 32), -(2 ** 32) - 1]) {
      expect(encodeCbor(BigInt(n))).toEqual(encodeCbor(n));
    }
  });
  test("minus zero is zero", () => {
    expect(toHex(encodeCbor(-0))).toBe("00");
  });
});

describe("encoding refuses", () => {
  const cases: readonly (readonly [what: string, value: unknown, code: string])[] = [
    ["a fraction", 1.5, "float"],
    ["NaN", Number.NaN, "float"],
    ["infinity", Number.POSITIVE_INFINITY, "float"],
    ["an unsafe number", 2 ** 53, "integer-range"],
    ["2^64", 2n ** 64n, "integer-range"],
    ["-2^64-1", -(2n ** 64n) - 1n, "integer-range"],
    ["undefined", undefined, "type"],
    ["undefined in an array", [undefined], "type"],
    ["a hole in an array", new Array(1), "type"],
    ["undefined in a Map", new Map([["a", undefined]]), "type"],
    ["a function", () => 0, "type"],
    ["a symbol", Symbol("s"), "type"],
    ["a date", new Date(0), "type"],
    ["a set", new Set(), "type"],
    ["other typed arrays", new Uint16Array(2), "type"],
    ["an ArrayBuffer", new ArrayBuffer(2), "type"],
    ["a bigint key", new Map([[1n, 1]]), "map-key"],
    ["a fraction as key", new Map([[0.5, 1]]), "map-key"],
    ["a boolean key", new Map([[true, 1]]), "map-key"],
    ["another tag", new CborTagged(24, 0), "tag"],
    ["an inner tag", [new CborTagged(18, 0)], "tag"],
    ["a lone surrogate", "\ud800", "utf8"],
    ["a lone surrogate in a long text", `${"a".repeat(300)}\udc00`, "utf8"],
    ["a decomposed letter", "e\u0301", "nfc"],
    ["a decomposed letter as key", { "e\u0301": 1 }, "nfc"],
    ["an unassigned code point", "\u0378", "unassigned"],
  ];
  test.each(cases)("%s", (_, value, code) => {
    expect(refusal(() => encodeCbor(value as CborEncodable))).toBe(`${code}@0`);
  });
  test("and is none the worse for it", () => {
    expect(() => encodeCbor(["x".repeat(100), 1.5])).toThrow(CborError);
    expect(toHex(encodeCbor([1]))).toBe("8101");
  });
});

describe("maps", () => {
  test("keys are written in order of their bytes, whatever order they come in", () => {
    const keys = ["b", "a", "aa", "é", "中", "zzzz"];
    const object = Object.fromEntries(keys.map((key, i) => [key, i]));
    const decoded = decodeCbor(encodeCbor(object)) as ReadonlyMap<string, number>;
    expect([...decoded.keys()]).toEqual(["a", "b", "aa", "é", "中", "zzzz"]);
    const mixed = new Map<number | string, CborValue>([
      ["a", 1],
      [-1, 2],
      [300, 3],
      [2, 4],
      [-400, 5],
    ]);
    expect([...(decodeCbor(encodeCbor(mixed)) as Map<number, number>).keys()]).toEqual([
      2,
      300,
      -1,
      -400,
      "a",
    ]);
  });
  test("objects skip undefined members, also inside", () => {
    expect(encodeCbor({ a: 1, b: undefined, c: { d: undefined } })).toEqual(
      encodeCbor({ a: 1, c: {} }),
    );
  });
  test("inherited members are not members", () => {
    expect(() => encodeCbor(Object.create({ a: 1 }))).toThrow(CborError);
    expect(toHex(encodeCbor(Object.assign(Object.create(null), { a: 1 })))).toBe("a1616101");
  });
  test("mapToObject makes objects without a prototype", () => {
    const object = mapToObject(decodeCbor(encodeCbor({ a: [{ b: 1 }], toString: 2 }))) as Record<
      string,
      unknown
    >;
    expect(Object.getPrototypeOf(object)).toBe(null);
    expect(JSON.stringify(object)).toBe('{"a":[{"b":1}],"toString":2}');
    const proto = mapToObject(new Map([["__proto__", 1]])) as object;
    expect(Object.keys(proto)).toEqual(["__proto__"]);
    expect(refusal(() => mapToObject(new Map([[1, 1]])))).toBe("map-key@0");
    expect(refusal(() => mapToObject(new CborTagged(18, null)))).toBe("tag@0");
  });
});

describe("byte strings, texts, tags, sequences", () => {
  test("byte strings are views into the input", () => {
    const bytes = fromHex("43010203");
    const view = decodeCbor(bytes) as Uint8Array;
    expect(view.buffer).toBe(bytes.buffer);
  });
  test("reads a view that starts inside its buffer", () => {
    expect(decodeCbor(fromHex("ffff8201616100").subarray(2, 6))).toEqual([1, "a"]);
  });
  test("a byte order mark is a character like another", () => {
    expect(decodeCbor(fromHex("64efbbbf61"))).toBe("\ufeffa");
  });
  test.each([23, 24, 63, 64, 65, 199, 200, 201, 255, 256, 70_000])(
    "a text of %d letters",
    (length) => {
      for (const text of ["x".repeat(length), "中".repeat(length), `${"x".repeat(length - 1)}é`]) {
        expect(decodeCbor(encodeCbor(text))).toBe(text);
      }
    },
  );
  test("the last one-byte character and the first of two bytes", () => {
    expect(toHex(encodeCbor("\u007f"))).toBe("617f");
    expect(toHex(encodeCbor("\u0080"))).toBe("62c280");
    expect(decodeCbor(fromHex("62c280"))).toBe("\u0080");
  });
  test("tag 18, outermost", () => {
    const value = decodeCbor(fromHex("d28440a0f640"));
    expect(value).toBeInstanceOf(CborTagged);
    expect(toHex(encodeCbor(value))).toBe("d28440a0f640");
  });
  test("sequences", () => {
    expect(decodeCborSequence(new Uint8Array())).toEqual([]);
    expect(decodeCborSequence(fromHex("0161618102"))).toEqual([1, "a", [2]]);
    expect(decodeCborSequence(fromHex("d200d200"))).toHaveLength(2);
    expect(refusal(() => decodeCborSequence(fromHex("0118")))).toBe("end@1");
  });
  test("item lengths without judging contents", () => {
    expect(cborItemLength(fromHex("8218006180"), 0)).toBe(5);
    expect(refusal(() => cborItemLength(fromHex("9fff"), 0))).toBe("indefinite@0");
    expect(refusal(() => cborItemLength(fromHex("1c"), 0))).toBe("reserved@0");
    expect(refusal(() => cborItemLength(fromHex("00"), 1))).toBe("end@1");
    expect(refusal(() => cborItemLength(fromHex("bbffffffffffffffff"), 0))).toBe("end@0");
  });
});
