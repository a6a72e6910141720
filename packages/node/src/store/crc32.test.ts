import { crc32 as native } from "node:zlib";
import { utf8 } from "@tallystick/core/bytes";
import { expect, it } from "vitest";
import { crc32 } from "./crc32.ts";
import { seededRandom } from "./seeded-random.ts";

it("gives the check value of CRC-32", () => {
  expect(crc32(utf8("123456789"), 0, 9)).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0), 0, 0)).toBe(0);
});

it("equals zlib's at every length, place and cut", () => {
  const random = seededRandom(1);
  const bytes = Uint8Array.from({ length: 400 }, () => random.below(256));
  for (let length = 0; length < 200; length++) {
    const start = random.below(200);
    const part = bytes.subarray(start, start + length);
    expect(crc32(bytes, start, start + length)).toBe(native(part));
    const cut = start + random.below(length + 1);
    const first = crc32(bytes, start, cut);
    expect(crc32(bytes, cut, start + length, first)).toBe(native(part));
  }
});
