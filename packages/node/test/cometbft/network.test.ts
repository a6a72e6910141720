import { verify } from "@tallystick/core/verify";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { CometEngine, CometStatus } from "../../src/engine/cometbft/comet-engine.ts";
import type { Logged } from "../../src/engine/engine.ts";
import { type OpenNode, type OpenNodeOptions, openNode } from "../../src/open-node.ts";
import { Receipts } from "../../src/receipts.ts";
import { engineForTests, removeFolders, testFolder } from "./engines.ts";
import { deposit, foundNetwork, PASSPHRASE, type TestNetwork } from "./network.ts";

const binary = await engineForTests();
const real = it.skipIf(binary === undefined);

const nodes: OpenNode[] = [];
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.close()));
});
afterAll(removeFolders);

async function open(dataDir: string, more: Partial<OpenNodeOptions> = {}): Promise<OpenNode> {
  const node = await openNode({
    dataDir,
    env: { ...process.env, TALLYSTICK_PASSPHRASE: PASSPHRASE },
    verifyThreads: 1,
    ...more,
  });
  nodes.push(node);
  return node;
}

const openAll = (network: TestNetwork): Promise<OpenNode[]> =>
  Promise.all(network.nodes.map(({ dataDir }) => open(dataDir)));

const status = (node: OpenNode): CometStatus => (node.engine as CometEngine).status();

function receiptOf(node: OpenNode, { index, height }: Logged): Uint8Array {
  const receipts = new Receipts((keyId) => node.ledger.identity(keyId)?.publicKey);
  return node.engine.read((reader) => receipts.receipt(reader, index, height));
}

describe("four organisations", () => {
  real("answer a deposit at one of them with a receipt of a quorum", async () => {
    const network = await foundNetwork(testFolder());
    const opened = await openAll(network);
    const [first] = opened as [OpenNode];
    const answer = (await first.engine.submit(await deposit(network, 1))) as Logged;
    expect(answer).toMatchObject({ status: "logged", code: 0, index: 0, repeated: false });
    await first.engine.whenCertified(answer.height);
    const result = verify({ receipt: receiptOf(first, answer), trust: network.trust });
    expect(result.layers.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect(result.valid).toBe(true);
    // Submitted at each in turn, so that whoever proposes, most come from another.
    for (let i = 0; i < 12; i++) {
      const node = opened[i % 4] as OpenNode;
      const logged = (await node.engine.submit(await deposit(network, 10 + i))) as Logged;
      expect(logged).toMatchObject({ status: "logged", code: 0, index: i + 1 });
    }
    await Promise.all(opened.map((node) => node.engine.whenCertified(first.ledger.height - 1)));
    const seen = status(first).network;
    expect(seen).toMatchObject({ quorum: 3, mayFail: 1, quorumConnected: true });
    expect(seen.organisations.filter(({ connected }) => connected)).toHaveLength(4);
    expect(seen.organisations.filter(({ signed }) => signed).length).toBeGreaterThanOrEqual(3);
    const again = await (opened[2] as OpenNode).engine.submit(await deposit(network, 1));
    expect(again.status).toBe("refused");
  });
});
