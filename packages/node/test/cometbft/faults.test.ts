import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cluster } from "./cluster.ts";
import { engineForTests, removeFolders } from "./engines.ts";
import type { PartitionShape } from "./links.ts";
import { RECOVERY_MS } from "./storm-run.ts";

const binary = await engineForTests();
const real = it.skipIf(binary === undefined);

let cluster: Cluster;
beforeAll(async () => {
  if (binary !== undefined) cluster = await Cluster.start();
});
afterAll(async () => {
  await cluster?.end();
  removeFolders();
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What was begun before the trouble may still end well in it, for so long. */
const ECHO_MS = 1500;

/**
 * Lets trouble last under load, and then end. Returns the receipts that these organisations gave while it did,
 * without those that were under way when it began.
 */
async function during(
  name: string,
  at: readonly number[],
  trouble: { begin(): void; end(): void; lastsMs?: number },
): Promise<number> {
  cluster.startLoad(4, [...at]);
  await pause(300);
  trouble.begin();
  await pause(ECHO_MS);
  const before = cluster.receipts.length;
  await pause(trouble.lastsMs ?? 3000);
  const given = cluster.receipts.length - before;
  trouble.end();
  const recoveredMs = await cluster.recovered(RECOVERY_MS);
  await cluster.stopLoad();
  await cluster.audit();
  process.stdout.write(`${JSON.stringify({ fault: name, given, recoveredMs })}\n`);
  return given;
}

// After each: every receipt verifies and stands in all four ledgers, and all have the same roots.
describe("four organisations give receipts again within a minute after", () => {
  const cut = (shape: PartitionShape, how: "hang" | "reset") => ({
    begin: () => cluster.links.cut(shape, [0, 1, 2, 3], how),
    end: () => cluster.links.heal(),
  });

  real.each(["hang", "reset"] as const)(
    "a cut into halves (%s), in which nothing is ordered",
    async (how) => {
      expect(await during(`halves, ${how}`, [0, 1, 2, 3], cut("halves", how))).toBe(0);
    },
  );

  real.each(["hang", "reset"] as const)(
    "a cut to a ring (%s), in which they go on",
    async (how) => {
      expect(await during(`ring, ${how}`, [0, 1, 2, 3], cut("ring", how))).toBeGreaterThan(0);
    },
  );

  real.each(["hang", "reset"] as const)(
    "the isolation of one (%s), without which the others go on",
    async (how) => {
      const others = await during(`isolated, ${how}`, [1, 2, 3], cut("isolated", how));
      expect(others).toBeGreaterThan(0);
      expect(await during(`isolated itself, ${how}`, [0], cut("isolated", how))).toBe(0);
    },
  );

  const standstill = (...indexes: number[]) => ({
    begin: () => {
      for (const index of indexes) cluster.pause(index);
    },
    end: () => {
      for (const index of indexes) cluster.resume(index);
    },
  });

  real("a standstill of one, without which the others go on", async () => {
    expect(await during("one paused", [0, 1, 2], standstill(3))).toBeGreaterThan(0);
  });

  real("a standstill of two, in which nothing is ordered", async () => {
    expect(await during("two paused", [0, 1], standstill(2, 3))).toBe(0);
  });

  const slow = (index: number) => ({
    begin: () =>
      cluster.links.trouble((a, b) => a === index || b === index, {
        delayMs: 250,
        bytesPerSecond: 125_000,
      }),
    end: () => cluster.links.heal(),
  });

  real("a peer behind a slow line, which takes part", async () => {
    expect(await during("slow line, the others", [0, 1, 2], slow(3))).toBeGreaterThan(0);
    expect(await during("slow line, itself", [3], { ...slow(3), lastsMs: 6000 })).toBeGreaterThan(
      0,
    );
  });

  real("connections that break again and again, between which they go on", async () => {
    let timer: NodeJS.Timeout | undefined;
    let next = 0;
    const resets = {
      begin: () => {
        timer = setInterval(() => cluster.links.reset(next++ % 4), 400);
      },
      end: () => clearInterval(timer),
      lastsMs: 6000,
    };
    expect(await during("connections reset", [0, 1, 2, 3], resets)).toBeGreaterThan(0);
  });
});
