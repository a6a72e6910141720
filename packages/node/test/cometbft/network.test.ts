import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import type { EngineCommit } from "@tallystick/core/engine-commit";
import { decodeReceipt, encodeReceipt } from "@tallystick/core/receipt";
import { verify } from "@tallystick/core/verify";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { readConfig, writeConfig } from "../../src/config.ts";
import type { CometEngine, CometStatus } from "../../src/engine/cometbft/comet-engine.ts";
import { engineHome } from "../../src/engine/cometbft/engine-home.ts";
import { readEngineIdentity } from "../../src/engine/cometbft/engine-keys.ts";
import { EngineLink } from "../../src/engine/cometbft/engine-link.ts";
import { validatorAddress } from "../../src/engine/consensus/roster.ts";
import type { EngineFault, Logged } from "../../src/engine/engine.ts";
import { sampleNetwork } from "../../src/network-sample.ts";
import { type OpenNode, type OpenNodeOptions, openNode } from "../../src/open-node.ts";
import { Receipts } from "../../src/receipts.ts";
import { FaultStore } from "../../src/store/fault-store.ts";
import { seededRandom } from "../../src/store/seeded-random.ts";
import { engineForTests, freePort, removeFolders, testFolder, testHome } from "./engines.ts";
import { deposit, foundNetwork, PASSPHRASE, type TestNetwork, type TestNode } from "./network.ts";
import { TinyApplication } from "./tiny-application.ts";

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

/** Ids of the organisations that proposed the blocks up to a height. */
async function proposers(node: OpenNode, heights: readonly number[]): Promise<string[]> {
  const { rpc } = (node.engine as CometEngine).link;
  return Promise.all(
    heights.map(async (height) => {
      const { block } = (await rpc.at("block", height)) as {
        block: { header: { proposer_address: string } };
      };
      const address = block.header.proposer_address.toLowerCase();
      const { organisations } = node.ledger.genesis;
      return organisations.find(
        ({ validator }) =>
          validator?.node !== undefined && toHex(validatorAddress(validator.key)) === address,
      )?.id as string;
    }),
  );
}

/** Every node shows the engine's own commit of a receipt's block, and no other block's will do. */
async function expectEngineCommits(
  network: TestNetwork,
  opened: readonly OpenNode[],
  receipt: Uint8Array,
  heights: readonly number[],
): Promise<void> {
  const decoded = decodeReceipt(receipt);
  const judged = (engine: EngineCommit | undefined) => {
    const bytes = encodeReceipt({ ...decoded, ...(engine && { engine }) });
    const { layers, valid } = verify({ receipt: bytes, trust: network.trust });
    return [layers.find(({ layer }) => layer === "engine")?.code, valid];
  };
  for (const node of opened) {
    const commit = await node.engine.commitOf?.(decoded.checkpoint.height);
    expect(judged(commit)).toEqual(["engine-decided", true]);
  }
  const [first] = opened as [OpenNode];
  for (const height of heights) {
    // Quiet blocks between too: what the app hash holds beside the roots is found again for each.
    const other = await first.engine.commitOf?.(height);
    expect(judged(other)).toEqual(["engine-height-differs", false]);
  }
  await expect(first.engine.commitOf?.(1_000_000)).resolves.toBeUndefined();
}

