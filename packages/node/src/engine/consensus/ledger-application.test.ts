import { fromHex, toHex } from "@tallystick/core/bytes";
import { type CborEncodable, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { decodeCertificate, encodeCertificate } from "@tallystick/core/certificate";
import {
  decodeCheckpointProtected,
  signCheckpoint,
  verifyCheckpointSignature,
} from "@tallystick/core/checkpoint";
import { decodeReceipt } from "@tallystick/core/receipt";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verify } from "@tallystick/core/verify";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import { checkpointOf } from "@tallystick/ledger/block-record";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  openTestNode,
  organisation,
  type TestNode,
  type TestOrganisation,
} from "../../../test/support/lockstep.ts";
import { Receipts } from "../../receipts.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";
import { chainStart, chainStartToJson } from "./chain-start.ts";
import { ConsensusFault } from "./consensus-fault.ts";
import type { HaltReport } from "./halt.ts";
import type { CommittedBlock } from "./ledger-application.ts";
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

describe("a certificate in a proposal", () => {
  let good: Uint8Array;
  let map: Map<string, CborEncodable>;
  beforeEach(async () => {
    await chain.submit(await consortium.statement(1));
    await chain.step();
    await chain.step();
    [good] = (await chain.propose()) as [Uint8Array];
    map = new Map(decodeCbor(good) as Map<string, CborEncodable>);
  });
  const accepted = async (...txs: Uint8Array[]) =>
    Promise.all(chain.nodes.map(({ app }) => app.processProposal(chain.block(txs))));
  const all = [true, true, true, true];
  const none = [false, false, false, false];
  const signatures = () => map.get("signatures") as [Uint8Array, Uint8Array][];
  const edited = (changed: [Uint8Array, Uint8Array][]) =>
    encodeCbor(new Map([...map, ["signatures", changed]]));

  it("holds with all the signatures and with any three in their order", async () => {
    expect(await accepted(good)).toEqual(all);
    for (let left = 0; left < 4; left++) {
      expect(await accepted(edited(signatures().filter((_, i) => i !== left)))).toEqual(all);
    }
  });

  it("may be missing", async () => {
    expect(await accepted()).toEqual(all);
  });

  it("is refused short, doubled, padded, in another order, or with a forged signature", async () => {
    const [a, b, c, d] = signatures() as [never, never, never, never];
    const [head, value] = a as [Uint8Array, Uint8Array];
    const forged = value.slice();
    forged[10] = (forged[10] ?? 0) ^ 1;
    for (const wrong of [
      [a, b],
      [a, a, b, c],
      [a, b, c, c],
      [b, a, c, d],
      [[head, forged], b, c, d],
      [[head, (b as Uint8Array[])[1]], b, c, d],
    ] as [Uint8Array, Uint8Array][][]) {
      expect(await accepted(edited(wrong))).toEqual(none);
    }
  });

  it("is refused when strangers signed it, or other keys of known organisations", async () => {
    const { ledger } = node(0);
    const checkpoint = checkpointOf(
      ledger.ledgerId,
      ledger.reader().block(1) as BlockRecord,
      ledger.reader().block(2)?.time,
    );
    const { height, time } = checkpoint;
    for (const ids of [
      ["org-0", "org-1", "org-2"],
      ["x", "y", "z"],
    ]) {
      const forged = await Promise.all(
        ids.map((id) =>
          signCheckpoint(generateKey(consortium.suite), id, checkpoint, consortium.suite),
        ),
      );
      expect(await accepted(encodeCertificate({ height, time, signatures: forged }))).toEqual(none);
    }
  });

  it.each<[string, (block: BlockRecord) => object]>([
    ["another time", () => ({ time: CREATED + HOUR })],
    ["another state", () => ({ stateRoot: new Uint8Array(32) })],
    ["another log", () => ({ logRoot: new Uint8Array(32) })],
    ["another size", () => ({ logSize: 2 })],
    ["another ledger", () => ({ ledgerId: new Uint8Array(32) })],
    ["another height", () => ({ height: 2 })],
  ])("is refused over %s, even when all have signed it", async (_, change) => {
    const { ledger } = node(0);
    const block = ledger.reader().block(1) as BlockRecord;
    const time = ledger.reader().block(2)?.time ?? 0;
    const claim = { ...checkpointOf(ledger.ledgerId, block, time), ...change(block) };
    const signed = await Promise.all(
      consortium.organisations.map(({ id, signer }) =>
        signCheckpoint(signer, id, claim, consortium.suite),
      ),
    );
    const forged = encodeCertificate({
      height: claim.height,
      time: claim.time,
      signatures: signed,
    });
    expect(await accepted(forged)).toEqual(none);
  });

  it("is refused anywhere but first, twice, and again once it is stored", async () => {
    const statement = await consortium.statement(2);
    expect(await accepted(good, statement)).toEqual(all);
    expect(await accepted(statement, good)).toEqual(none);
    expect(await accepted(good, good)).toEqual(none);
    await chain.step();
    expect(await accepted(good)).toEqual(none);
  });

  it("is no statement that the mempool takes", async () => {
    expect(await chain.submit(good)).toEqual([OUTCOMES.malformed.number]);
  });

  it("that does not hold changes nothing when it was decided all the same", async () => {
    const short = edited(signatures().slice(0, 2));
    const block = { ...chain.block([short]), misbehaviour: [] };
    const { txResults } = await node(0).app.finalizeBlock(block);
    expect(txResults.map(({ code }) => code)).toEqual([OUTCOMES.malformed.number]);
    await node(0).app.commit();
    expect(node(0).ledger.logSize).toBe(1);
    expect(node(0).app.certifiedHeight).toBe(0);
  });

  it("is made of good signatures alone, whatever reached the proposer", async () => {
    const [first] = chain.votes;
    const stranger = organisation(consortium.suite, "x").address;
    chain.votes.push(
      { address: stranger, power: 1, extension: first?.extension ?? new Uint8Array(0) },
      { address: member(1).address, power: 1, extension: Uint8Array.of(9) },
    );
    const [certificate] = (await chain.propose()) as [Uint8Array];
    expect(decodeCertificate(certificate).signatures).toHaveLength(4);
    chain.votes = chain.votes.slice(0, 2);
    expect(await chain.propose()).toEqual([]);
  });
});

