/**
 * A little of every fuzz target, so that none of them rots; the long run is
 * `node packages/core/test/fuzz/run.ts --count 10000000`.
 */
import { expect, test } from "vitest";
import { TARGETS } from "./fuzz/targets.ts";

const seed = Number(process.env["TALLYSTICK_SEED"]);

test.each(TARGETS)("$name", async ({ load, chunk }) => {
  const count = Math.floor(chunk / 10);
  const target = await load();
  const { inputs, accepted, refused } = target(seed, count);
  expect(inputs).toBe(count);
  // A target that accepts everything or nothing is not testing much.
  expect(accepted).toBeGreaterThan(0);
  expect(Object.values(refused).reduce((sum, times) => sum + times, 0)).toBe(count - accepted);
  expect(accepted).toBeLessThan(count);
});
