import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { runCrashes } from "./run.ts";

// A small run unless TALLYSTICK_CRASH_KILLS asks for the long one; `run.ts` repeats a failing seed.
const kills = Number(process.env["TALLYSTICK_CRASH_KILLS"] ?? 75);
const seed = Number(process.env["TALLYSTICK_SEED"]);

it(
  `loses nothing acknowledged over ${kills} seeded kill -9`,
  async () => {
    const summary = await runCrashes({ kills, seed, parallel: availableParallelism() });
    console.log(JSON.stringify(summary));
    expect(summary.failures).toEqual([]);
    expect(summary.kills).toBe(kills);
    expect(summary.acknowledged).toBeGreaterThan(0);
  },
  // Generous: on a busy machine a kill with its check takes a second.
  120_000 + kills * 3000,
);