describe("four organisations", () => {
  real.each(["intl", "gm"] as const)(
    "answer deposits at one of them with receipts of a quorum (%s)",
    async (suite) => {
      const network = await foundNetwork(testFolder(), { suite });
      const opened = await openAll(network);
      const [first] = opened as [OpenNode];
      const sentAt = Date.now();
      const answer = (await first.engine.submit(await deposit(network, 1))) as Logged;
      expect(answer).toMatchObject({ status: "logged", code: 0, index: 0, repeated: false });
      await first.engine.whenCertified(answer.height);
      const receipt = receiptOf(first, answer);
      const result = verify({ receipt, trust: network.trust });
      expect(result.layers.filter(({ verdict }) => verdict === "fail")).toEqual([]);
      expect(result.valid).toBe(true);
      // The first block's own header has the time of the founding; the receipt claims the votes' time.
      expect(result.summary?.time).toBeGreaterThanOrEqual(sentAt);
      const heights: number[] = [];
      for (let i = 0; i < 8; i++) {
        const logged = (await first.engine.submit(await deposit(network, 10 + i))) as Logged;
        expect(logged).toMatchObject({ status: "logged", code: 0, index: i + 1 });
        heights.push(logged.height);
      }
      // Taken by the mempool of one, proposed by the others in their turn.
      const ids = new Set(await proposers(first, heights));
      expect([...ids].some((id) => id !== "org-0")).toBe(true);
      await Promise.all(
        opened.slice(1).map(async (node, i) => {
          const logged = await node.engine.submit(await deposit(network, 100 + i, { by: i + 1 }));
          expect(logged).toMatchObject({ status: "logged", code: 0 });
        }),
      );
      await expectEngineCommits(network, opened, receipt, heights);
      // Engines that dial each other at the same moment drop both connections, and dial again later.
      const connected = () => status(first).network.organisations.filter((one) => one.connected);
      await vi.waitFor(() => expect(connected()).toHaveLength(4), { timeout: 60_000 });
      const { network: seen } = status(first);
      expect(seen).toMatchObject({ quorum: 3, mayFail: 1, quorumConnected: true, misconduct: [] });
      expect(seen.organisations.filter(({ signed }) => signed).length).toBeGreaterThanOrEqual(3);
      expect(seen.position).toMatchObject({ catchingUp: false, power: 10 });
    },
  );

  real("answer the same bytes alike wherever they are sent", async () => {
    const network = await foundNetwork(testFolder());
    const opened = await openAll(network);
    const bytes = await deposit(network, 1);
    const answers = (await Promise.all(
      opened.map((node) => node.engine.submit(bytes)),
    )) as Logged[];
    expect(answers.map(({ index, code }) => [index, code])).toEqual(answers.map(() => [0, 0]));
    const again = (await (opened[3] as OpenNode).engine.submit(bytes)) as Logged;
    expect(again).toMatchObject({ status: "logged", index: 0, repeated: true });
    // Another statement under the same id.
    const clash = await deposit(network, 1, { expiry: Date.now() + 60_000 });
    expect(await (opened[1] as OpenNode).engine.submit(clash)).toMatchObject({
      status: "refused",
      code: OUTCOMES.replayed.number,
    });
  });

  real("have two statements under one id answered, each in its way, when they race", async () => {
    const network = await foundNetwork(testFolder());
    const opened = await openAll(network);
    const rivals = await Promise.all(
      opened.map((_, i) => deposit(network, 1, { expiry: Date.now() + 60_000 + i })),
    );
    const answers = await Promise.all(
      opened.map((node, i) => node.engine.submit(rivals[i] as Uint8Array)),
    );
    expect(answers.filter(({ status }) => status === "logged")).toHaveLength(1);
    expect(
      answers.filter((one) => one.status === "refused" && one.code === OUTCOMES.replayed.number),
    ).toHaveLength(3);
  });

  real(
    "fall silent when nothing is to be ordered, beat now and then, and claim no stale time",
    async () => {
      const network = await foundNetwork(testFolder(), { network: { heartbeatMs: 4000 } });
      const opened = await openAll(network);
      const [first] = opened as [OpenNode];
      const one = (await first.engine.submit(await deposit(network, 1))) as Logged;
      await first.engine.whenCertified(one.height);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const silent = first.ledger.height;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(first.ledger.height).toBe(silent);
      await expect.poll(() => first.ledger.height, { timeout: 10_000 }).toBeGreaterThan(silent);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const sentAt = Date.now();
      const two = (await first.engine.submit(await deposit(network, 2))) as Logged;
      await first.engine.whenCertified(two.height);
      const { summary } = verify({ receipt: receiptOf(first, two), trust: network.trust });
      // The trap: the header of its block is as old as the last votes.
      expect(two.time).toBeLessThan(sentAt);
      expect(summary?.time).toBeGreaterThanOrEqual(sentAt);
      expect(summary?.time).toBeLessThan(Date.now() + 1000);
    },
  );

  real("let no stranger in", async () => {
    const network = await foundNetwork(testFolder());
    const opened = await openAll(network);
    const [first] = opened as [OpenNode];
    await first.engine.submit(await deposit(network, 1));
    const { home, identity } = testHome();
    copyFileSync(engineHome((network.nodes[0] as TestNode).dataDir).genesis, home.genesis);
    const peers = opened.map((node) => ({
      nodeId: readEngineIdentity(engineHome(node.paths.root)).nodeId,
      address: node.config.network?.listen as string,
    }));
    const application = new TinyApplication();
    const stranger = await EngineLink.open({
      ...{ application, home, binary: binary as string },
      settings: { moniker: "stranger", listen: `127.0.0.1:${await freePort()}`, peers },
      admits: () => true,
    });
    try {
      await expect.poll(() => stranger.status().process.state, { timeout: 20_000 }).toBe("running");
      await new Promise((resolve) => setTimeout(resolve, 3000));
      // It takes itself for connected until the others have looked it up and hung up.
      await expect.poll(() => stranger.status().peers, { timeout: 60_000 }).toEqual([]);
      expect(application.state.height).toBe(0);
      for (const node of opened) {
        const peersOf = () => status(node).network.peers.map(({ nodeId }) => nodeId);
        await expect.poll(peersOf, { timeout: 60_000 }).toHaveLength(3);
        expect(peersOf()).not.toContain(identity.nodeId);
      }
    } finally {
      await stranger.close();
    }
  });
});

