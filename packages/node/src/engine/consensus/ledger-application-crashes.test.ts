import { toHex } from "@tallystick/core/bytes";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  openTestNode,
  type TestNode,
  type TestOrganisation,
} from "../../../test/support/lockstep.ts";
import { Receipts } from "../../receipts.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";
import { chainStart, chainStartToJson } from "./chain-start.ts";
import type { CommittedBlock } from "./committed-block.ts";
import { ConsensusFault } from "./consensus-fault.ts";
import type { HaltReport } from "./halt.ts";

const MINUTE = 60_000;
const _HOUR = 60 * MINUTE;

let pool: VerifyPool;
let consortium: Consortium;
let chain: Lockstep;
beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
  consortium = new Consortium();
});
afterAll(() => pool.close());
beforeEach(async () => {
  chain = await Lockstep.open(consortium, pool, { now: () => chain?.headerTime ?? CREATED });
});

const node = (position: number): TestNode => chain.nodes[position] as TestNode;
const member = (position: number) => consortium.organisations[position] as TestOrganisation;
const receiptsOf = ({ ledger }: TestNode) =>
  new Receipts((keyId) => ledger.identity(keyId)?.publicKey);

function _receiptAt(one: TestNode, index: number): Uint8Array {
  return receiptsOf(one).receipt(one.ledger.reader(), index);
}

