import { expect, it } from "vitest";
import { mayFail } from "./network-status.ts";

it.each([
  [[1], 0],
  [[1, 1], 0],
  [[1, 1, 1], 0],
  [[1, 1, 1, 1], 1],
  [[1, 1, 1, 1, 1, 1], 1],
  [[1, 1, 1, 1, 1, 1, 1], 2],
  [[10, 1, 1, 1], 0],
  [[3, 3, 2, 2, 2], 1],
  [[], 0],
])("of powers %j so many may fail: %i", (powers, expected) => {
  expect(mayFail(powers)).toBe(expected);
});