describe("transactions", () => {
  it("are refused by the mempool with the ledger's outcomes", async () => {
    const good = await consortium.statement(1);
    const forged = good.slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const cases: [Uint8Array, { number: number }][] = [
      [good, OUTCOMES.accepted],
      [new Uint8Array(0), OUTCOMES.malformed],
      [Uint8Array.of(0xd2, 0x84), OUTCOMES.malformed],
      [new Uint8Array(70_000).fill(0xd2), OUTCOMES.tooLarge],
      [forged, OUTCOMES.badSignature],
      [
        await consortium.statement(2, { signer: generateKey(consortium.suite) }),
        OUTCOMES.unknownKey,
      ],
      [await consortium.statement(3, { expiry: 1 }), OUTCOMES.expired],
    ];
    const codes = await Promise.all(
      cases.map(async ([tx]) => (await node(0).app.checkTx(tx, false)).code),
    );
    expect(codes).toEqual(cases.map(([, { number }]) => number));
  });

  it("are looked at again after a block, without checking signatures again", async () => {
    const txs = await Promise.all([1, 2].map((i) => consortium.statement(i)));
    expect(await chain.submit(...txs)).toEqual([0, 0]);
    const [first, second] = txs as [Uint8Array, Uint8Array];
    await chain.step({ propose: () => [first] });
    const again = await Promise.all(txs.map((tx) => node(1).app.checkTx(tx, true)));
    expect(again.map(({ code }) => code)).toEqual([OUTCOMES.replayed.number, 0]);
    expect(decodeCbor(again[0]?.data ?? new Uint8Array(0))).toEqual(new Map([["index", 0]]));
    expect(chain.mempool).toEqual([second]);
  });

  it("have their signatures checked once", async () => {
    const own = await VerifyPool.open({ suite: "intl", size: 1 });
    let checked = 0;
    const counting = Object.create(own, {
      verify: {
        value: (items: Parameters<VerifyPool["verify"]>[0]) => {
          checked += items.length;
          return own.verify(items);
        },
      },
    }) as VerifyPool;
    const four = await Lockstep.open(consortium, counting, { now: () => CREATED });
    const txs = await Promise.all(Array.from({ length: 20 }, (_, i) => consortium.statement(i)));
    await four.submit(...txs);
    expect(checked).toBe(80);
    await four.untilSilent();
    expect(four.nodes[0]?.ledger.logSize).toBe(20);
    expect(checked).toBe(80);
    await own.close();
  });

  it("that did not come through a node's mempool are checked when they are proposed", async () => {
    const tx = await consortium.statement(1);
    await chain.step({ propose: () => [tx] });
    expect(node(0).ledger.logSize).toBe(1);
  });

  it.each<[string, () => Promise<Uint8Array[]>]>([
    ["no statement", async () => [Uint8Array.of(1)]],
    [
      "a statement twice",
      async () => [await consortium.statement(1), await consortium.statement(1)],
    ],
    [
      "two statements with one id",
      async () => [await consortium.statement(1), await consortium.statement(2, { id: 1 })],
    ],
    ["an expired statement", async () => [await consortium.statement(1, { expiry: CREATED })]],
    [
      "a forged signature",
      async () => {
        const tx = await consortium.statement(1);
        tx[tx.length - 1] = (tx.at(-1) ?? 0) ^ 1;
        return [tx];
      },
    ],
    [
      "more than the ledger's limit",
      async () => new Array<Uint8Array>(10_001).fill(Uint8Array.of(0xd2)),
    ],
  ])("make a proposal refused by all: %s", async (_, make) => {
    const txs = await make();
    await expect(chain.step({ propose: () => txs })).rejects.toThrow("refused");
    expect(node(0).ledger.height).toBe(0);
  });

  it("that are bad come to the same on every node when they are decided all the same", async () => {
    const good = await consortium.statement(1);
    const forged = (await consortium.statement(2)).slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const txs = [good, good, Uint8Array.of(1, 2), forged];
    const block = { ...chain.block(txs), misbehaviour: [] };
    const results = await Promise.all(chain.nodes.map(({ app }) => app.finalizeBlock(block)));
    expect(new Set(results.map(({ appHash }) => toHex(appHash))).size).toBe(1);
    expect(results[0]?.txResults.map(({ code }) => code)).toEqual([
      0,
      OUTCOMES.replayed.number,
      OUTCOMES.malformed.number,
      OUTCOMES.badSignature.number,
    ]);
  });

  it("that no longer hold are left out of a proposal, and those that fit are taken in order", async () => {
    const txs = await Promise.all([1, 2, 3, 4].map((i) => consortium.statement(i)));
    const [one, two, three, four] = txs as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    await chain.step({ propose: () => [one] });
    const propose = (maxTxBytes: number) =>
      node(0).app.prepareProposal({
        height: 2,
        timeMs: chain.headerTime,
        maxTxBytes,
        txs: [one, two, Uint8Array.of(1), two, three, four],
        lastExtensions: [],
      });
    expect(await propose(4_000_000)).toEqual([two, three, four]);
    expect(await propose(two.length + three.length + 6)).toEqual([two, three]);
    expect(await propose(two.length + three.length + 5)).toEqual([two]);
    expect(await propose(0)).toEqual([]);
  });
});

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
