import { expect, it } from "vitest";
import { runCrashes } from "./run.ts";

// The full run of 1,000 kills is `node packages/node/test/crash/run.ts`; this one keeps it honest.
it("loses nothing acknowledged over seeded kill -9", async () => {
  const summary = await runCrashes({ kills: 75, seed: 42, parallel: 3 });
  expect(summary.failures).toEqual([]);
  expect(summary.kills).toBe(75);
  expect(summary.acknowledged).toBeGreaterThan(0);
});
