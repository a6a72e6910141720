import { describe, expect, test } from "vitest";
import { DIGEST_LENGTH, DIGEST_TAGS, isDigestTag, isSaltedTag } from "./algorithms.ts";
import { toHex, utf8 } from "./bytes.ts";
import { createDigest, type Digest } from "./digest.ts";
import { createNodeDigest } from "./suite/node-digest.ts";

const salt = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const content = Uint8Array.from({ length: 100_003 }, (_, i) => (i * i) & 0xff);

function inPieces(state: Digest, size: number): string {
  for (let at = 0; at < content.length; at += size) state.update(content.subarray(at, at + size));
  return toHex(state.digest());
}

describe.each(DIGEST_TAGS)("%s", (tag) => {
  const key = isSaltedTag(tag) ? salt : undefined;
  test("the two implementations agree, whatever the pieces", () => {
    const whole = inPieces(createDigest(tag, key), content.length);
    expect(whole).toHaveLength(2 * DIGEST_LENGTH[tag]);
    for (const size of [1021, 4096, 65_536]) {
      expect(inPieces(createDigest(tag, key), size)).toBe(whole);
      expect(inPieces(createNodeDigest(tag, key), size)).toBe(whole);
    }
  });
  test("an empty file has a digest", () => {
    expect(createDigest(tag, key).digest()).toEqual(createNodeDigest(tag, key).digest());
  });
  test.each([createDigest, createNodeDigest])("salt exactly where it is due (%#)", (create) => {
    if (key === undefined) expect(() => create(tag, salt)).toThrow(RangeError);
    else {
      expect(() => create(tag)).toThrow(RangeError);
      expect(() => create(tag, salt.subarray(1))).toThrow(RangeError);
    }
  });
});

test("printed digests", () => {
  const of = (tag: "sha-256" | "sha-384" | "sm3"): string => {
    const state = createDigest(tag);
    state.update(utf8("abc"));
    return toHex(state.digest());
  };
  expect(of("sha-256")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(of("sha-384")).toMatch(/^cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163/);
  expect(of("sm3")).toBe("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
});

test("tags are a closed set", () => {
  expect(isDigestTag("sha-256")).toBe(true);
  for (const other of ["sha256", "SHA-256", "md5", "", "toString", "__proto__"]) {
    expect(isDigestTag(other)).toBe(false);
  }
});
