import { decodeReceipt } from "@tallystick/core/receipt";
import { verify } from "@tallystick/core/verify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cluster } from "./cluster.ts";
import { engineForTests, engineWith, removeFolders } from "./engines.ts";
import { SKEW_VARIABLE, skewedEngine } from "./skewed-engine.ts";
import { RECOVERY_MS } from "./storm-run.ts";

const binary = await engineForTests();
const skewed = binary === undefined ? undefined : skewedEngine();
if (binary !== undefined && skewed === undefined) {
  if (process.env["CI"] === "true")
    throw new Error("no Go: an engine with a wrong clock cannot be built");
  process.stderr.write("no Go: the tests with wrong clocks are skipped\n");
}

let cluster: Cluster;
beforeAll(async () => {
  if (skewed !== undefined) cluster = await Cluster.start();
});
afterAll(async () => {
  await cluster?.end();
  removeFolders();
});

/** What the processes of one organisation are started with when their clocks are so far off, ms. */
function wrongClock(ms: number): Record<string, string> {
  const early = `const now = Date.now; Date.now = () => now() + ${ms};`;
  return {
    TALLYSTICK_COMETBFT: engineWith(skewed as string, { [SKEW_VARIABLE]: String(ms) }),
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(early)}`,
  };
}

const HOUR_MS = 3_600_000;

describe("of four organisations, one whose clock is", () => {
  it.skipIf(skewed === undefined).each([
    ["five seconds ahead", 5000],
    ["five seconds behind", -5000],
    ["an hour ahead", HOUR_MS],
    ["an hour behind", -HOUR_MS],
  ])("%s does not move the time that receipts claim", async (what, ms) => {
    await cluster.kill(3);
    await cluster.node(3).start(wrongClock(ms));
    const others = [0, 1, 2];
    await cluster.recovered(RECOVERY_MS, others);
    cluster.startLoad(2, others);
    // Every one of them proposes in its turn.
    for (let i = 0; i < 8; i++) {
      const sentAt = Date.now();
      const receipt = await cluster.receiptFrom(i % 3);
      const { valid, summary } = verify({ receipt, trust: cluster.network.trust });
      expect(valid).toBe(true);
      expect(summary?.time).toBeGreaterThanOrEqual(sentAt);
      expect(summary?.time).toBeLessThanOrEqual(Date.now());
    }
    await cluster.stopLoad();
    await cluster.kill(3);
    await cluster.node(3).start();
    const recoveredMs = await cluster.recovered(RECOVERY_MS);
    await cluster.audit();
    const last = decodeReceipt(cluster.receipts.at(-1) as Uint8Array).index;
    process.stdout.write(`${JSON.stringify({ fault: `clock ${what}`, recoveredMs, last })}\n`);
  });
});
