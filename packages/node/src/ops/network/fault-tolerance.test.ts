import { expect, it } from "vitest";
import { faultTolerance, toleranceWarning } from "./fault-tolerance.ts";

it.each([
  [1, 0],
  [2, 0],
  [3, 0],
  [4, 1],
  [6, 1],
  [7, 2],
  [10, 3],
  [30, 9],
])("%i organisations of equal power can lose %i", (count, lost) => {
  const tolerance = faultTolerance(Array.from({ length: count }, () => 10));
  expect(tolerance.mayFail).toBe(lost);
  expect(toleranceWarning(tolerance) === undefined).toBe(lost > 0);
});

it("warns of one that could stop the rest, however many they are", () => {
  expect(toleranceWarning(faultTolerance([5, 1, 1, 1, 1, 1]))).toContain("four is the least");
  expect(toleranceWarning(faultTolerance([3, 2, 2, 2, 2]))).toBeUndefined();
});
