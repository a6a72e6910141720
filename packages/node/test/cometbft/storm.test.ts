import { afterAll, expect, it } from "vitest";
import { Cluster } from "./cluster.ts";
import { engineForTests, removeFolders } from "./engines.ts";
import { stormRun } from "./storm-run.ts";

const binary = await engineForTests();
const seed = Number(process.env["TALLYSTICK_SEED"]);

let cluster: Cluster | undefined;
afterAll(async () => {
  await cluster?.end();
  removeFolders();
});

// Longer: node packages/node/test/cometbft/soak.ts --minutes 10 --seed 1
it.skipIf(binary === undefined)(
  `a storm (TALLYSTICK_SEED=${seed}) loses no receipt, forks nothing, breaks no order, and is over within a minute`,
  async () => {
    process.stdout.write(`storm of seed ${seed}\n`);
    cluster = await Cluster.start();
    const report = await stormRun(cluster, { seed, lastsMs: 25_000 });
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(Object.keys(report.happened).length).toBeGreaterThan(5);
    expect(report.operations).toBeGreaterThan(30);
  },
);
