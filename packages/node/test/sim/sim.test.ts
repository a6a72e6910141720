import { expect, test } from "vitest";
import { SABOTAGES } from "./plan.ts";
import { replayCommand, runSeeds } from "./run.ts";
import { simulate } from "./simulate.ts";

const SEEDS = Number(process.env["TALLYSTICK_SIM_SEEDS"] ?? 120);

// More: node packages/node/test/sim/run.ts --seeds 20000
test(`${SEEDS} simulated storms end with one ledger and nothing lost`, async () => {
  const { breaches, counts } = await runSeeds({ from: 1, seeds: SEEDS, jobs: 3 });
  const told = breaches.map(({ seed, breach }) => `${breach}\n    ${replayCommand(seed)}`);
  expect(told).toEqual([]);
  for (const met of MUST_BE_MET) expect(counts[met], met).toBeGreaterThan(0);
});

/** What the seeds above must have met, or they prove less than they say. */
const MUST_BE_MET = [
  "certificates",
  "receipts",
  "crash at block-stored",
  "crash at finalized",
  "crash at results-stored",
  "crash at committed",
  "crash at state-stored",
  "crash in commit before-write",
  "crash in commit after-write",
  "backups restored",
  "machines lost",
  "damage found",
  "double proposal",
  "double vote",
  "liars named",
  "reported duplicate-vote",
  "reported another-root",
  "proposals refused",
  "extensions refused",
];

test("a seed is the same story every time", async () => {
  for (const seed of [4, 8, 42]) {
    const first = await simulate(seed, { trace: true });
    expect(first.trace.length).toBeGreaterThan(50);
    expect(await simulate(seed, { trace: true })).toEqual(first);
  }
});

// What cannot fail proves nothing: each of these defects must be found.
test.each(SABOTAGES)("the checks find the sabotage %s", async (sabotage) => {
  for (let seed = 1; seed <= 60; seed++) {
    const { breach } = await simulate(seed, { sabotage });
    if (breach === undefined) continue;
    expect(breach).toMatch(FOUND_AS[sabotage]);
    return;
  }
  expect.unreachable("nothing was found in 60 seeds");
});

const FOUND_AS: Readonly<Record<(typeof SABOTAGES)[number], RegExp>> = {
  "torn-commit": /the ledger is damaged|state-damaged|log-damaged|app hash/,
  "no-quorum": /the receipt of entry \d+ fails: checkpoint-signatures|organisations signed/,
  "stale-time": /its receipt claims \d+ ms, it was sent at \d+ ms/,
  "chance-in-rules": /fork|two results|differently|honest|another app hash/,
  "half-decides": /fork|no liveness/,
  "power-one": /no liveness|its receipt claims/,
};
