/**
 * Organisations that join, change their keys and leave while a network of real engines runs: by proposal
 * and ballots, without anybody stopping.
 */
import { join } from "node:path";
import type { Trust } from "@tallystick/core/trust";
import { updateTrust } from "@tallystick/core/trust-update";
import { verify } from "@tallystick/core/verify";
import { afterAll, afterEach, expect, it } from "vitest";
import { dataPaths } from "../../src/data-paths.ts";
import type { CometEngine } from "../../src/engine/cometbft/comet-engine.ts";
import { trustUpdates } from "../../src/engine/consensus/roster-proofs.ts";
import type { Logged } from "../../src/engine/engine.ts";
import { readKeyFile } from "../../src/keys/key-file.ts";
import { type OpenNode, openNode } from "../../src/open-node.ts";
import { applyToNetwork } from "../../src/ops/network/apply.ts";
import { Receipts } from "../../src/receipts.ts";
import { decide, decisionFromJson } from "../support/decisions.ts";
import { engineForTests, freePort, removeFolders, testFolder } from "./engines.ts";
import { deposit, foundNetwork, PASSPHRASE, type TestNetwork, type TestNode } from "./network.ts";

const binary = await engineForTests();
const real = it.skipIf(binary === undefined);

const nodes: OpenNode[] = [];
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.close()));
});
afterAll(removeFolders);

async function open(dataDir: string): Promise<OpenNode> {
  const env = { ...process.env, TALLYSTICK_PASSPHRASE: PASSPHRASE };
  const node = await openNode({ dataDir, env, verifyThreads: 1 });
  nodes.push(node);
  return node;
}

const organisationsOf = (node: OpenNode): string[] =>
  (node.engine as CometEngine).status().network.organisations.map(({ id }) => id);

/** Waits for what another node has done. */
async function until(what: string, done: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!done()) {
    if (Date.now() > end) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What the trust file of the founding becomes with the proofs of a node. */
function followed(network: TestNetwork, node: OpenNode): Trust {
  const updates = node.engine.read((reader) => trustUpdates(reader, node.store, 0));
  return updates.reduce((trust, update) => updateTrust(trust, update), network.trust);
}

async function receiptAt(node: OpenNode, network: TestNetwork, number: number, by: number) {
  const statement = await deposit(network, number, { by });
  const { index, height } = (await node.engine.submit(statement)) as Logged;
  await node.engine.whenCertified(height);
  const receipts = new Receipts((keyId) => node.ledger.identity(keyId)?.publicKey);
  const receipt = node.engine.read((reader) => receipts.receipt(reader, index, height));
  return { receipt, height };
}

real(
  "a fifth organisation joins by vote, certifies, and one of the first leaves; receipts of all times hold",
  async () => {
    const folder = testFolder();
    const network = await foundNetwork(folder, {
      applications: ["evidence", "membership", "governance"],
    });
    const four = await Promise.all(network.nodes.map(({ dataDir }) => open(dataDir)));
    const [first] = four as [OpenNode];
    const before = await receiptAt(first, network, 1, 0);

    // The fifth makes its keys and its node; what is public of them goes into the proposal.
    const dataDir = join(folder, "org-4");
    const peers = (network.nodes as readonly TestNode[]).map((node, i) => {
      const voice = first.ledger.genesis.organisations[i]?.validator;
      return `${voice?.node}@127.0.0.1:${node.port}`;
    });
    const [application] = await applyToNetwork({
      ...{ dataDir, genesis: network.genesis, trust: network.trust, peers },
      env: { TALLYSTICK_PASSPHRASE: PASSPHRASE },
      ...{ organisation: "org-4", name: "ORG-4", kinds: ["validator", "management"] },
      address: `127.0.0.1:${await freePort()}`,
    });
    const admitted = await decide(four.slice(0, 3), decisionFromJson(application));
    const fifth = await open(dataDir);
    await until("catching up", () => fifth.ledger.height >= admitted + 3);
    expect(organisationsOf(first)).toHaveLength(5);

    // With five, four must sign. One of the founders stops: only with the newcomer are there four.
    const stopped = four[1] as OpenNode;
    nodes.splice(nodes.indexOf(stopped), 1);
    await stopped.close();
    const during = await receiptAt(first, network, 2, 0);
    const five = followed(network, fifth);
    expect(five.quorums.map(({ fromHeight, quorum }) => [fromHeight, quorum])).toEqual([
      [0, 3],
      [admitted + 3, 4],
    ]);
    expect(verify({ receipt: during.receipt, trust: five }).valid).toBe(true);
    expect(verify({ receipt: during.receipt, trust: five }).layers).toContainEqual(
      expect.objectContaining({
        layer: "checkpoint-signatures",
        data: expect.objectContaining({ counted: 4, quorum: 4 }),
      }),
    );

    // The one that stopped is put out. It has no vote and no signature any more.
    const voters = [first, four[2], four[3], fifth] as OpenNode[];
    const removed = await decide(voters, {
      action: "membership.remove-organisation",
      input: { organisation: "org-1", reason: "It has left." },
    });
    await until("the new roster", () => first.ledger.height >= removed + 3);
    const after = await receiptAt(first, network, 3, 0);
    const trust = followed(network, first);
    for (const { receipt } of [before, during, after]) {
      expect(verify({ receipt, trust }).valid).toBe(true);
    }
    expect(trust.organisations.find(({ id }) => id === "org-1")?.keys[0]?.toHeight).toBe(
      removed + 2,
    );
    expect(organisationsOf(first)).toEqual(["org-0", "org-2", "org-3", "org-4"]);
    // Every node keeps its own trust file in step.
    for (const node of [first, fifth]) {
      expect(node.parsedTrust.quorums).toEqual(trust.quorums);
    }
    const key = await readKeyFile(dataPaths(dataDir).operatorKey, network.suite, PASSPHRASE);
    expect(fifth.memberSigner.keyId).toEqual(key.keyId);
  },
  180_000,
);
