import fc from "fast-check";
import { expect, it } from "vitest";
import {
  madeTooStrong,
  mayFail,
  stopAlone,
  toleranceWarning,
  type Vote,
} from "./fault-tolerance.ts";

const votes = (...powers: number[]): Vote[] =>
  powers.map((power, i) => ({ organisation: `o${i}`, power }));

it.each([
  [[], 0],
  [[1], 0],
  [[1, 1], 0],
  [[1, 1, 1], 0],
  [[1, 1, 1, 1], 1],
  [[1, 1, 1, 1, 1, 1], 1],
  [[1, 1, 1, 1, 1, 1, 1], 2],
  [Array<number>(30).fill(10), 9],
  [[10, 1, 1, 1], 0],
  [[3, 3, 2, 2, 2], 1],
])("of powers %j so many may fail: %i", (powers, expected) => {
  expect(mayFail(powers)).toBe(expected);
});

it("finds those who can stop the chain alone exactly when it can lose nobody", () => {
  const power = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(fc.array(power, { minLength: 1, maxLength: 12 }), (powers) => {
      expect(stopAlone(votes(...powers)).length > 0).toBe(mayFail(powers) === 0);
    }),
  );
});

it("a third is too much of four, and cannot be avoided with three", () => {
  expect(madeTooStrong(votes(10, 10, 10, 10), votes(10, 10, 10, 15))).toEqual(["o3"]);
  expect(madeTooStrong(votes(10, 10, 10, 10), votes(10, 10, 10, 14))).toEqual([]);
  expect(madeTooStrong(votes(10, 10, 10, 10), votes(10, 10, 1000))).toEqual([]);
  expect(madeTooStrong(votes(10, 10, 30), votes(10, 10, 30, 10))).toEqual(["o2"]);
  expect(madeTooStrong([], votes(10, 10, 10, 30))).toEqual(["o3"]);
});

it("one that was left too strong may keep its share or lose of it, and never gain", () => {
  const left = votes(1000, 500, 10, 10);
  expect(madeTooStrong(left, left)).toEqual([]);
  expect(madeTooStrong(left, votes(1000, 500, 500, 10))).toEqual([]);
  expect(madeTooStrong(left, votes(1001, 500, 10, 10))).toEqual(["o0"]);
  expect(madeTooStrong(left, votes(1000, 490, 10, 10))).toEqual(["o0"]);
  // What was taken from one must not make another too strong.
  expect(madeTooStrong(left, votes(500, 500, 10, 10))).toEqual(["o1"]);
});

it("there is a way back from wherever a liar was put out, one vote at a time", () => {
  const power = fc.integer({ min: 10, max: 1_000_000 });
  fc.assert(
    fc.property(fc.array(power, { minLength: 4, maxLength: 9 }), (powers) => {
      let now = powers;
      for (let step = 0; step < 9 && stopAlone(votes(...now)).length > 0; step++) {
        const [, second] = [...now].sort((a, b) => b - a) as [number, number];
        const weakest = now.indexOf(Math.min(...now));
        const next = now.map((one, i) => (i === weakest ? second : one));
        expect(madeTooStrong(votes(...now), votes(...next))).toEqual([]);
        now = next;
        const strongest = now.indexOf(Math.max(...now));
        const even = now.map((one, i) => (i === strongest ? second : one));
        if (madeTooStrong(votes(...now), votes(...even)).length === 0) now = even;
      }
      expect(stopAlone(votes(...now))).toEqual([]);
    }),
  );
});

it("warns in words that say why", () => {
  expect(toleranceWarning(4, [])).toBeUndefined();
  expect(toleranceWarning(1, ["a"])).toContain("one organisation alone");
  expect(toleranceWarning(3, ["a", "b", "c"])).toContain("four is the least");
  expect(toleranceWarning(6, ["a"])).toContain("a holds a third");
});
