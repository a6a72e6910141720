import { decodeReceipt } from "@tallystick/core/receipt";
import { afterAll, afterEach, expect, it } from "vitest";
import { seededRandom } from "../../src/store/seeded-random.ts";
import { Cluster } from "./cluster.ts";
import { engineForTests, removeFolders } from "./engines.ts";
import { RECOVERY_MS } from "./storm-run.ts";

const binary = await engineForTests();
const real = it.skipIf(binary === undefined);

let cluster: Cluster | undefined;
afterEach(async () => {
  await cluster?.end();
  cluster = undefined;
});
afterAll(removeFolders);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const report = (fault: string, recoveredMs: number): void =>
  void process.stdout.write(`${JSON.stringify({ fault, recoveredMs })}\n`);

const seed = Number(process.env["TALLYSTICK_SEED"]);

real(
  `nothing acknowledged is lost while nodes and engines are killed under load (TALLYSTICK_SEED=${seed})`,
  async () => {
    cluster = await Cluster.start();
    const { next: random } = seededRandom(seed);
    const pick = (): number => Math.floor(random() * 4);
    cluster.startLoad(6, undefined, random);
    let killed = 0;
    for (let round = 0; round < 14; round++) {
      await pause(600 + random() * 1200);
      const node = cluster.node(pick());
      if (random() < 0.5) {
        killed += cluster.killEngine(node) ? 1 : 0;
        continue;
      }
      await node.end("SIGKILL");
      killed += 1;
      // Sometimes the engine, which ends by itself, is still there when the node comes back.
      await pause(random() < 0.5 ? 0 : random() * 1500);
      await node.start();
    }
    report("killed at random", await cluster.recovered(RECOVERY_MS));
    await cluster.stopLoad();
    expect(killed).toBeGreaterThan(8);
    expect(cluster.receipts.length).toBeGreaterThan(20);
    await cluster.audit();
  },
);

real(
  "three of four go on, and the fourth catches up, whichever of its processes comes first",
  async () => {
    cluster = await Cluster.start();
    const last = cluster.node(3);
    const orphan = cluster.enginePid(last) as number;
    await last.end("SIGKILL");
    // Its application is gone, so it ends by itself.
    await expect.poll(() => isAlive(orphan), { timeout: RECOVERY_MS }).toBe(false);
    for (let i = 0; i < 10; i++) await cluster.receiptFrom(i % 3);
    await last.start();
    report("one killed", await cluster.recovered(RECOVERY_MS));
    await cluster.audit();
  },
);

real("with two of four gone nothing is ordered, and with one back all of it is", async () => {
  const whole = await Cluster.start();
  cluster = whole;
  await Promise.all([whole.kill(2), whole.kill(3)]);
  const waiting = [0, 1, 0].map((index) => whole.receiptFrom(index));
  expect(await Promise.race([Promise.any(waiting), pause(4000)])).toBeUndefined();
  await whole.node(2).start();
  report("two killed, one back", await whole.recovered(RECOVERY_MS, [0, 1, 2]));
  await Promise.all(waiting);
  await whole.audit([0, 1, 2]);
});

real("all four killed at the same moment come back and go on", async () => {
  const whole = await Cluster.start();
  cluster = whole;
  await whole.receiptFrom(1);
  await Promise.all([0, 1, 2, 3].map((index) => whole.kill(index)));
  await Promise.all(whole.nodes.map((node) => node.start()));
  report("all killed", await whole.recovered(RECOVERY_MS));
  const places = whole.receipts.map((receipt) => decodeReceipt(receipt).index);
  expect(places.sort((a, b) => a - b)).toEqual(places.map((_, i) => i));
  await whole.audit();
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
