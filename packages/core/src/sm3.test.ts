import { createHash, createHmac } from "node:crypto";
import { hmac } from "@noble/hashes/hmac.js";
import { describe, expect, test } from "vitest";
import { toHex, utf8 } from "./bytes.ts";
import { sm3 } from "./sm3.ts";

const reference = (data: Uint8Array): string => createHash("sm3").update(data).digest("hex");
const sample = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);

describe("GB/T 32905-2016 Annex A", () => {
  test("A.1", () => {
    expect(toHex(sm3(utf8("abc")))).toBe(
      "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    );
  });
  test("A.2", () => {
    expect(toHex(sm3(utf8("abcd".repeat(16))))).toBe(
      "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    );
  });
});

describe("against the platform", () => {
  test("every length to 300, and some longer", () => {
    for (const length of [...Array(301).keys(), 1000, 4095, 4096, 65_537]) {
      expect(toHex(sm3(sample(length)))).toBe(reference(sample(length)));
    }
  });
  test("in pieces of every size", () => {
    const data = sample(1000);
    for (const size of [1, 3, 55, 56, 63, 64, 65, 127, 128, 999]) {
      const state = sm3.create();
      for (let at = 0; at < data.length; at += size) state.update(data.subarray(at, at + size));
      expect(toHex(state.digest())).toBe(reference(data));
    }
  });
  test("a clone goes its own way", () => {
    const state = sm3.create().update(sample(100));
    const clone = state.clone().update(sample(10));
    state.update(sample(20));
    expect(toHex(clone.digest())).toBe(
      createHash("sm3").update(sample(100)).update(sample(10)).digest("hex"),
    );
    expect(toHex(state.digest())).toBe(
      createHash("sm3").update(sample(100)).update(sample(20)).digest("hex"),
    );
  });
  test("HMAC with keys around the block size", () => {
    for (const length of [1, 32, 63, 64, 65, 200]) {
      const expected = createHmac("sm3", sample(length)).update(sample(77)).digest("hex");
      expect(toHex(hmac(sm3, sample(length), sample(77)))).toBe(expected);
    }
  });
});

test("a spent state refuses more", () => {
  const state = sm3.create();
  state.digest();
  expect(() => state.update(utf8("a"))).toThrow();
});
