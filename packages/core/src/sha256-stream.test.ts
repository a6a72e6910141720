import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { toHex, utf8 } from "./bytes.ts";
import { sha256Stream } from "./sha256-stream.ts";

describe("streaming SHA-256", () => {
  it("gives the answers of FIPS 180-4's examples", () => {
    const million = sha256Stream.create();
    for (let i = 0; i < 1000; i++) million.update(utf8("a".repeat(1000)));
    expect(toHex(sha256Stream(utf8("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(toHex(million.digest())).toBe(
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    );
  });

  it("equals noble's for every length around the block, in pieces of every size", () => {
    for (let length = 0; length <= 260; length++) {
      const message = Uint8Array.from({ length }, (_, i) => (i * 197 + length) & 0xff);
      const stream = sha256Stream.create();
      const piece = 1 + (length % 67);
      for (let at = 0; at < length; at += piece) stream.update(message.subarray(at, at + piece));
      const expected = toHex(sha256(message));
      expect(toHex(stream.digest())).toBe(expected);
      expect(toHex(sha256Stream(message))).toBe(expected);
    }
  });

  it("serves HMAC", () => {
    const [key, message] = [new Uint8Array(32).fill(3), utf8("契约 ".repeat(50))];
    expect(toHex(hmac(sha256Stream, key, message))).toBe(toHex(hmac(sha256, key, message)));
  });
});
