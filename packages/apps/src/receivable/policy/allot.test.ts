import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conformanceFolder } from "../../../../core/test/conformance.ts";
import { allot, draw, remaining, type Share } from "./allot.ts";

interface Vector {
  readonly from: string;
  readonly amount: number;
  readonly shares?: readonly string[];
  readonly sources_in_order?: readonly (readonly [string, number])[];
  readonly destinations?: readonly string[];
  readonly expect: unknown;
}

const folder = conformanceFolder("ledger-allotment");
const { vectors } = (
  folder === undefined
    ? { vectors: [] }
    : JSON.parse(readFileSync(join(folder, "allotment-vectors.json"), "utf8"))
) as { readonly vectors: readonly Vector[] };

function vector(name: string): Vector {
  const found = vectors.find(({ from }) => from.includes(name));
  if (found === undefined) throw new Error(`no vector ${name}`);
  return found;
}

function sharesOf(texts: readonly string[]): Share[] {
  const shares: Share[] = [];
  for (const text of texts) {
    const [, percent, numerator, denominator] =
      /^(?:([0-9]+)%|([0-9]+)\/([0-9]+))/.exec(text) ?? [];
    if (percent !== undefined) shares.push({ numerator: BigInt(percent), denominator: 100n });
    else if (numerator !== undefined && denominator !== undefined) {
      shares.push({ numerator: BigInt(numerator), denominator: BigInt(denominator) });
    } else shares.push(remaining(shares));
  }
  return shares;
}

describe.skipIf(folder === undefined)("published vectors", () => {
  const listed = vectors.filter(({ shares, expect: want }) => shares && Array.isArray(want));
  test("there are four of shares alone", () => expect(listed).toHaveLength(4));
  test.each(listed)("$from", ({ amount, shares = [], expect: want }) => {
    expect(allot(BigInt(amount), sharesOf(shares)).map(Number)).toEqual(want);
  });

  test("a share in turn goes to the first up to its most, and to the next", () => {
    const { amount, shares = [], expect: want } = vector("destination-complex");
    const [a = 0n, , rest = 0n] = allot(BigInt(amount), sharesOf(shares));
    const [b = 0n, c = 0n] = draw(rest, [10n, rest]);
    expect({ a: Number(a), b: Number(b), c: Number(c) }).toEqual(want);
  });

  test("sources are drawn in their order", () => {
    const { amount, sources_in_order: sources = [], expect: want } = vector("cascading-sources");
    expect(
      draw(
        BigInt(amount),
        sources.map(([, has]) => BigInt(has)),
      ).map(Number),
    ).toEqual(want);
  });

  test("no more is taken of a source than is wanted", () => {
    const {
      amount,
      sources_in_order: sources = [],
      destinations = [],
    } = vector("dont-take-too-much");
    expect(
      draw(
        BigInt(amount),
        sources.map(([, has]) => BigInt(has)),
      ),
    ).toEqual([100n, 100n]);
    expect(allot(BigInt(amount), sharesOf(destinations))).toEqual([100n, 100n]);
  });

  test("one source named twice has its overdraft once, the larger", () => {
    const { amount } = vector("do-not-exceed-overdraft");
    expect(draw(BigInt(amount), [5n, BigInt(amount)])).toEqual([5n, 5n]);
  });
});

const whole = fc
  .array(fc.bigInt({ min: 0n, max: 1000n }), { minLength: 1, maxLength: 12 })
  .filter((weights) => weights.some((weight) => weight > 0n))
  .map((weights) => {
    const denominator = weights.reduce((sum, weight) => sum + weight, 0n);
    return weights.map((numerator): Share => ({ numerator, denominator }));
  });

test("parts sum to the amount, and each is within one unit of its share", () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
  fc.assert(
    fc.property(amount, whole, (of, shares) => {
      const parts = allot(of, shares);
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(of);
      parts.forEach((part, i) => {
        const { numerator = 0n, denominator = 1n } = shares[i] ?? {};
        const exact = of * numerator;
        expect(part * denominator > exact - denominator).toBe(true);
        expect(part * denominator < exact + denominator * BigInt(shares.length)).toBe(true);
        if (numerator === 0n) expect(part).toBe(0n);
      });
    }),
  );
});

test("shares above the whole are a mistake of the caller", () => {
  const half = { numerator: 1n, denominator: 2n };
  expect(() => allot(10n, [half, half, half])).toThrow(RangeError);
  expect(() => allot(-1n, [half])).toThrow(RangeError);
  expect(() => remaining([half, half, half])).toThrow(RangeError);
  expect(() => allot(1n, [{ numerator: 1n, denominator: 0n }])).toThrow(RangeError);
});
