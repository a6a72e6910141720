import { describe, expect, test } from "vitest";
import { engineCommit, FOUR, trusting } from "../../test/support/engine.ts";
import { facts, input } from "../../test/support/layers.ts";
import { START, validators } from "../../test/support/light-chain.ts";
import { CREATED, makeEntry, makeReceipt, makeWorld } from "../../test/support/world.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { EngineCommit } from "../engine-commit.ts";
import { decodeReceipt, encodeReceipt } from "../receipt.ts";
import { nodeSuite } from "../suite/node-suite.ts";
import { formatTrust, parseTrust, type Trust } from "../trust.ts";
import { extendTrust } from "../trust-update.ts";
import { verify } from "../verify.ts";

const world = makeWorld({ suite: "intl", organisations: 4 });
const entry = await makeEntry(world, { input, data: { ordinal: 0 } });
const { suite } = world;

/** A receipt of which `signers` of the four organisations signed the checkpoint, with an engine part. */
async function receiptWith(
  part: (checkpoint: Checkpoint) => EngineCommit | undefined,
  signers = 3,
): Promise<Uint8Array> {
  const receipt = await makeReceipt(world, entry, { signers });
  const engine = part(receipt.checkpoint);
  return encodeReceipt(engine === undefined ? receipt : { ...receipt, engine });
}

const good = await receiptWith((checkpoint) => engineCommit(suite, checkpoint));

/** Code of the layer, and whether the receipt is valid. */
function judged(receipt: Uint8Array, trust: Trust = trusting(world.trust)): [string, boolean] {
  const { layers, valid } = verify({ receipt, trust, file: facts });
  return [layers.find(({ layer }) => layer === "engine")?.code ?? "none", valid];
}

describe("a receipt with the engine's own commit", () => {
  test("passes one layer more", () => {
    expect(judged(good)).toEqual(["engine-decided", true]);
    const { engine } = decodeReceipt(good);
    expect(engine?.votes).toHaveLength(4);
    expect(encodeReceipt(decodeReceipt(good))).toEqual(good);
  });

  test("passes under the other suite, which hashes the state", async () => {
    const gm = makeWorld({ suite: "gm", organisations: 1 });
    const receipt = await makeReceipt(gm, await makeEntry(gm, { input, data: { ordinal: 0 } }));
    const bytes = encodeReceipt({ ...receipt, engine: engineCommit(gm.suite, receipt.checkpoint) });
    expect(judged(bytes, trusting(gm.trust))).toEqual(["engine-decided", true]);
  });

  test("needs only more than two thirds of the votes, whoever is missing", async () => {
    for (const missing of FOUR) {
      const bytes = await receiptWith((one) =>
        engineCommit(suite, one, { votes: ({ key }) => key !== missing.key }),
      );
      expect(judged(bytes)).toEqual(["engine-decided", true]);
    }
  });

  test("is as valid as without under a trust file that says nothing of an engine", () => {
    expect(judged(good, world.trust)).toEqual(["engine-untrusted", true]);
  });

  test("survives its trust file being written and read", () => {
    expect(judged(good, parseTrust(formatTrust(trusting(world.trust))))).toEqual([
      "engine-decided",
      true,
    ]);
  });
});

