import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex } from "@tallystick/core/bytes";
import { decodeCheckpointProtected, verifyCheckpointSignature } from "@tallystick/core/checkpoint";
import { afterEach, describe, expect, it } from "vitest";
import { type NodeConfig, readConfig, writeConfig } from "../../src/config.ts";
import { engineHome } from "../../src/engine/cometbft/engine-home.ts";
import type { AnotherRoot } from "../../src/engine/consensus/misconduct.ts";
import { readMisconductFile } from "../../src/engine/consensus/misconduct-file.ts";
import { ChildNode } from "./child-node.ts";
import { Cluster } from "./cluster.ts";
import { engineForTests, freePort, removeFolders, testFolder } from "./engines.ts";
import { RECOVERY_MS } from "./storm-run.ts";

const binary = await engineForTests();
const real = it.skipIf(binary === undefined);
const LIAR = join(import.meta.dirname, "liar-child.ts");

let cluster: Cluster | undefined;
let more: ChildNode[] = [];
afterEach(async () => {
  await Promise.all(more.map((node) => node.end("SIGKILL")));
  for (const node of more) cluster?.killEngine(node);
  more = [];
  await cluster?.end();
  cluster = undefined;
  removeFolders();
});

const casesAt = (node: ChildNode) => readMisconductFile(engineHome(node.dataDir).misconduct);

/** The reports of the halts of a node's engine. */
function haltsOf({ dataDir }: ChildNode): string[] {
  const { halts } = engineHome(dataDir);
  if (!existsSync(halts)) return [];
  return readdirSync(halts).map((name) => readFileSync(join(halts, name), "utf8"));
}

const deadline = { timeout: RECOVERY_MS, interval: 200 };

describe("of four organisations, one that", () => {
  real(
    "signs another root is named by all others, with a signature that anybody can check",
    async () => {
      cluster = await Cluster.start();
      await cluster.kill(3);
      const liar = new ChildNode(cluster.node(3).dataDir, { LIE: "signed-root" }, LIAR);
      more.push(liar);
      await liar.start();
      cluster.startLoad(2, [0, 1, 2]);
      const honest = cluster.nodes.slice(0, 3);
      await expect
        .poll(() => honest.every((node) => casesAt(node).length > 0), deadline)
        .toBe(true);
      await cluster.stopLoad();
      const { suite, trust } = cluster.network;
      const key = trust.organisations.find(({ id }) => id === "org-3")?.keys[0]?.key;
      for (const node of honest) {
        for (const one of casesAt(node) as readonly AnotherRoot[]) {
          expect(one).toMatchObject({ kind: "another-root", organisation: "org-3" });
          const signed = fromHex(one.protected);
          const signature = { protected: signed, signature: fromHex(one.signature) };
          const root = fromHex(one.claimed.logRoot);
          expect(key && verifyCheckpointSignature(suite, key, root, signature)).toBe(true);
          const { checkpoint } = decodeCheckpointProtected(signed);
          expect(Buffer.from(checkpoint.stateRoot).toString("hex")).toBe(one.claimed.stateRoot);
          expect(one.claimed.stateRoot).not.toBe(one.own.stateRoot);
        }
      }
      // It tells the truth again, and is one of them.
      await liar.end("SIGKILL");
      await cluster.kill(3);
      await cluster.node(3).start();
      await cluster.recovered(RECOVERY_MS);
      await cluster.audit();
    },
  );

  real("computes another state halts with a report, and the others go on without it", async () => {
    cluster = await Cluster.start();
    await cluster.kill(3);
    const liar = new ChildNode(cluster.node(3).dataDir, { LIE: "app-hash" }, LIAR);
    more.push(liar);
    await liar.start();
    cluster.startLoad(2, [0, 1, 2]);
    await expect.poll(() => haltsOf(liar).join(), deadline).toMatch(/diverged/);
    const before = cluster.receipts.length;
    await expect.poll(() => cluster?.receipts.length, deadline).toBeGreaterThan(before + 5);
    await cluster.stopLoad();
    await cluster.audit([0, 1, 2]);
    for (const node of cluster.nodes.slice(0, 3)) expect(haltsOf(node)).toEqual([]);
  });

  real("votes with one key in two places is named by the evidence of the engine", async () => {
    cluster = await Cluster.start();
    await cluster.node(3).end();
    const original = new ChildNode(cluster.node(3).dataDir, { LIE: "two-votes" }, LIAR);
    // They vote differently: the twin for nothing, whatever is proposed.
    const twin = new ChildNode(join(testFolder(), "twin"), { LIE: "no-vote" }, LIAR);
    execFileSync("cp", ["-a", original.dataDir, twin.dataDir]);
    more.push(original, twin);
    // One is seen by the first two organisations, the other by the third, each as org-3.
    const port = await freePort();
    cluster.links.redirect(2, 3, port);
    const config = readConfig(original.dataDir) as NodeConfig & { network: { peers: string[] } };
    const withPeers = (peers: readonly string[], listen = config.network.listen): NodeConfig => ({
      ...config,
      network: { ...config.network, listen, peers: [...peers] },
    });
    writeConfig(original.dataDir, withPeers(config.network.peers.slice(0, 2)));
    writeConfig(twin.dataDir, withPeers(config.network.peers.slice(2), `127.0.0.1:${port}`));
    await Promise.all([original.start(), twin.start()]);
    cluster.startLoad(2, [0, 1, 2]);
    const named = (): boolean =>
      [0, 1, 2].every((index) =>
        casesAt((cluster as Cluster).node(index)).some(
          ({ kind, organisation }) => kind === "duplicate-vote" && organisation === "org-3",
        ),
      );
    await expect.poll(named, deadline).toBe(true);
    await cluster.stopLoad();
    for (const index of [0, 1, 2]) {
      const others = casesAt(cluster.node(index)).filter((one) => one.organisation !== "org-3");
      expect(others).toEqual([]);
    }
    await cluster.audit([0, 1, 2]);
  });
});
