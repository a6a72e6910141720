import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { verify } from "@tallystick/core/verify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CometEngine } from "../../src/engine/cometbft/comet-engine.ts";
import { engineHome } from "../../src/engine/cometbft/engine-home.ts";
import type { Logged } from "../../src/engine/engine.ts";
import type { OpenNode } from "../../src/open-node.ts";
import { awaitedCertificate } from "../../src/ops/awaited-certificate.ts";
import { backupStream } from "../../src/ops/backup.ts";
import { doctor } from "../../src/ops/doctor.ts";
import { restore } from "../../src/ops/restore.ts";
import { newVotingRecord } from "../../src/ops/resync/new-voting-record.ts";
import { resetEngine, votingRecordHeight } from "../../src/ops/resync/reset-engine.ts";
import { resync } from "../../src/ops/resync/resync.ts";
import { rollback } from "../../src/ops/rollback/rollback.ts";
import { Receipts } from "../../src/receipts.ts";
import { type RunningNode, startNode } from "../../src/start.ts";
import { engineForTests, removeFolders, testFolder } from "./engines.ts";
import { deposit, foundNetwork, PASSPHRASE, type TestNetwork, type TestNode } from "./network.ts";

const binary = await engineForTests();
const real = it.skipIf(binary === undefined);

const running = new Map<number, RunningNode>();
let network: TestNetwork;

beforeAll(() => {
  process.env["TALLYSTICK_PASSPHRASE"] = PASSPHRASE;
});
afterEach(async () => {
  await Promise.all([...running.keys()].map(stop));
});
afterAll(() => {
  delete process.env["TALLYSTICK_PASSPHRASE"];
  removeFolders();
});

async function start(...positions: number[]): Promise<void> {
  await Promise.all(
    positions.map(async (i) => {
      const { dataDir } = network.nodes[i] as TestNode;
      const node = await startNode({ dataDir, port: 0, logLevel: "silent", announce: () => {} });
      running.set(i, node);
    }),
  );
}

async function stop(position: number): Promise<void> {
  const node = running.get(position);
  running.delete(position);
  await node?.close();
}

const at = (position: number): OpenNode => (running.get(position) as RunningNode).node;
const url = (position: number): string => (running.get(position) as RunningNode).url;
const dataDir = (position: number): string => (network.nodes[position] as TestNode).dataDir;

let number = 0;
async function deposits(count: number, by = 0): Promise<Logged[]> {
  const statements = await Promise.all(
    Array.from({ length: count }, () => deposit(network, number++, { by })),
  );
  return (await at(by).engine.submitMany(statements)) as Logged[];
}

function isReceipt(position: number, { index, height }: Logged): boolean {
  const { engine, ledger } = at(position);
  const receipts = new Receipts((keyId) => ledger.identity(keyId)?.publicKey);
  const receipt = engine.read((reader) => receipts.receipt(reader, index, height));
  return verify({ receipt, trust: network.trust }).valid;
}

/** Waits until nodes stand on one block with entries, and returns its log root. */
async function oneRoot(...positions: number[]): Promise<string> {
  const roots = (): Set<string> =>
    new Set(positions.map((i) => `${at(i).ledger.logSize} ${toHex(at(i).ledger.logRoot)}`));
  await expect.poll(() => roots().size, { timeout: 60_000 }).toBe(1);
  return [...roots()][0] as string;
}

async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

const snapshotHeights = (position: number): number[] =>
  (at(position).engine as CometEngine).snapshots?.kept.map(({ manifest }) => manifest.height) ?? [];

