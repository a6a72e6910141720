import { expect, it } from "vitest";
import { runFaults } from "./run.ts";

// `node packages/node/test/fault/run.ts --seeds 500` goes on from here.
it("finds and names damage, serves none of it, and keeps what was acknowledged", async () => {
  const summary = await runFaults(1, 12);
  expect(summary.failures).toEqual([]);
  expect(summary.scenarios).toBe(84);
  expect(summary.damagedRows).toBeGreaterThan(0);
});