describe("a node of a network", () => {
  real("is a network of its own when it is alone", async () => {
    const network = await foundNetwork(testFolder(), { count: 1, store: "sqlite" });
    const [node] = (await openAll(network)) as [OpenNode];
    const answer = (await node.engine.submit(await deposit(network, 1))) as Logged;
    await node.engine.whenCertified(answer.height);
    expect(verify({ receipt: receiptOf(node, answer), trust: network.trust }).valid).toBe(true);
    expect(status(node).network).toMatchObject({ quorum: 1, mayFail: 0 });
    // What the operator's metrics are made of.
    await expect
      .poll(() => sampleNetwork(node, node.engine as CometEngine), { timeout: 20_000 })
      .toMatchObject({
        report: { organisations: [{ connected: true, signed: 1 }], quorumConnected: true },
        operation: { engine: { restarts: 0 }, disk: { engineBytes: expect.any(Number) } },
        ...{ mempool: { transactions: 0, bytes: 0 }, uncertified: 0, snapshot: undefined },
      });
  });

  real("takes up its work again after it was closed, with what waited", async () => {
    const network = await foundNetwork(testFolder(), { count: 1 });
    const [node] = (await openAll(network)) as [OpenNode];
    await node.engine.submit(await deposit(network, 1));
    const { height } = node.ledger;
    await node.close();
    nodes.length = 0;
    await expect(node.engine.submit(await deposit(network, 2))).rejects.toMatchObject({
      code: "stopped",
    });
    const [again] = (await openAll(network)) as [OpenNode];
    expect(again.ledger.height).toBeGreaterThanOrEqual(height);
    // The engine has not even started.
    const answer = await again.engine.submit(await deposit(network, 3));
    expect(answer).toMatchObject({ status: "logged", index: 1 });
  });

  real("refuses what it can before it is ordered", async () => {
    const network = await foundNetwork(testFolder(), { count: 1 });
    const [node] = (await openAll(network)) as [OpenNode];
    const forged = await deposit(network, 1);
    forged[forged.length - 1] = (forged[forged.length - 1] as number) ^ 1;
    const cases: [Uint8Array, number][] = [
      [Uint8Array.of(1, 2, 3), OUTCOMES.malformed.number],
      [new Uint8Array(70_000), OUTCOMES.tooLarge.number],
      [await deposit(network, 2, { expiry: 1_790_000_000_001 }), OUTCOMES.expired.number],
      [forged, OUTCOMES.badSignature.number],
    ];
    for (const [bytes, code] of cases) {
      expect(await node.engine.submit(bytes)).toMatchObject({ status: "refused", code });
    }
    const bad = await deposit(network, 3, { input: { digests: [] } });
    expect(await node.engine.submit(bad)).toMatchObject({
      status: "logged",
      code: OUTCOMES.invalidInput.number,
    });
  });

  real("says busy when as much waits as it takes", async () => {
    const network = await foundNetwork(testFolder(), { count: 1 });
    const { dataDir } = network.nodes[0] as TestNode;
    const node = await open(dataDir, { network: { limits: { queueStatements: 5 } } });
    const many = await Promise.all(Array.from({ length: 12 }, (_, i) => deposit(network, i)));
    const answers = await node.engine.submitMany(many);
    expect(answers.map((one) => one.status)).toEqual([
      ...Array.from({ length: 5 }, () => "logged"),
      ...Array.from({ length: 7 }, () => "busy"),
    ]);
  });

  real("commits what a submission attaches in the same step", async () => {
    const network = await foundNetwork(testFolder(), { count: 1 });
    const [node] = (await openAll(network)) as [OpenNode];
    const answer = (await node.engine.submit(await deposit(network, 1), {
      attach: ({ index }) => [{ key: Uint8Array.of(0x61, index), value: Uint8Array.of(42) }],
    })) as Logged;
    expect(node.store.get(Uint8Array.of(0x61, answer.index))).toEqual(Uint8Array.of(42));
  });

  real("halts with a report when its store fails, and reads no more", async () => {
    const network = await foundNetwork(testFolder(), { count: 1 });
    const { dataDir } = network.nodes[0] as TestNode;
    let failing = false;
    const faults: EngineFault[] = [];
    const node = await open(dataDir, {
      wrapStore: (store) =>
        new FaultStore(store, {
          random: seededRandom(2),
          commit: () => (failing ? "write-error" : undefined),
        }),
      onFault: (fault) => faults.push(fault),
    });
    await node.engine.submit(await deposit(network, 1));
    await node.engine.whenCertified(1);
    failing = true;
    await expect(node.engine.submit(await deposit(network, 2))).rejects.toMatchObject({
      code: "store-failed",
    });
    expect(faults.map(({ code }) => code)).toEqual(["store-failed"]);
    expect(() => node.engine.read(({ height }) => height)).toThrow("commit");
    await expect.poll(() => status(node).network.process.state).toBe("halted");
    const home = engineHome(dataDir);
    const [report] = readdirSync(home.halts);
    const text = readFileSync(join(home.halts, report as string), "utf8");
    expect(JSON.parse(text)).toMatchObject({
      format: "tallystick-halt/1",
      fault: { code: "store-failed" },
      application: { at: expect.stringContaining("committing block") },
    });
  });

  real(
    "does not open with keys that the network does not know, or as an engine of one",
    async () => {
      const network = await foundNetwork(testFolder(), { count: 2 });
      const [one, two] = network.nodes as [TestNode, TestNode];
      copyFileSync(engineHome(two.dataDir).nodeKey, engineHome(one.dataDir).nodeKey);
      await expect(open(one.dataDir)).rejects.toMatchObject({ code: "wrong-key" });
      const { network: _, ...config } = readConfig(two.dataDir);
      writeConfig(two.dataDir, { ...config, engine: "embedded" });
      await expect(open(two.dataDir)).rejects.toMatchObject({ code: "wrong-engine" });
    },
  );
});
