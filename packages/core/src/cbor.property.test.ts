import { decode as cborgDecode, encode as cborgEncode, rfc8949EncodeOptions } from "cborg";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkCborInput, fuzzCbor } from "../test/fuzz/cbor.ts";
import {
  type CborEncodable,
  type CborValue,
  cborItemLength,
  decodeCbor,
  encodeCbor,
} from "./cbor.ts";
import { textFault } from "./cbor-text.ts";

const text = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .filter((t) => textFault(t) === undefined);
const integer = fc.oneof(
  fc.maxSafeInteger().map((n) => n + 0),
  fc.integer({ min: -300, max: 300 }),
  fc
    .bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n })
    .filter((n) => n > Number.MAX_SAFE_INTEGER || n < Number.MIN_SAFE_INTEGER),
);

const { value } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 8, depthSize: "small" },
    integer,
    text,
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 80 }),
    fc.array(tie("value"), { maxLength: 6 }),
    fc
      .uniqueArray(
        fc.tuple(
          fc.oneof(
            fc.maxSafeInteger().map((n) => n + 0),
            text,
          ),
          tie("value"),
        ),
        {
          selector: ([key]) => key,
          maxLength: 6,
        },
      )
      .map((entries) => new Map(entries)),
  ),
}));

test("decoding gives back what was encoded", () => {
  fc.assert(
    fc.property(value, (v) => {
      const bytes = encodeCbor(v);
      expect(decodeCbor(bytes)).toEqual(v);
      expect(cborItemLength(bytes, 0)).toBe(bytes.length);
    }),
    { numRuns: 1000 },
  );
});

test("bytes equal those of an independent encoder", () => {
  fc.assert(
    fc.property(value, (v) => {
      const theirs = cborgEncode(v, rfc8949EncodeOptions);
      expect(encodeCbor(v)).toEqual(new Uint8Array(theirs));
      expect(checkCborInput(encodeCbor(v))).toBe(undefined);
      cborgDecode(theirs, { useMaps: true });
    }),
    { numRuns: 1000 },
  );
});

test("the order in which members were set does not matter", () => {
  fc.assert(
    fc.property(fc.dictionary(text, integer), fc.nat(), (members, turn) => {
      const keys = Object.keys(members);
      const turned = [
        ...keys.slice(turn % (keys.length + 1)),
        ...keys.slice(0, turn % (keys.length + 1)),
      ];
      const other: Record<string, CborEncodable> = Object.create(null);
      for (const key of turned.reverse()) other[key] = members[key] as CborEncodable;
      expect(encodeCbor(other)).toEqual(encodeCbor(members));
    }),
  );
});

test("no other bytes decode to the same value", () => {
  fc.assert(
    fc.property(value, fc.nat(), fc.integer({ min: 1, max: 255 }), (v, at, flip) => {
      const bytes = encodeCbor(v).slice();
      const i = at % bytes.length;
      bytes[i] = (bytes[i] as number) ^ flip;
      // Whatever the change made of it: refused, or a value whose one encoding is these very bytes.
      checkCborInput(bytes);
    }),
    { numRuns: 2000 },
  );
});

test("made-up and mutated inputs: same verdict as the independent judge", () => {
  const report = fuzzCbor(20260901, 30_000);
  expect(report.accepted).toBeGreaterThan(3000);
  expect(Object.keys(report.refused).sort()).toEqual(
    [
      "depth",
      "end",
      "float",
      "indefinite",
      "map-duplicate",
      "map-key",
      "map-order",
      "nfc",
      "non-minimal",
    ]
      .concat(["reserved", "simple", "tag", "trailing", "unassigned", "utf8"])
      .sort(),
  );
});
