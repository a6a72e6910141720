import { compareBytes } from "@tallystick/core/bytes";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OrderHint } from "./app/fields.ts";
import { OrderKeyWriter } from "./order-key.ts";

const writer = new OrderKeyWriter(4096);
const key = (parts: readonly (readonly [unknown, OrderHint])[]): Uint8Array => {
  writer.start(Uint8Array.of(7));
  for (const [value, order] of parts) writer.value(value, order);
  return writer.finish();
};

const sign = (n: number): number => Math.sign(n);
const byNumber = (a: number | bigint, b: number | bigint) => (a < b ? -1 : a > b ? 1 : 0);
const byUtf8 = (a: string, b: string) =>
  compareBytes(new TextEncoder().encode(a), new TextEncoder().encode(b));
const noControl = (text: string) => !/\p{Cc}/u.test(text) && text.isWellFormed();

describe("encodings order as their values", () => {
  const kinds: [OrderHint, fc.Arbitrary<unknown>, (a: never, b: never) => number][] = [
    [{ kind: "uint" }, fc.maxSafeNat(), byNumber],
    [{ kind: "int" }, fc.maxSafeInteger(), byNumber],
    [{ kind: "bigUint" }, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), byNumber],
    [{ kind: "text" }, fc.string({ unit: "grapheme" }).filter(noControl), byUtf8],
    [{ kind: "bytes" }, fc.uint8Array({ maxLength: 6, max: 2 }), compareBytes as never],
    [
      { kind: "bytes", fixedBytes: 4 },
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      compareBytes as never,
    ],
    [{ kind: "flag" }, fc.boolean(), (a: boolean, b: boolean) => Number(a) - Number(b)],
  ];
  test.each(kinds.map(([order, values, compare]) => ({ order, values, compare })))(
    "$order.kind",
    ({ order, values, compare }) => {
      fc.assert(
        fc.property(values, values, (a, b) => {
          const found = compareBytes(key([[a, order]]), key([[b, order]]));
          expect(sign(found)).toBe(sign(compare(a as never, b as never)));
        }),
        { numRuns: 500 },
      );
    },
  );

  test("fields that follow one another order as tuples", () => {
    const tuple = fc.tuple(
      fc.string({ maxLength: 3, unit: fc.constantFrom("a", "b", "é", "\u{1f600}") }),
      fc.uint8Array({ maxLength: 3, max: 1 }),
      fc.nat({ max: 3 }),
    );
    const parts = ([a, b, c]: [string, Uint8Array, number]) =>
      key([
        [a, { kind: "text" }],
        [b, { kind: "bytes" }],
        [c, { kind: "uint" }],
      ]);
    fc.assert(
      fc.property(tuple, tuple, (a, b) => {
        const expected = byUtf8(a[0], b[0]) || compareBytes(a[1], b[1]) || a[2] - b[2];
        expect(sign(compareBytes(parts(a), parts(b)))).toBe(sign(expected));
      }),
      { numRuns: 2000 },
    );
  });
});

const misfits: [unknown, OrderHint][] = [
  [-1, { kind: "uint" }],
  [1.5, { kind: "uint" }],
  ["1", { kind: "uint" }],
  [Number.MIN_SAFE_INTEGER - 1, { kind: "int" }],
  [-1n, { kind: "bigUint" }],
  [1n << 64n, { kind: "bigUint" }],
  [1, { kind: "text" }],
  ["a\u0000", { kind: "text" }],
  ["é\u0000", { kind: "text" }],
  [new Uint8Array(3), { kind: "bytes", fixedBytes: 4 }],
  ["00", { kind: "bytes" }],
  [1, { kind: "flag" }],
  [[1], { kind: "list" }],
];

test.each(misfits.map(([value, order]) => ({ value, order })))(
  "$value does not fit $order.kind",
  ({ value, order }) => {
    expect(() => key([[value, order]])).toThrow(/wrong-type|bad-text/);
  },
);
