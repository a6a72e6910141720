import { toHex } from "@tallystick/core/bytes";
import { type CborEncodable, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { decodeCertificate, encodeCertificate } from "@tallystick/core/certificate";
import { signCheckpoint } from "@tallystick/core/checkpoint";
import { generateKey } from "@tallystick/core/suite/node-keys";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import { checkpointOf } from "@tallystick/ledger/block-record";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  organisation,
  type TestNode,
  type TestOrganisation,
} from "../../../test/support/lockstep.ts";
import { Receipts } from "../../receipts.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";

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

function _receiptAt(one: TestNode, index: number): Uint8Array {
  return receiptsOf(one).receipt(one.ledger.reader(), index);
}

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
