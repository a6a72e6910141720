import { expect, test } from "vitest";
import type { Endorsement } from "../rows.ts";
import { liableBy } from "./liable.ts";

const row = (
  kind: Endorsement["kind"],
  number: number,
  from: string,
  to: string,
  more: Partial<Endorsement> = {},
): Endorsement => ({
  ...{ certificate: 7, kind, number, start: "0", end: "1000", from, to, time: number },
  ...(number > 1 && { previous: number - 1 }),
  ...more,
});
const certificate = { recourse: true, debtor: "core", drawer: "core" };
const liable = (
  chain: Endorsement[],
  part: { holder: string; recourse?: number },
  on = certificate,
) =>
  liableBy(on, { last: chain[0]?.number ?? 0, ...part }, chain).map(({ number, party }) => [
    ...[number, party],
  ]);

const chain = [
  row("pledge", 6, "three", "bank"),
  row("guarantee", 5, "three", "backer"),
  row("finance", 4, "two", "three"),
  row("transfer", 3, "one", "two"),
  row("receipt", 2, "core", "one"),
  row("acceptance", 1, "core", "core"),
];

test("who passed it on and who stands behind it are liable, the latest first", () => {
  expect(liable(chain, { holder: "three" })).toEqual([
    [5, "backer"],
    [4, "two"],
    [3, "one"],
  ]);
});

test("guarantors alone are liable on a certificate without recourse", () => {
  expect(liable(chain, { holder: "three" }, { ...certificate, recourse: false })).toEqual([
    [5, "backer"],
  ]);
});

test("who passed it on without recourse is left out", () => {
  const without = chain.map((one) => (one.number === 3 ? { ...one, recourse: false } : one));
  expect(liable(without, { holder: "three" })).toEqual([
    [5, "backer"],
    [4, "two"],
  ]);
});

test("the drawer on another debtor is liable by the receipt", () => {
  expect(liable(chain, { holder: "three" }, { ...certificate, drawer: "maker" })).toContainEqual([
    ...[2, "maker"],
  ]);
});

test("who has paid turns to those before, not to those after, nor to themselves", () => {
  expect(liable(chain, { holder: "two", recourse: 4 })).toEqual([[3, "one"]]);
  expect(liable(chain, { holder: "one", recourse: 3 })).toEqual([]);
});

test("a reversal takes both steps out of the chain", () => {
  const back = [row("reversal", 4, "two", "one", { back: 3 }), ...chain.slice(3)];
  expect(liable(back, { holder: "one" })).toEqual([]);
});
