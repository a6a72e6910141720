import { describe, expect, test } from "vitest";
import type { Part } from "../rows.ts";
import { cellsInSight, cellsOf, panned, viewOf, WHOLE, zoomed } from "./cells.ts";

const part = (start: number, end: number, holder: string): Part => ({
  ...{ certificate: 7, start: String(start), end: String(end), holder, tier: 1, links: 1 },
  ...{ status: "received", flag: "circulable" },
});
const step = (
  kind: "receipt" | "transfer" | "pledge",
  number: number,
  start: number,
  end: number,
  to: string,
) => ({
  ...{ kind, number, start: String(start), end: String(end), to },
});

const certificate = { amount: "1000", debtor: "core" };

describe("the picture of an issue", () => {
  const parts = [part(0, 100, "three"), part(100, 400, "two"), part(400, 1000, "one")];
  const steps = [
    step("receipt", 8, 0, 1000, "one"),
    step("transfer", 9, 0, 400, "two"),
    step("pledge", 10, 400, 1000, "bank"),
    step("transfer", 11, 0, 100, "three"),
  ];
  const cells = cellsOf(certificate, parts, steps);

  test("hangs each passing on under the one it came from, and the parts at the ends", () => {
    expect(
      cells.map(({ level, kind, holder, from, to }) => [level, kind, holder, from, to]),
    ).toEqual([
      [0, "promise", "core", 0, 1],
      [1, "step", "one", 0, 1],
      [2, "step", "two", 0, 0.4],
      [2, "part", "one", 0.4, 1],
      [3, "step", "three", 0, 0.1],
      [3, "part", "two", 0.1, 0.4],
      [4, "part", "three", 0, 0.1],
    ]);
  });

  test("does not depend on the order in which parts come", () => {
    expect(cellsOf(certificate, [...parts].reverse(), steps)).toEqual(cells);
  });

  test("covers the amount with parts, each unit once", () => {
    const ends = cells.filter(({ kind }) => kind === "part").sort((a, b) => a.from - b.from);
    let at = 0;
    for (const { from, to } of ends) {
      expect(from).toBe(at);
      at = to;
    }
    expect(at).toBe(1);
  });
});

describe("narrow neighbours", () => {
  const many = Array.from({ length: 500 }, (_, at) => part(at * 2, at * 2 + 2, `h${at % 7}`));
  const cells = cellsOf(certificate, many, []);

  test("are one bundle that loses nothing, and apart when one looks closer", () => {
    const far = cellsInSight(cells, WHOLE, 800, 6);
    const bundles = far.filter(({ kind }) => kind === "bundle");
    expect(bundles.length).toBeGreaterThan(10);
    expect(bundles.flatMap(({ members = [] }) => members)).toHaveLength(500);
    expect(bundles.reduce((sum, { units }) => sum + units, 0n)).toBe(1000n);
    const near = cellsInSight(cells, { from: 0.5, to: 0.6 }, 800, 6);
    expect(near.filter(({ kind }) => kind === "part")).toHaveLength(50);
    expect(near.some(({ kind }) => kind === "bundle")).toBe(false);
  });
});

test("a view stays within the certificate", () => {
  expect(panned({ from: 0.8, to: 1 }, 1)).toEqual({ from: 0.8, to: 1 });
  expect(panned({ from: 0.1, to: 0.3 }, -2).from).toBe(0);
  expect(zoomed(WHOLE, 0.5, 0.5, 0.001)).toEqual(WHOLE);
  const near = zoomed(WHOLE, 4, 0, 0.001);
  expect(near).toEqual({ from: 0, to: 0.25 });
  expect(zoomed(near, 1e9, 0.5, 0.001).to - zoomed(near, 1e9, 0.5, 0.001).from).toBeCloseTo(0.001);
  expect(viewOf({ from: 0, to: 1 })).toEqual(WHOLE);
});