describe("crashes and order", () => {
  it("runs a block again that was executed and not committed, to the same app hash", async () => {
    await chain.submit(await consortium.statement(1), await consortium.statement(2));
    const inner = new MemoryStore();
    const other = await openTestNode(consortium, member(0), pool, inner);
    const request = {
      chainId: "test",
      initialHeight: 1,
      timeMs: CREATED,
      validators: consortium.organisations.map(({ validator }) => validator),
      appState: chainStartToJson(
        chainStart(other.ledger.checkpoint, other.ledger.genesis.organisations),
      ),
    };
    other.app.initChain(request);
    let open = other;
    for (let i = 0; i < 4; i++) {
      const txs = await chain.propose();
      const block = { ...chain.block(txs), misbehaviour: [] };
      const before = [...inner.range({ gte: new Uint8Array(1), lt: Uint8Array.of(255) })];
      const first = await open.app.finalizeBlock(block);
      // Nothing has become durable: it is as if the process had been killed here.
      expect([...inner.range({ gte: new Uint8Array(1), lt: Uint8Array.of(255) })]).toEqual(before);
      open = await openTestNode(consortium, member(0), pool, inner);
      expect(open.app.info().height).toBe(i);
      if (i === 0) open.app.initChain(request);
      const again = await open.app.finalizeBlock(block);
      expect(again).toEqual(first);
      expect(await open.app.finalizeBlock(block)).toEqual(first);
      await open.app.commit();
      const { appHash } = await chain.step();
      expect(toHex(again.appHash)).toBe(appHash);
      expect(open.app.info()).toMatchObject({ height: i + 1 });
      expect(toHex(open.app.info().appHash)).toBe(appHash);
    }
    expect(open.app.certifiedHeight).toBe(1);
  });

  it("is at height 0 before its first block, and knows its chain after", async () => {
    expect(node(0).app.info()).toEqual({ height: 0, appHash: new Uint8Array(0), appVersion: 1 });
    await chain.step();
    expect(node(0).app.info().height).toBe(1);
    expect(node(0).app.chain).toMatchObject({ durable: true, record: { chainId: "test" } });
    expect(() => node(0).app.initChain({} as never)).toThrow("blocks already");
  });

  it.each<[string, (app: TestNode["app"]) => unknown]>([
    ["a commit without a block", (app) => app.commit()],
    [
      "a block that does not follow",
      (app) => app.finalizeBlock({ ...chain.block([]), misbehaviour: [], height: 2 }),
    ],
    [
      "a proposal that does not follow",
      (app) => app.processProposal({ ...chain.block([]), height: 3 }),
    ],
    [
      "a vote for a block that does not follow",
      (app) => app.extendVote({ ...chain.block([]), height: 0 }),
    ],
  ])("halts for good on %s, with a report", async (_, call) => {
    const reports: HaltReport[] = [];
    const own = await openTestNode(consortium, member(0), pool, new MemoryStore(), {
      onHalt: (report) => reports.push(report),
    });
    Lockstep.start(consortium, [own, ...chain.nodes.slice(1)]);
    await expect((async () => call(own.app))()).rejects.toThrow(ConsensusFault);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ height: 0, executed: null });
    await expect(own.app.checkTx(await consortium.statement(1), false)).rejects.toThrow(
      ConsensusFault,
    );
    await expect(own.app.whenCertified(1)).rejects.toThrow(ConsensusFault);
    expect(reports).toHaveLength(1);
  });

  it("halts when the store fails, and says what it was about to commit", async () => {
    const reports: HaltReport[] = [];
    const inner = new MemoryStore();
    const own = await openTestNode(consortium, member(0), pool, inner, {
      onHalt: (report) => reports.push(report),
    });
    Lockstep.start(consortium, [own, ...chain.nodes.slice(1)]);
    await own.app.finalizeBlock({
      ...chain.block([await consortium.statement(1)]),
      misbehaviour: [],
    });
    const waiting = own.app.whenCertified(1);
    inner.commit = () => Promise.reject(new Error("disk full"));
    await expect(own.app.commit()).rejects.toThrow("disk full");
    await expect(waiting).rejects.toThrow("disk full");
    expect(reports[0]).toMatchObject({
      at: "committing block 1",
      height: 0,
      executed: { height: 1, logSize: 1, appRoots: [{ app: "evidence" }, { app: "membership" }] },
    });
  });

  it("tells of commits and certificates, and stores what is attached in the same step", async () => {
    const seen: CommittedBlock[] = [];
    const key = Uint8Array.of(0x61, 7);
    const nodes = await Promise.all(
      consortium.organisations.map((own) =>
        openTestNode(consortium, own, pool, new MemoryStore(), {
          now: () => CREATED,
          attach: ({ items }) =>
            items.length === 0 ? [] : [{ key, value: Uint8Array.of(items.length) }],
        }),
      ),
    );
    const four = Lockstep.start(consortium, nodes);
    const [first] = nodes as [TestNode];
    first.app.onCommit(() => {
      throw new Error("a listener's own");
    });
    first.app.onCommit((block) => seen.push(block));
    let resolved = false;
    const waiting = first.app.whenCertified(1).then(() => {
      resolved = true;
    });
    await four.submit(await consortium.statement(1), await consortium.statement(2));
    await four.step();
    expect(first.store.get(key)).toEqual(Uint8Array.of(2));
    expect(seen[0]?.items.map(({ statement }) => statement?.action)).toEqual([
      "evidence.deposit",
      "evidence.deposit",
    ]);
    expect(seen[0]?.block.outcomes.map(({ code }) => code)).toEqual([0, 0]);
    await four.step();
    expect(resolved).toBe(false);
    await four.step();
    await waiting;
    expect(seen.map(({ certifiedHeight }) => certifiedHeight)).toEqual([0, 0, 1]);
    expect(seen[2]?.certificate?.signatures).toHaveLength(4);
    await first.app.whenCertified(1);
  });

  it("opens again in the middle of a certification", async () => {
    const inner = consortium.organisations.map(() => new MemoryStore());
    const reopen = () =>
      Promise.all(
        consortium.organisations.map((own, i) =>
          openTestNode(consortium, own, pool, inner[i], { now: () => CREATED }),
        ),
      );
    const four = Lockstep.start(consortium, await reopen());
    await four.submit(await consortium.statement(1));
    const steps = [];
    while (four.busy) {
      steps.push(await four.step());
      four.nodes.splice(0, 4, ...(await reopen()));
    }
    expect(steps.map(({ certified }) => certified)).toEqual([false, false, true, false]);
    const { appHash } = (four.nodes[0] as TestNode).app.info();
    expect(toHex(appHash)).toBe(four.hashes[1]);
  });
});
