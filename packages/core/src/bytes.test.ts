import { describe, expect, test } from "vitest";
import {
  BytesError,
  compareBytes,
  concatBytes,
  equalBytes,
  fromBase64,
  fromBase64Url,
  fromHex,
  fromUtf8,
  readU64be,
  toBase64,
  toBase64Url,
  toHex,
  u64be,
  utf8,
} from "./bytes.ts";

describe("hex", () => {
  test("both ways, either case in", () => {
    expect(toHex(Uint8Array.of(0, 1, 0xab, 0xff))).toBe("0001abff");
    expect(fromHex("0001ABff")).toEqual(Uint8Array.of(0, 1, 0xab, 0xff));
    expect(fromHex("")).toEqual(new Uint8Array());
  });
  test.each(["0", "0g", " 00", "0x00", "００"])("refuses %j", (text) => {
    expect(() => fromHex(text)).toThrow(BytesError);
  });
});

describe("base64 (RFC 4648 s10)", () => {
  const printed = [
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ] as const;
  test.each(printed)("%j", (text, encoded) => {
    expect(toBase64(utf8(text))).toBe(encoded);
    expect(fromUtf8(fromBase64(encoded))).toBe(text);
    const bare = encoded.replaceAll("=", "");
    expect(toBase64Url(utf8(text))).toBe(bare);
    expect(fromUtf8(fromBase64Url(bare))).toBe(text);
  });
  test("the two alphabets", () => {
    const bytes = Uint8Array.of(0xfb, 0xff, 0xbf);
    expect(toBase64(bytes)).toBe("+/+/");
    expect(toBase64Url(bytes)).toBe("-_-_");
  });
  test.each(["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "=", "====", "Zg==\n", "-_-_", "Z=g="])(
    "refuses padded %j",
    (text) => expect(() => fromBase64(text)).toThrow(BytesError),
  );
  test.each(["Z", "Zh", "Zm9z-", "Zg==", "+/+/", "Z g"])("refuses unpadded %j", (text) => {
    expect(() => fromBase64Url(text)).toThrow(BytesError);
  });
});

describe("order and equality", () => {
  test("a prefix comes first", () => {
    expect(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
    expect(compareBytes(Uint8Array.of(2), Uint8Array.of(1, 255))).toBeGreaterThan(0);
    expect(compareBytes(Uint8Array.of(7, 7), Uint8Array.of(7, 7))).toBe(0);
  });
  test("equality looks at length and every byte", () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
  });
  test("concatenation copies", () => {
    const part = Uint8Array.of(1, 2);
    const whole = concatBytes(part, new Uint8Array(), Uint8Array.of(3));
    part[0] = 9;
    expect(whole).toEqual(Uint8Array.of(1, 2, 3));
  });
});

describe("UTF-8", () => {
  test("keeps a byte order mark", () => {
    expect(fromUtf8(utf8("\ufeffa"))).toBe("\ufeffa");
  });
  test.each(["ff", "c080", "eda080", "f8888080", "e4b8"])("refuses %s", (hex) => {
    expect(() => fromUtf8(fromHex(hex))).toThrow(BytesError);
  });
});

describe("64-bit integers", () => {
  test.each([0, 1, 255, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER])("%d", (n) => {
    expect(readU64be(u64be(n))).toBe(n);
    expect(u64be(BigInt(n))).toEqual(u64be(n));
  });
  test("reads at an offset, also inside a view", () => {
    const bytes = concatBytes(Uint8Array.of(9, 9, 9), u64be(77));
    expect(readU64be(bytes.subarray(1), 2)).toBe(77);
  });
  test("refuses what does not fit", () => {
    expect(() => u64be(-1)).toThrow(RangeError);
    expect(() => u64be(1.5)).toThrow(RangeError);
    expect(() => u64be(2 ** 53)).toThrow(RangeError);
    expect(() => u64be(2n ** 64n)).toThrow(RangeError);
    expect(() => u64be(-1n)).toThrow(RangeError);
    expect(toHex(u64be(2n ** 64n - 1n))).toBe("ff".repeat(8));
    expect(() => readU64be(u64be(2n ** 53n))).toThrow(RangeError);
    expect(() => readU64be(new Uint8Array(7))).toThrow(RangeError);
    expect(() => readU64be(new Uint8Array(8), 1)).toThrow(RangeError);
  });
});
