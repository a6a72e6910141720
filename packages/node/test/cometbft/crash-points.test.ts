import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { engineHome } from "../../src/engine/cometbft/engine-home.ts";
import { Cluster } from "./cluster.ts";
import { engineForTests, engineWith, removeFolders } from "./engines.ts";
import { RECOVERY_MS } from "./storm-run.ts";

const binary = await engineForTests();
/** Calls of fail.Fail() in a block and a little more: six places in consensus, four in the execution. */
const CRASH_POINTS = 14;

let cluster: Cluster | undefined;
afterAll(async () => {
  await cluster?.end();
  removeFolders();
});

it.skipIf(binary === undefined)(
  "one of four dies at each of CometBFT's crash points (FAIL_TEST_INDEX 0 to 13), and is back within a minute",
  async () => {
    cluster = await Cluster.start();
    const node = cluster.node(3);
    const log = (): string => readFileSync(engineHome(node.dataDir).log, "utf8");
    cluster.startLoad(3, [0, 1, 2]);
    for (let index = 0; index < CRASH_POINTS; index++) {
      await cluster.kill(3);
      const program = engineWith(binary as string, { FAIL_TEST_INDEX: String(index) });
      await node.start({ TALLYSTICK_COMETBFT: program });
      await expect
        .poll(() => log().includes(`*** fail-test ${index} ***`), { timeout: RECOVERY_MS })
        .toBe(true);
    }
    await cluster.kill(3);
    await node.start();
    const recoveredMs = await cluster.recovered(RECOVERY_MS);
    await cluster.stopLoad();
    await cluster.audit();
    process.stdout.write(`${JSON.stringify({ fault: "crash points", recoveredMs })}\n`);
  },
);