describe("what the trust file says of it", () => {
  test("optional: a receipt without one is valid, and the quorum is not replaced", async () => {
    expect(judged(await receiptWith(() => undefined))).toEqual(["engine-absent", true]);
    const two = await receiptWith((one) => engineCommit(suite, one), 2);
    expect(judged(two)).toEqual(["engine-decided", false]);
  });

  test("required: a receipt without one is not valid", async () => {
    const trust = trusting(world.trust, "required");
    expect(judged(await receiptWith(() => undefined), trust)).toEqual(["engine-missing", false]);
    expect(judged(good, trust)).toEqual(["engine-decided", true]);
    const two = await receiptWith((one) => engineCommit(suite, one), 2);
    expect(judged(two, trust)).toEqual(["engine-decided", false]);
  });

  test("sufficient: either will do, and what neither shows is not valid", async () => {
    const trust = trusting(world.trust, "sufficient");
    expect(judged(await receiptWith(() => undefined), trust)).toEqual(["engine-absent", true]);
    const two = await receiptWith((one) => engineCommit(suite, one), 2);
    expect(judged(two, trust)).toEqual(["engine-decided", true]);
    const weak = (one: Checkpoint) =>
      engineCommit(suite, one, { votes: ({ key }) => key === FOUR[0]?.key });
    expect(judged(await receiptWith(weak, 2), trust)).toEqual(["engine-power-too-little", false]);
    expect(judged(await receiptWith(() => undefined, 2), trust)[1]).toBe(false);
  });
});

describe("hostile parts fail their layer, and the receipt with it", () => {
  const others = validators(10, 14);
  test.each<[string, string, Parameters<typeof engineCommit>[2]]>([
    ["a commit of validators that the trust file lacks", "engine-set-differs", { set: others }],
    ["another chain's", "engine-chain-differs", { header: { chainId: "tally-other-1" } }],
    ["the header of another height", "engine-height-differs", { header: { height: 9 } }],
    ["of too few votes", "engine-power-too-little", { votes: () => false }],
    ["another app hash", "engine-state-differs", { header: { appHash: new Uint8Array(32) } }],
    ["another last certified height", "engine-state-differs", { part: { certified: 7 } }],
    ["another pending age", "engine-state-differs", { part: { pending: 3 } }],
    ["a header from after the checkpoint", "engine-time-differs", { header: { time: START * 2n } }],
    ["another protocol", "engine-protocol-unknown", { header: { version: { block: 12, app: 1 } } }],
    ["another round than was signed", "engine-signature-bad", { part: { round: 1 } }],
    [
      "parts that nobody signed",
      "engine-signature-bad",
      { part: { parts: { total: 2, hash: new Uint8Array(32) } } },
    ],
    ["one vote too few places", "engine-votes-malformed", { part: { votes: [null, null, null] } }],
    [
      "no parts",
      "engine-votes-malformed",
      { part: { parts: { total: 0, hash: new Uint8Array(32) } } },
    ],
  ])("%s", async (_, code, change) => {
    const bytes = await receiptWith((one) => engineCommit(suite, one, change));
    expect(judged(bytes)).toEqual([code, false]);
    expect(judged(bytes, trusting(world.trust, "sufficient"))).toEqual([code, false]);
  });

  test("a commit of another block's state, put into this receipt", async () => {
    const bytes = await receiptWith((one) =>
      engineCommit(suite, { ...one, logSize: one.logSize + 1, stateRoot: new Uint8Array(32) }),
    );
    expect(judged(bytes)).toEqual(["engine-state-differs", false]);
  });

  test("a vote of one validator in the place of another", async () => {
    const bytes = await receiptWith((one) => {
      const part = engineCommit(suite, one);
      const [first, second, ...rest] = part.votes;
      return { ...part, votes: [second ?? null, first ?? null, ...rest] };
    });
    expect(judged(bytes)).toEqual(["engine-signature-bad", false]);
  });

  test("one vote shown four times", async () => {
    const bytes = await receiptWith((one) => {
      const part = engineCommit(suite, one);
      return { ...part, votes: part.votes.map(() => part.votes[0] ?? null) };
    });
    expect(judged(bytes)).toEqual(["engine-signature-bad", false]);
  });

  test("every byte of it counts", () => {
    const part = decodeReceipt(good).engine as EngineCommit;
    const flipped = (bytes: Uint8Array, at: number) =>
      bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const codes = new Set<string>();
    const check = (engine: EngineCommit): void => {
      const [code, valid] = judged(encodeReceipt({ ...decodeReceipt(good), engine }));
      expect(valid, code).toBe(false);
      codes.add(code);
    };
    for (const [leaf, bytes] of part.header.entries()) {
      for (let at = 0; at < bytes.length; at++) {
        const header = part.header.map((one, i) => (i === leaf ? flipped(one, at) : one));
        check({ ...part, header });
      }
    }
    for (const [place, vote] of part.votes.entries()) {
      if (vote === null) continue;
      const replaced = (other: typeof vote) =>
        part.votes.map((one, i) => (i === place ? other : one));
      check({ ...part, votes: replaced({ ...vote, time: vote.time + 1n }) });
      check({ ...part, votes: replaced({ ...vote, signature: flipped(vote.signature, 40) }) });
    }
    expect(codes).toContain("engine-signature-bad");
  });

  test("no changed byte of the whole receipt is passed over, and none is a fault", () => {
    const trust = trusting(world.trust);
    for (let at = 0; at < good.length; at += 3) {
      const receipt = good.slice();
      receipt[at] = (receipt[at] as number) ^ (1 << (at % 8));
      const { valid, layers } = verify({ receipt, trust, file: facts, suites: nodeSuite });
      expect(valid, `byte ${at}`).toBe(false);
      expect(layers[0]?.code, `byte ${at}`).not.toBe("internal");
    }
  });

  test("before the first set of the trust file", () => {
    const trust = trusting(world.trust);
    const later = {
      ...trust.engine,
      sets: trust.engine.sets.map((set) => ({ ...set, fromHeight: 3 })),
    };
    expect(judged(good, { ...trust, engine: later })).toEqual(["engine-before-trust", false]);
  });
});

