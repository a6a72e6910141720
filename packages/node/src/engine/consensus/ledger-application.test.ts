import { fromHex, toHex } from "@tallystick/core/bytes";
import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import {
  decodeCheckpointProtected,
  signCheckpoint,
  verifyCheckpointSignature,
} from "@tallystick/core/checkpoint";
import { decodeReceipt } from "@tallystick/core/receipt";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verify } from "@tallystick/core/verify";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import { checkpointOf } from "@tallystick/ledger/block-record";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  type TestNode,
  type TestOrganisation,
} from "../../../test/support/lockstep.ts";
import { Receipts } from "../../receipts.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";
import type { AnotherRoot } from "./misconduct.ts";
import { encodeVoteExtension } from "./vote-extension.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

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

function receiptAt(one: TestNode, index: number): Uint8Array {
  return receiptsOf(one).receipt(one.ledger.reader(), index);
}

describe.each(["intl", "gm"] as const)("four organisations, suite %s", (suite) => {
  it("give receipts with the signatures of a quorum, which verify() accepts", async () => {
    const own = await VerifyPool.open({ suite, size: 1 });
    const founders = new Consortium(suite);
    const four = await Lockstep.open(founders, own, { now: () => CREATED });
    const txs = await Promise.all([1, 2, 3].map((i) => founders.statement(i, { by: i })));
    expect(await four.submit(...txs)).toEqual([0, 0, 0]);
    await four.untilSilent();
    const receipts = four.nodes.map((one) => receiptAt(one, 1));
    expect(new Set(receipts.map(toHex)).size).toBe(1);
    const [receipt] = receipts as [Uint8Array];
    const result = verify({ receipt, trust: founders.trust, suites: nodeSuite });
    expect(result.layers.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    const signatures = result.layers.find(({ layer }) => layer === "checkpoint-signatures");
    expect(signatures?.data).toMatchObject({ counted: 4, quorum: 3, height: 1 });
    await own.close();
  });

  it("need three: two signatures certify nothing", async () => {
    const own = await VerifyPool.open({ suite, size: 1 });
    const founders = new Consortium(suite);
    const four = await Lockstep.open(founders, own, { now: () => CREATED });
    await four.submit(await founders.statement(1));
    const two = (voter: number, extension: Uint8Array) =>
      voter < 2 ? extension : new Uint8Array(0);
    const steps = await four.untilSilent({ extend: two });
    expect(steps.some(({ certified }) => certified)).toBe(false);
    expect(() => receiptAt(four.nodes[0] as TestNode, 0)).toThrow("have not signed");
    // The chain has fallen silent all the same; its next heartbeat certifies what is there.
    await four.step();
    expect((await four.step()).certified).toBe(true);
    const receipt = receiptAt(four.nodes[3] as TestNode, 0);
    expect(decodeReceipt(receipt).checkpoint).toMatchObject({ height: steps.length, logSize: 1 });
    const result = verify({ receipt, trust: founders.trust, suites: nodeSuite });
    expect(result.layers.find(({ layer }) => layer === "time")?.verdict).toBe("pass");
    await own.close();
  });
});

describe("a quiet chain", () => {
  it("makes the blocks that certification takes and falls silent", async () => {
    expect(chain.busy).toBe(true); // The first block of a chain is always made.
    expect(await chain.untilSilent()).toHaveLength(1);
    await chain.submit(await consortium.statement(1));
    const steps = await chain.untilSilent();
    expect(steps.map(({ codes, certified }) => [codes.length, certified])).toEqual([
      [1, false], // the entry
      [0, false], // the votes on this block carry the signatures
      [1, true], // the certificate
      [0, false], // tells the engine that the certificate has moved the app hash
    ]);
    for (const { app } of chain.nodes) expect(app.certifiedHeight).toBe(2);
    const heartbeats = [await chain.step(), await chain.step(), await chain.step()];
    expect(new Set(heartbeats.map(({ appHash }) => appHash)).size).toBe(1);
    expect(heartbeats.some(({ certified }) => certified)).toBe(false);
  });

  it("never claims a time before the records, however stale the header", async () => {
    await chain.untilSilent({ now: CREATED + 2 * MINUTE });
    // Nothing happens for ten hours. Then somebody deposits; the header still has the old time.
    const later = CREATED + 10 * HOUR;
    await chain.submit(await consortium.statement(1));
    const { height } = await chain.step({ now: later });
    const block = node(0).ledger.reader().block(height) as BlockRecord;
    expect(block.time).toBeLessThan(CREATED + 3 * MINUTE);
    await chain.untilSilent();
    const receipt = receiptAt(node(0), 0);
    const { checkpoint } = decodeReceipt(receipt);
    expect(checkpoint).toMatchObject({ height, time: later });
    const early = verify({ receipt, trust: consortium.trust, now: later - HOUR });
    expect(early.layers.find(({ layer }) => layer === "time")?.code).toBe("time-in-future");
    expect(verify({ receipt, trust: consortium.trust, now: later }).summary?.time).toBe(later);
  });

  it("is certified again when its last certificate is an hour old", async () => {
    await chain.submit(await consortium.statement(1));
    await chain.untilSilent();
    const { certifiedHeight } = node(0).app;
    const at = chain.headerTime;
    await chain.step({ now: at + HOUR - MINUTE });
    await chain.step({ now: at + HOUR - MINUTE });
    expect((await chain.step()).certified).toBe(false);
    await chain.step({ now: at + HOUR + MINUTE });
    const steps = [await chain.step(), await chain.step()];
    expect(steps.map(({ certified }) => certified)).toEqual([false, true]);
    expect(node(0).app.certifiedHeight).toBeGreaterThan(certifiedHeight);
    expect(node(0).ledger.reader().lastCertified()?.checkpoint.time).toBe(at + HOUR + MINUTE);
    await chain.untilSilent();
  });

  it("certifies every block under steady load, two blocks later", async () => {
    for (let i = 1; i <= 6; i++) {
      await chain.submit(await consortium.statement(i));
      await chain.step();
    }
    await chain.untilSilent();
    const reader = node(2).ledger.reader();
    expect([1, 2, 3, 4, 5, 6].map((height) => reader.certificate(height)?.time)).toEqual(
      [1, 2, 3, 4, 5, 6].map((height) => reader.block(height + 1)?.time),
    );
  });
});

describe("an organisation that lies", () => {
  /** The extension of organisation 3 with some of the checkpoint's members changed. */
  async function lie(change: object): Promise<Uint8Array> {
    const { ledger, own } = node(3);
    const block = ledger.reader().block(ledger.height) as BlockRecord;
    const claim = { ...checkpointOf(ledger.ledgerId, block, chain.headerTime), ...change };
    const signature = await signCheckpoint(own.signer, own.id, claim, consortium.suite);
    return encodeVoteExtension({ ...signature, logRoot: claim.logRoot });
  }
  const byThree = (make: () => Promise<Uint8Array>) => ({
    extend: (voter: number, honest: Uint8Array) =>
      voter === 3 && honest.length > 0 ? make() : honest,
  });

  it.each([
    ["log root", { logRoot: new Uint8Array(32) }],
    ["state root", { stateRoot: new Uint8Array(32) }],
    ["log size", { logSize: 7 }],
  ])("about the %s is named with proof, and the others certify without it", async (_, change) => {
    await chain.submit(await consortium.statement(1));
    const steps = await chain.untilSilent(byThree(() => lie(change)));
    expect(steps.map(({ certified }) => certified)).toEqual([false, false, true, false]);
    const certificate = node(0).ledger.reader().certificate(1);
    expect(certificate?.headers.map(({ organisation: id }) => id)).toEqual([
      "org-0",
      "org-1",
      "org-2",
    ]);
    for (const position of [0, 1, 2]) {
      const [report, ...others] = node(position).app.misconduct as [AnotherRoot];
      expect(others).toEqual([]);
      expect(report).toMatchObject({ kind: "another-root", organisation: "org-3", height: 1 });
      // Anybody can check it: the organisation's own key signed this height over another root.
      const header = decodeCheckpointProtected(fromHex(report.protected));
      const signature = {
        protected: fromHex(report.protected),
        signature: fromHex(report.signature),
      };
      const { key } = consortium.trust.organisations[3]?.keys[0] ?? {};
      if (key === undefined) throw new Error("no key");
      const root = fromHex(report.claimed.logRoot);
      expect(verifyCheckpointSignature(consortium.suite, key, root, signature)).toBe(true);
      expect(header.checkpoint.height).toBe(1);
      const same =
        report.claimed.logRoot === report.own.logRoot &&
        report.claimed.stateRoot === report.own.stateRoot &&
        report.claimed.logSize === report.own.logSize;
      expect(same).toBe(false);
    }
  });

  it("about the time is not counted", async () => {
    await chain.submit(await consortium.statement(1));
    await chain.untilSilent(byThree(() => lie({ time: CREATED + 99 * HOUR })));
    expect(node(0).ledger.reader().certificate(1)?.signatures).toHaveLength(3);
    expect(node(0).app.misconduct).toEqual([]);
  });

  it.each<[string, (honest: Uint8Array) => Promise<Uint8Array>]>([
    ["bytes that are none", async () => Uint8Array.of(1, 2, 3)],
    ["a megabyte", async () => new Uint8Array(1_000_000)],
    ["another's signature", async () => await node(1).app.extendVote(chain.block([]))],
    ["another height", () => lie({ height: 9 })],
    ["another ledger", () => lie({ ledgerId: new Uint8Array(32) })],
    [
      "a signature that is not valid",
      async (honest) => {
        const [head, signature, root] = decodeCbor(honest) as [Uint8Array, Uint8Array, Uint8Array];
        const bad = signature.slice();
        bad[40] = (bad[40] ?? 0) ^ 1;
        return encodeCbor([head, bad, root]);
      },
    ],
  ])("with %s has its vote refused by all", async (_, make) => {
    await chain.submit(await consortium.statement(1));
    await chain.step();
    await chain.step({ extend: (voter, honest) => (voter === 3 ? make(honest) : honest) });
    expect(chain.votes).toHaveLength(3);
    expect((await chain.step()).certified).toBe(true);
    expect(node(0).app.misconduct).toEqual([]);
  });

  it("is named when the engine caught it at voting twice", async () => {
    const misbehaviour = [
      {
        kind: "duplicate-vote" as const,
        address: member(2).address,
        power: 1,
        height: 1,
        timeMs: CREATED,
      },
    ];
    await node(0).app.finalizeBlock({ ...chain.block([]), misbehaviour });
    expect(node(0).app.misconduct).toEqual([
      { kind: "duplicate-vote", organisation: "org-2", height: 1 },
    ]);
  });
});
