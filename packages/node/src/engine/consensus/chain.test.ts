import { toHex, utf8 } from "@tallystick/core/bytes";
import { type CborEncodable, decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { encodeGenesis, genesisLedgerId } from "@tallystick/core/genesis";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { formatTrust, quorumAt, trustFromGenesis } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import { metaKey } from "@tallystick/ledger/key-space";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { found, openLightNode, statement } from "../../../test/support/light-node.ts";
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
import { checkLastBlock } from "../recovery.ts";
import type { InitChainRequest } from "./application.ts";
import {
  type ChainStart,
  chainStart,
  chainStartFromJson,
  chainStartToJson,
  decodeChainStart,
  encodeChainStart,
} from "./chain-start.ts";
import { trustOfChain } from "./chain-trust.ts";
import { ConsensusFault } from "./consensus-fault.ts";

let pool: VerifyPool;
const consortium = new Consortium();
beforeAll(async () => {
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
});
afterAll(() => pool.close());

const open = () => openTestNode(consortium, consortium.organisations[0] as TestOrganisation, pool);
const startOf = ({ ledger }: TestNode): ChainStart =>
  chainStart(ledger.checkpoint, ledger.genesis.organisations);

describe("the start of a chain", () => {
  it("comes back from its bytes and from the app_state", async () => {
    const start = startOf(await open());
    expect(decodeChainStart("intl", encodeChainStart(start))).toEqual(start);
    const json = chainStartToJson(start);
    expect(chainStartFromJson("intl", json)).toEqual(start);
    // The engine writes its genesis file anew, with white space of its own.
    const written = JSON.stringify(JSON.parse(new TextDecoder().decode(json)), null, 4);
    expect(chainStartFromJson("intl", utf8(written))).toEqual(start);
  });

  it.each([
    "",
    "{}",
    "[]",
    '{"tallystick":""}',
    '{"tallystick":"00"}',
    '{"tallystick":"a0","x":1}',
  ])("is not %s", (text) => {
    expect(() => chainStartFromJson("intl", utf8(text))).toThrow(ConsensusFault);
  });

  it("refuses other members and other suites", async () => {
    const bytes = encodeChainStart(startOf(await open()));
    expect(() => decodeChainStart("gm", bytes)).toThrow(ConsensusFault);
    const map = decodeCbor(bytes) as Map<string, CborEncodable>;
    for (const name of map.keys()) {
      const without = new Map([...map].filter(([member]) => member !== name));
      expect(() => decodeChainStart("intl", encodeCbor(without))).toThrow(ConsensusFault);
    }
    expect(() => decodeChainStart("intl", encodeCbor(new Map([...map, ["x", 1]])))).toThrow();
  });
});

describe("founding a chain", () => {
  const request = (node: TestNode, change: Partial<InitChainRequest> = {}): InitChainRequest => ({
    chainId: "test",
    initialHeight: 1,
    timeMs: CREATED,
    validators: consortium.organisations.map(({ validator }) => validator),
    appState: chainStartToJson(startOf(node)),
    ...change,
  });
  const started = (node: TestNode, change: Partial<ChainStart>) =>
    request(node, { appState: chainStartToJson({ ...startOf(node), ...change }) });
  const [one, two, ...others] = consortium.organisations.map(({ validator }) => validator);

  it("takes the validators in any order, and may be repeated before the first block", async () => {
    const node = await open();
    const first = node.app.initChain(request(node));
    const validators = [...consortium.organisations.map(({ validator }) => validator)].reverse();
    expect(node.app.initChain(request(node, { validators }))).toEqual(first);
    expect(first.appHash).toHaveLength(32);
    expect(node.app.info().height).toBe(0);
  });

  it.each<[string, (node: TestNode) => InitChainRequest]>([
    ["another ledger", (node) => started(node, { ledgerId: new Uint8Array(32) })],
    ["another height", (node) => started(node, { height: 5 })],
    ["another log root", (node) => started(node, { logRoot: new Uint8Array(32) })],
    ["another state root", (node) => started(node, { stateRoot: new Uint8Array(32) })],
    ["another log size", (node) => started(node, { logSize: 1 })],
    [
      "other organisations than genesis names",
      (node) => started(node, { organisations: startOf(node).organisations.slice(1) }),
    ],
    ["another first height", (node) => request(node, { initialHeight: 2 })],
    ["a validator too few", (node) => request(node, { validators: [...others] })],
    [
      "another power",
      (node) =>
        request(node, {
          validators: [{ ...(one as never as object), power: 2 } as never, two as never, ...others],
        }),
    ],
    [
      "another validator",
      (node) =>
        request(node, {
          validators: [organisation(consortium.suite, "x").validator, two as never, ...others],
        }),
    ],
    ["no start of ours", (node) => request(node, { appState: utf8("{}") })],
  ])("is refused for %s", async (_, make) => {
    const node = await open();
    expect(() => node.app.initChain(make(node))).toThrow(ConsensusFault);
    await expect(node.app.commit()).rejects.toThrow(ConsensusFault);
  });

  it("needs a validator of every organisation", async () => {
    const founding = found();
    const own = organisation(founding.suite, "org");
    const node = await openTestNode(founding, own, pool);
    const appState = chainStartToJson(startOf(node));
    expect(() => node.app.initChain(request(node, { appState }))).toThrow("has no validator");
  });

  it("is refused by a store whose record of the chain is damaged", async () => {
    const inner = new MemoryStore();
    const open = () =>
      openTestNode(consortium, consortium.organisations[0] as TestOrganisation, pool, inner);
    await open();
    await inner.commit([{ key: metaKey("chain"), value: Uint8Array.of(1) }]);
    await expect(open()).rejects.toThrow("record-damaged");
  });
});

describe("a ledger that has outgrown one organisation", () => {
  it("goes on as a chain of four, its old receipts as valid as before", async () => {
    const founding = found("intl", CREATED);
    const inner = new MemoryStore();
    const alone = await openLightNode(founding, inner, { pool, now: () => CREATED + 1000 });
    const before = await Promise.all(
      [0, 1, 2].map((i) => statement(founding, i, { expiry: CREATED + 3_600_000 })),
    );
    for (const tx of before) await alone.engine.submit(tx);
    const receipts = new Receipts((keyId) => alone.ledger.identity(keyId)?.publicKey);
    const old = alone.engine.read((reader) => receipts.receipt(reader, 1));
    const { checkpoint } = alone.ledger;
    await alone.engine.stop();

    const newcomers = [1, 2, 3].map((i) => organisation(founding.suite, `new-${i}`));
    const keeper = { ...organisation(founding.suite, "org"), signer: founding.organisation };
    const all = [keeper, ...newcomers];
    const start = chainStart(
      checkpoint,
      all.map(({ id, signer, validator }) => ({
        id,
        name: id.toUpperCase(),
        key: signer.publicKey,
        validator,
      })),
    );
    const copy = async (): Promise<MemoryStore> => {
      const store = new MemoryStore();
      const pairs = inner.range({ gte: new Uint8Array(1), lt: Uint8Array.of(255) });
      await store.commit(Array.from(pairs, ([key, value]) => ({ key, value })));
      return store;
    };
    const nodes = await Promise.all(
      all.map(async (own) =>
        openTestNode(founding, own, pool, await copy(), { now: () => CREATED + 2000 }),
      ),
    );
    expect(nodes[0]?.app.info().height).toBe(0);
    const chain = Lockstep.start(founding, nodes, { start, timeMs: CREATED + 500 });
    const next = await statement(founding, 9, { expiry: CREATED + 3_600_000 });
    expect(await chain.submit(next, before[0] as Uint8Array)).toEqual([0, 6]);
    const steps = await chain.untilSilent({ now: CREATED + 5000 });
    expect(steps[0]?.height).toBe(4);
    expect(nodes[1]?.app.info().height).toBe(chain.height);

    const trust = trustOfChain(founding.trust, start);
    const { ledger, store } = nodes[2] as TestNode;
    checkLastBlock({ ledger, store, trust, certified: "some" });
    const later = new Receipts((keyId) => ledger.identity(keyId)?.publicKey);
    const judge = (receipt: Uint8Array, by = trust) =>
      verify({ receipt, trust: by, suites: nodeSuite });
    const fresh = later.receipt(ledger.reader(), 3);
    expect(judge(old).valid).toBe(true);
    expect(judge(old, founding.trust).valid).toBe(true);
    expect(toHex(later.receipt(ledger.reader(), 1))).toBe(toHex(old));
    expect(judge(fresh).valid).toBe(true);
    expect(judge(fresh).summary).toMatchObject({ height: 4, time: CREATED + 5000 });
    // Whoever has not taken the new trust file goes on with the signature of the one organisation.
    expect(judge(fresh, founding.trust).valid).toBe(true);
    expect([3, 4].map((height) => quorumAt(trust, height))).toEqual([1, 3]);
    expect(formatTrust(trust)).toContain('"new-3"');
    // A node with the trust file of before does not open the ledger of four.
    expect(() =>
      checkLastBlock({ ledger, store, trust: founding.trust, certified: "some" }),
    ).toThrow("the trust file does not know it");
  });

  it("keeps an organisation's key history, and closes that of one who left", () => {
    const { suite } = consortium;
    const stay = organisation(suite, "stay");
    const leave = organisation(suite, "leave");
    const genesis = encodeGenesis({
      name: "Test",
      suite: "intl",
      created: CREATED,
      organisations: [stay, leave].map(({ id, signer }) => ({
        id,
        name: id,
        key: signer.publicKey,
      })),
      members: [{ id: "op", organisation: "stay", role: "operator", key: stay.member.publicKey }],
      applications: ["evidence", "membership"],
    });
    const start: ChainStart = {
      ledgerId: genesisLedgerId(suite, genesis),
      height: 10,
      logSize: 0,
      logRoot: new Uint8Array(32),
      stateRoot: new Uint8Array(32),
      organisations: [
        { id: "stay", name: "Stay", key: stay.signer.publicKey, validator: stay.validator },
        { ...organisation(suite, "renewed"), name: "x", key: leave.member.publicKey },
      ],
    };
    const trust = trustOfChain(trustFromGenesis(genesis), start);
    expect(
      trust.organisations.map(({ id, keys }) => [
        id,
        ...keys.map(({ fromHeight, toHeight }) => [fromHeight, toHeight]),
      ]),
    ).toEqual([
      ["stay", [0, null]],
      ["leave", [0, 10]],
      ["renewed", [11, null]],
    ]);
    const other = organisation(suite, "stay");
    const renewed = trustOfChain(trust, {
      ...start,
      height: 20,
      organisations: [{ id: "stay", name: "Stay", key: other.signer.publicKey }],
    });
    expect(
      renewed.organisations
        .find(({ id }) => id === "stay")
        ?.keys.map(({ fromHeight, toHeight }) => [fromHeight, toHeight]),
    ).toEqual([
      [0, 20],
      [21, null],
    ]);
    expect(renewed.quorums).toEqual([
      { fromHeight: 0, quorum: 2 },
      { fromHeight: 11, quorum: 2 },
      { fromHeight: 21, quorum: 1 },
    ]);
    expect(formatTrust(renewed)).toContain("quorums");
  });
});
