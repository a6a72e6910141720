import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex, utf8 } from "../bytes.ts";
import { nodeSuite } from "./node-suite.ts";
import { portableSuite } from "./portable.ts";
import { sm3Pairs } from "./sm3-pairs.ts";

test("the printed 64-byte example of GB/T 32905-2016, appendix A.2", () => {
  const digest = new Uint8Array(32);
  sm3Pairs(utf8("abcd".repeat(16)), digest);
  expect(toHex(digest)).toBe("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
});

test("equals SM3 a message at a time, at any offset and number of pairs", () => {
  const portable = portableSuite("gm");
  const node = nodeSuite("gm");
  fc.assert(
    fc.property(fc.nat(40), fc.nat(9), fc.nat(), (count, offset, seed) => {
      const room = new Uint8Array(64 * count + offset);
      for (let i = 0; i < room.length; i++) room[i] = (seed * (i + 1)) >>> (i % 24);
      const input = room.subarray(offset);
      const outputs = [portable.hashPairs, node.hashPairs, sm3Pairs].map((hashPairs) => {
        const output = new Uint8Array(32 * count + 1).subarray(1);
        hashPairs(input, output);
        return toHex(output);
      });
      for (let i = 0; i < count; i++) {
        const one = node.hash(input.subarray(64 * i, 64 * i + 64));
        expect(outputs[0]?.slice(64 * i, 64 * i + 64)).toBe(toHex(one));
      }
      expect(new Set(outputs).size).toBe(1);
    }),
  );
});

test("lengths that do not fit are refused", () => {
  expect(() => sm3Pairs(new Uint8Array(63), new Uint8Array(32))).toThrow(RangeError);
  expect(() => sm3Pairs(new Uint8Array(128), new Uint8Array(32))).toThrow(RangeError);
});
