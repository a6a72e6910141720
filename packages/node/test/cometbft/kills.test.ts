import { readFileSync } from "node:fs";
import { decodeReceipt } from "@tallystick/core/receipt";
import { verify } from "@tallystick/core/verify";
import { afterAll, afterEach, expect, it } from "vitest";
import { MEDIA } from "../../src/api/media-types.ts";
import { engineHome } from "../../src/engine/cometbft/engine-home.ts";
import { seededRandom } from "../../src/store/seeded-random.ts";
import { ChildNode } from "./child-node.ts";
import { engineForTests, removeFolders, testFolder } from "./engines.ts";
import { deposit, foundNetwork, type TestNetwork } from "./network.ts";

const binary = await engineForTests();
const real = it.skipIf(binary === undefined);

const nodes: ChildNode[] = [];
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.end()));
});
afterAll(removeFolders);

function enginePid(node: ChildNode): number | undefined {
  try {
    return Number(readFileSync(engineHome(node.dataDir).pid, "utf8"));
  } catch {
    return undefined;
  }
}

function killEngine(node: ChildNode): boolean {
  const pid = enginePid(node);
  if (pid === undefined) return false;
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

async function start(network: TestNetwork): Promise<ChildNode[]> {
  nodes.push(...network.nodes.map(({ dataDir }) => new ChildNode(dataDir)));
  await Promise.all(nodes.map((node) => node.start()));
  return [...nodes];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Every node has the same entries and roots up to the lowest of their heights, and the receipts' entries. */
async function expectAgreement(all: ChildNode[], receipts: readonly Uint8Array[]): Promise<void> {
  const heights = await Promise.all(
    all.map(async (node) => (await node.json("/v1/status"))["certifiedHeight"] as number),
  );
  const height = Math.min(...heights);
  const checkpoints = await Promise.all(all.map((node) => node.json(`/v1/checkpoints/${height}`)));
  const roots = checkpoints.map(({ logRoot, stateRoot, logSize }) => [logRoot, stateRoot, logSize]);
  expect(roots).toEqual(all.map(() => roots[0]));
  for (const bytes of receipts) {
    const { index, entry } = decodeReceipt(bytes);
    for (const node of all) {
      const answer = await fetch(`${node.url}/v1/entries/${index}`, {
        headers: { accept: MEDIA.entry },
      });
      const found = Buffer.from(await answer.arrayBuffer());
      expect(found.equals(entry), `entry ${index} at ${node.dataDir}`).toBe(true);
    }
  }
}

real(
  "nothing that was acknowledged is lost while nodes and engines are killed under load",
  { timeout: 240_000 },
  async () => {
    const network = await foundNetwork(testFolder());
    const all = await start(network);
    const { next: random } = seededRandom(7);
    const pick = (): ChildNode => all[Math.floor(random() * all.length)] as ChildNode;
    const receipts: Uint8Array[] = [];
    let number = 0;
    let over = false;
    const caller = async (): Promise<void> => {
      while (!over) {
        number += 1;
        try {
          receipts.push(await pick().receipt(await deposit(network, number), 8000));
        } catch {
          // The node is down or was killed before it could answer.
          await pause(50);
        }
      }
    };
    const callers = Promise.all(Array.from({ length: 6 }, caller));
    const before = receipts.length;
    let killed = 0;
    for (let round = 0; round < 14; round++) {
      await pause(600 + random() * 1200);
      const node = pick();
      if (random() < 0.5) {
        killed += killEngine(node) ? 1 : 0;
        continue;
      }
      await node.end("SIGKILL");
      killed += 1;
      // Sometimes the engine, which ends by itself, is still there when the node comes back.
      await pause(random() < 0.5 ? 0 : random() * 1500);
      await node.start();
    }
    over = true;
    await callers;
    expect(killed).toBeGreaterThan(8);
    expect(receipts.length - before).toBeGreaterThan(20);
    for (const node of all) {
      receipts.push(await node.receipt(await deposit(network, ++number), 60_000));
    }
    for (const receipt of receipts) {
      expect(verify({ receipt, trust: network.trust }).valid).toBe(true);
    }
    const lowest = async (): Promise<number> =>
      Math.min(
        ...(await Promise.all(
          all.map(async (node) => (await node.json("/v1/status"))["logSize"] as number),
        )),
      );
    const size = Math.max(...receipts.map((receipt) => decodeReceipt(receipt).index)) + 1;
    await expect.poll(lowest, { timeout: 60_000 }).toBeGreaterThanOrEqual(size);
    await expectAgreement(all, receipts.slice(-100));
  },
);

real(
  "three of four go on, and the fourth catches up, whichever of its processes comes first",
  { timeout: 120_000 },
  async () => {
    const network = await foundNetwork(testFolder());
    const all = await start(network);
    const [first, , , last] = all as [ChildNode, ChildNode, ChildNode, ChildNode];
    await first.receipt(await deposit(network, 1));
    const orphan = enginePid(last) as number;
    await last.end("SIGKILL");
    // Its application is gone, so it ends by itself.
    await expect
      .poll(
        () => {
          try {
            return process.kill(orphan, 0);
          } catch {
            return false;
          }
        },
        { timeout: 20_000 },
      )
      .toBe(false);
    const receipts = [];
    for (let i = 2; i < 12; i++) receipts.push(await first.receipt(await deposit(network, i)));
    await last.start();
    await expect
      .poll(async () => (await last.json("/v1/status"))["logSize"], { timeout: 60_000 })
      .toBe(11);
    receipts.push(await last.receipt(await deposit(network, 12)));
    await expectAgreement(all, receipts);
  },
);

real("with two of four gone nothing is ordered, and with one back all of it is", async () => {
  const network = await foundNetwork(testFolder());
  const all = await start(network);
  const [first, , third, last] = all as [ChildNode, ChildNode, ChildNode, ChildNode];
  await first.receipt(await deposit(network, 1));
  await Promise.all([third.end("SIGKILL"), last.end("SIGKILL")]);
  const waiting = [2, 3, 4].map(async (i) => first.receipt(await deposit(network, i)));
  const early = await Promise.race([Promise.any(waiting), pause(4000)]);
  expect(early).toBeUndefined();
  await third.start();
  const receipts = await Promise.all(waiting);
  for (const receipt of receipts) {
    expect(verify({ receipt, trust: network.trust }).valid).toBe(true);
  }
});

real("all four killed at the same moment come back and go on", { timeout: 120_000 }, async () => {
  const network = await foundNetwork(testFolder());
  const all = await start(network);
  const [first] = all as [ChildNode];
  const receipts = [await first.receipt(await deposit(network, 1))];
  for (const node of all) killEngine(node);
  await Promise.all(all.map((node) => node.end("SIGKILL")));
  await Promise.all(all.map((node) => node.start()));
  for (const node of all)
    receipts.push(await node.receipt(await deposit(network, receipts.length + 1)));
  await expect
    .poll(() => Promise.all(all.map(async (node) => (await node.json("/v1/status"))["logSize"])), {
      timeout: 30_000,
    })
    .toEqual([5, 5, 5, 5]);
  await expectAgreement(all, receipts);
});