async function snapshots(...positions: number[]): Promise<void> {
  const common = (): number[] =>
    positions.map(snapshotHeights).reduce((a, b) => a.filter((height) => b.includes(height)));
  await expect
    .poll(
      async () => {
        if (common().length === 0) await deposits(1);
        return common().length;
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(0);
}

describe("an organisation that has lost its ledger", () => {
  real("takes it over from the others as a snapshot, and goes on", async () => {
    network = await foundNetwork(testFolder(), {
      network: { snapshotEvery: 20, heartbeatMs: 1000 },
    });
    await start(0, 1, 2, 3);
    const old = await deposits(30, 3);
    await at(3).engine.whenCertified((old.at(-1) as Logged).height);
    await stop(3);
    await snapshots(0, 1, 2);
    const voted = votingRecordHeight(engineHome(dataDir(3)));
    writeFileSync(join(dataDir(3), "ledger", "data.mdb"), "not a store any more");
    rmSync(join(engineHome(dataDir(3)).data, "blockstore.db"), { recursive: true });
    const options = { dataDir: dataDir(3), replace: true };
    await expect(resync({ ...options, from: [url(0)] })).rejects.toMatchObject({
      code: "invalid-option",
    });
    const from = [url(0), url(1), url(2)];
    const light = async (query: string): Promise<unknown> => {
      return (await fetch(`${url(0)}/v1/network/light/${query}`)).json();
    };
    expect(await light("commit?height=1")).toMatchObject({ result: { canonical: true } });
    expect(await light("commit?height=999999")).toMatchObject({
      error: { data: expect.stringContaining("must be less than or equal") },
    });
    expect(await light("status")).toMatchObject({ code: "not-found" });
    // Stopped in the middle of it, the directory is no node; the same command starts over.
    const stopped = new AbortController();
    const given = resync({
      ...{ ...options, from, signal: stopped.signal },
      onProgress: () => stopped.abort(),
    });
    await expect(given).rejects.toMatchObject({ code: "resync-failed" });
    await expect(start(3)).rejects.toMatchObject({ code: "resync-unfinished" });
    const notices: string[] = [];
    const result = await resync({
      ...{ dataDir: dataDir(3), from, onNotice: (notice) => notices.push(notice) },
    });
    expect(notices).toEqual([expect.stringContaining("cannot be read through")]);
    expect(result.height % 20).toBe(0);
    expect(result.entries).toBeGreaterThanOrEqual(30);
    expect(result.vouchers.length).toBeGreaterThanOrEqual(2);
    expect(votingRecordHeight(engineHome(dataDir(3)))).toBe(voted);
    expect(result.replaced).toContain("replaced");
    await start(3);
    await deposits(3);
    await oneRoot(0, 1, 2, 3);
    expect(old.every((one) => isReceipt(3, one))).toBe(true);
    // It votes and signs again: two others and it are a quorum.
    await stop(2);
    const [after] = (await deposits(1, 3)) as [Logged];
    await at(3).engine.whenCertified(after.height);
    expect(isReceipt(3, after)).toBe(true);
    expect(at(3).engine.status().state).toBe("running");
  });
});

describe("an organisation that has a backup of its ledger", () => {
  real(
    "goes on from it with an engine that has lost its blocks, and never votes twice",
    async () => {
      network = await foundNetwork(testFolder(), { network: { heartbeatMs: 1000 } });
      await start(0, 1, 2, 3);
      const old = await deposits(20, 3);
      await at(3).engine.whenCertified((old.at(-1) as Logged).height);
      const backup: Uint8Array[] = [];
      const { engine } = at(3);
      const certificate = (height: number) => awaitedCertificate(engine, height);
      const source = backupStream({ identity: at(3), snapshot: engine.snapshot(), certificate });
      for await (const chunk of source) backup.push(chunk.slice());
      const { height } = at(3).ledger;
      await deposits(20, 3);
      await stop(3);
      const home = engineHome(dataDir(3));
      const voted = votingRecordHeight(home);
      expect(voted).toBeGreaterThan(height);
      // The machine is lost: the keys come with the backup, the voting record must be made anew.
      const lost = `${dataDir(3)}-lost`;
      await restore({ dataDir: lost, source: streamOf(backup) });
      const original = network;
      const at3 = (dataDir: string): TestNode => ({ ...(network.nodes[3] as TestNode), dataDir });
      network = { ...network, nodes: network.nodes.with(3, at3(lost)) };
      await expect(start(3)).rejects.toMatchObject({ code: "damaged-key" });
      const silent = await newVotingRecord(lost, [url(0), url(1)]);
      expect(silent).toBeGreaterThan(voted);
      await start(3);
      await deposits(2, 3);
      await oneRoot(0, 1, 2, 3);
      await stop(3);
      // It has not voted.
      expect(votingRecordHeight(engineHome(lost))).toBe(silent);
      network = original;
      // The old disk is there: keys and voting record are moved from it.
      const moved = `${dataDir(3)}-restored`;
      const report = await restore({
        dataDir: moved,
        source: streamOf(backup),
        engineFrom: dataDir(3),
      });
      expect(report.report).toMatchObject({ verdict: "sound", entries: 20 });
      expect(report).toMatchObject({ votedHeight: voted, signed: { entriesBeyond: 0 } });
      expect(votingRecordHeight(engineHome(moved))).toBe(voted);
      // The old directory cannot vote beside it any more.
      await expect(start(3)).rejects.toMatchObject({ code: "damaged-key" });
      network = { ...network, nodes: network.nodes.with(3, at3(moved)) };
      await start(3);
      await deposits(3);
      await oneRoot(0, 1, 2, 3);
      expect(old.every((one) => isReceipt(3, one))).toBe(true);
      await stop(2);
      const [after] = (await deposits(1, 3)) as [Logged];
      await at(3).engine.whenCertified(after.height);
      expect(at(0).engine.status()).toMatchObject({ network: { misconduct: [] } });
      // A damaged database of the engine stops the node; a reset engine is taken along the ledger again.
      await stop(3);
      const { data } = engineHome(moved);
      for (const name of readdirSync(join(data, "blockstore.db"))) {
        writeFileSync(join(data, "blockstore.db", name), Buffer.alloc(200, 0x5a));
      }
      await start(3);
      await expect
        .poll(() => at(3).engine.status().fault?.message, { timeout: 30_000 })
        .toContain("data-damaged");
      await stop(3);
      const { votedHeight } = await resetEngine(engineHome(moved));
      expect(votedHeight).toBeGreaterThan(voted);
      expect(readdirSync(data)).toEqual(["priv_validator_state.json"]);
      await start(3);
      await deposits(1, 3);
      await oneRoot(0, 1, 3);
    },
  );
});

describe("a node that is rolled back by one block", () => {
  real("executes it again and stands where the others do", async () => {
    network = await foundNetwork(testFolder(), {
      network: { snapshotEvery: 10, heartbeatMs: 1000 },
    });
    await start(0, 1, 2, 3);
    await snapshots(3, 2);
    await deposits(10, 3);
    await stop(3);
    const before = await doctor({ dataDir: dataDir(3) });
    const result = await rollback({ dataDir: dataDir(3) });
    expect(result).toMatchObject({ from: before.height, height: before.height - 1 });
    expect(await doctor({ dataDir: dataDir(3) })).toMatchObject({
      verdict: "sound",
      height: before.height - 1,
    });
    // Twice in a row is two blocks; the second is fetched from the others again.
    expect(await rollback({ dataDir: dataDir(3) })).toMatchObject({ height: before.height - 2 });
    await start(3);
    await deposits(3, 3);
    await oneRoot(0, 1, 2, 3);
    expect(at(3).ledger.height).toBeGreaterThan(before.height);
    await stop(3);
    expect(await doctor({ dataDir: dataDir(3) })).toMatchObject({ verdict: "sound" });
  });
});