test.each([
  ["an unknown rule", { rule: "maybe" }],
  ["no set", { sets: [] }],
  ["one key twice", { sets: [{ fromHeight: 1, validators: [0, 0] }] }],
  [
    "sets out of order",
    {
      sets: [
        { fromHeight: 2, validators: [0] },
        { fromHeight: 2, validators: [1] },
      ],
    },
  ],
  ["an unknown member", { more: 1 }],
  ["a chain of no name", { chain: "" }],
])("a trust file is refused for %s", (_, change) => {
  const document = JSON.parse(formatTrust(trusting(world.trust))) as Record<string, object>;
  const validator = (i: unknown) =>
    typeof i === "number" ? { key: String(i).repeat(64), power: 1 } : i;
  const sets = (change as { sets?: { validators: unknown[] }[] }).sets?.map((set) => ({
    ...set,
    validators: set.validators.map(validator),
  }));
  const engine = { ...document["engine"], ...change, ...(sets && { sets }) };
  expect(() => parseTrust(JSON.stringify({ ...document, engine }))).toThrow(/trust/i);
});

test("the checkpoint's time is what a receipt says of time, with the engine alone too", async () => {
  const receipt = await receiptWith((one) => engineCommit(suite, one), 2);
  const trust = trusting(world.trust, "sufficient");
  const { layers } = verify({ receipt, trust, file: facts });
  const time = layers.find(({ layer }) => layer === "time");
  expect(time).toMatchObject({ code: "not-after", data: { time: CREATED + 1_234 } });
});

test("the engine's validators follow the organisations, and what was decided before stays so", () => {
  const trust = trusting(world.trust);
  const roster = world.organisations.map(({ id, signer }, i) => ({
    ...{ id, name: id, key: signer.publicKey },
    validator: validators(10 + i, 11 + i).map(({ key, power }) => ({ key, power }))[0] as never,
  }));
  const later = extendTrust(trust, { fromHeight: 3, organisations: roster });
  expect(later.engine?.sets.map(({ fromHeight }) => fromHeight)).toEqual([1, 3]);
  expect(judged(good, parseTrust(formatTrust(later)))).toEqual(["engine-decided", true]);
  const sooner = extendTrust(trust, { fromHeight: 2, organisations: roster });
  expect(judged(good, sooner)).toEqual(["engine-set-differs", false]);
});
