import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../bytes.ts";
import { derFromRs, rsFromDer } from "./ecdsa-der.ts";

const rs = fc
  .tuple(fc.uint8Array({ maxLength: 32 }), fc.uint8Array({ maxLength: 32 }))
  .map(([r, s]) => concatBytes(new Uint8Array(32 - r.length), r, new Uint8Array(32 - s.length), s));

test("round trip", () => {
  fc.assert(
    fc.property(rs, (signature) => {
      expect(rsFromDer(derFromRs(signature))).toEqual(signature);
    }),
  );
});

test("whatever is read is exactly what would be written", () => {
  fc.assert(
    fc.property(rs, fc.nat(), fc.integer({ min: 1, max: 255 }), (signature, at, flip) => {
      const der = derFromRs(signature);
      der[at % der.length] = (der[at % der.length] as number) ^ flip;
      const read = rsFromDer(der);
      if (read !== undefined) expect(derFromRs(read)).toEqual(der);
    }),
    { numRuns: 2000 },
  );
});

describe("refuses", () => {
  test.each([
    ["nothing", ""],
    ["no sequence", "3106020101020101"],
    ["a sequence length too long", "3007020101020101"],
    ["a sequence length too short", "3005020101020101"],
    ["a long-form length", "308106020101020101"],
    ["a trailing byte", "300602010102010100"],
    ["a trailing byte inside", "300702010102010100"],
    ["one integer", "3003020101"],
    ["three integers", "3009020101020101020101"],
    ["an empty integer", "300502000201 01".replace(" ", "")],
    ["a negative integer", "3006020181020101"],
    ["a padded integer", "300702020001020101"],
    ["another type", "3006030101020101"],
    ["33 significant bytes", `3026022101${"00".repeat(32)}020101`],
  ])("%s", (_, hex) => expect(rsFromDer(fromHex(hex))).toBe(undefined));
});

test("zero and the high bit", () => {
  const signature = new Uint8Array(64);
  signature[32] = 0x80;
  expect(toHex(derFromRs(signature))).toBe(`30260201000221008${"0".repeat(63)}`);
  expect(() => derFromRs(new Uint8Array(63))).toThrow(RangeError);
});
