import { describe, expect, test } from "vitest";
import { exampleBytes, exampleSigner } from "../../test/support/keys.ts";
import {
  codeOf,
  four,
  good,
  input,
  layerOf,
  one,
  sha256,
  trust,
} from "../../test/support/layers.ts";
import { makeState } from "../../test/support/state.ts";
import {
  CREATED,
  depositReceipt,
  makeEntry,
  makeReceipt,
  makeWorld,
} from "../../test/support/world.ts";
import { signCheckpoint } from "../checkpoint.ts";
import { encodeReceipt } from "../receipt.ts";
import type { Trust } from "../trust.ts";
import { verify } from "../verify.ts";

describe("trust", () => {
  test("another ledger of the same organisations", () => {
    const other = { ...trust, ledgerId: exampleBytes("other", 32) };
    expect(codeOf("ledger", { receipt: good, trust: other })).toBe("ledger-differs");
    expect(verify({ receipt: good, trust: other }).valid).toBe(false);
  });

  test("a trust file of the other suite", () => {
    const other = makeWorld({ suite: "gm" }).trust;
    const outcome = verify({ receipt: good, trust: { ...other, ledgerId: trust.ledgerId } });
    expect(outcome.layers.find(({ layer }) => layer === "ledger")?.code).toBe("suite-differs");
    expect(outcome.valid).toBe(false);
  });

  test("blocks before the file speaks", () => {
    const later = { ...trust, fromHeight: 3 };
    expect(codeOf("checkpoint-signatures", { receipt: good, trust: later })).toBe("before-trust");
    expect(verify({ receipt: good, trust: { ...trust, fromHeight: 2 } }).valid).toBe(true);
  });

  test("the heights of a key are inclusive at both ends", () => {
    const valid = (fromHeight: number, toHeight: number | null) =>
      verify({ receipt: good, trust: withHeights(trust, fromHeight, toHeight) }).valid;
    expect([valid(2, 2), valid(0, null), valid(0, 2), valid(2, null)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([valid(3, null), valid(0, 1)]).toEqual([false, false]);
    const expired = withHeights(trust, 0, 1);
    expect(codeOf("checkpoint-signatures", { receipt: good, trust: expired })).toBe(
      "organisation-key-expired",
    );
  });

  test("an organisation that nobody knows cannot sign for one that is known", () => {
    const strangers = makeWorld({ suite: "intl", organisations: 2 }).trust.organisations.slice(1);
    const other = { ...trust, organisations: strangers };
    expect(codeOf("checkpoint-signatures", { receipt: good, trust: other })).toBe("quorum-missed");
    expect(verify({ receipt: good, trust: other }).valid).toBe(false);
  });

  test.each([
    [4, true],
    [3, true],
    [2, false],
    [1, false],
  ])("%i signatures of four organisations, three needed: %s", async (signers, valid) => {
    const receipt = await depositReceipt(four, input, { signers });
    expect(verify({ receipt, trust: four.trust }).valid).toBe(valid);
  });

  test.each([
    ["the quorum of its own height", 1, 3, true],
    ["too few for its own height", 3, 1, false],
  ])(
    "one signature under a trust file whose quorum changes: %s",
    async (_, before, after, valid) => {
      const receipt = await depositReceipt(four, input, { signers: 1, height: 9 });
      const quorums = [
        { fromHeight: 0, quorum: 2 },
        { fromHeight: 5, quorum: before },
        { fromHeight: 10, quorum: after },
      ];
      expect(verify({ receipt, trust: { ...four.trust, quorums } }).valid).toBe(valid);
    },
  );

  test("an organisation that signs three times has one voice", async () => {
    const entry = await makeEntry(four, { input });
    const made = await makeReceipt(four, entry, { signers: 1 });
    const [own] = made.signatures;
    if (!own) throw new Error("no signature");
    const receipt = encodeReceipt({ ...made, signatures: [own, own, own] });
    const layer = layerOf("checkpoint-signatures", { receipt, trust: four.trust });
    expect(layer.code).toBe("quorum-missed");
    expect(layer.data).toMatchObject({
      counted: 1,
      signers: [{ status: "counted" }, { status: "counted-before" }, { status: "counted-before" }],
    });
  });

  test("an organisation that signs with two keys has one voice", async () => {
    const second = exampleSigner(four.suite, "ES256", "second key");
    const [first, ...others] = four.trust.organisations;
    if (!first) throw new Error("no organisation");
    const added = { keyId: second.keyId, key: second.publicKey, fromHeight: 0, toHeight: null };
    const wider: Trust = {
      ...four.trust,
      quorums: [{ fromHeight: 0, quorum: 2 }],
      organisations: [{ ...first, keys: [...first.keys, added] }, ...others],
    };
    const entry = await makeEntry(four, { input });
    const made = await makeReceipt(four, entry, { signers: 1 });
    const again = await signCheckpoint(second, first.id, made.checkpoint, four.suite);
    const receipt = encodeReceipt({ ...made, signatures: [...made.signatures, again] });
    expect(codeOf("checkpoint-signatures", { receipt, trust: wider })).toBe("quorum-missed");
  });

  test("an unknown organisation is listed and not counted", async () => {
    const receipt = await depositReceipt(four, input);
    const three: Trust = { ...four.trust, organisations: four.trust.organisations.slice(0, 3) };
    const layer = layerOf("checkpoint-signatures", { receipt, trust: three });
    expect(layer).toMatchObject({ verdict: "pass", data: { counted: 3, quorum: 3 } });
    expect(layer.data?.["signers"]).toMatchObject([
      { status: "counted" },
      { status: "counted" },
      { status: "counted" },
      { status: "organisation-unknown", organisation: "river-trust" },
    ]);
  });

  test("a bad signature spoils the receipt even where the quorum is reached", async () => {
    const entry = await makeEntry(four, { input });
    const made = await makeReceipt(four, entry);
    const [last] = made.signatures.slice(-1);
    if (!last) throw new Error("no signature");
    const bad = { ...last, signature: exampleBytes("bad", 64) };
    const receipt = encodeReceipt({ ...made, signatures: [...made.signatures.slice(0, 3), bad] });
    const layer = layerOf("checkpoint-signatures", { receipt, trust: four.trust });
    expect(layer).toMatchObject({ code: "organisation-signature-bad", data: { counted: 3 } });
    expect(codeOf("inclusion", { receipt, trust: four.trust })).toBe("included");
  });

  test("a known organisation's name on an unknown key, and a known key under an unknown name", async () => {
    const entry = await makeEntry(four, { input });
    const made = await makeReceipt(four, entry);
    const stranger = exampleSigner(four.suite, "Ed25519", "stranger");
    const [, second] = four.organisations;
    if (!second) throw new Error("no organisation");
    for (const [signer, name] of [
      [stranger, "north-bank"],
      [second.signer, "south-bank"],
      [second.signer, "city-court"],
    ] as const) {
      const added = await signCheckpoint(signer, name, made.checkpoint, four.suite);
      const receipt = encodeReceipt({ ...made, signatures: [...made.signatures, added] });
      expect(codeOf("checkpoint-signatures", { receipt, trust: four.trust })).toBe(
        "organisation-key-unknown",
      );
    }
  });
});

describe("log, time and state", () => {
  test("a path of another length, and an index beyond the log", async () => {
    const made = await makeReceipt(one, await makeEntry(one, { input }));
    for (const change of [
      { path: made.path.slice(1) },
      { index: 6 },
      { path: [...made.path, sha256] },
    ]) {
      const receipt = encodeReceipt({ ...made, ...change });
      expect(codeOf("inclusion", { receipt, trust })).toBe("path-malformed");
      expect(codeOf("checkpoint-signatures", { receipt, trust })).toBe("root-unknown");
    }
  });

  test("another index of the same path length leads elsewhere", async () => {
    const made = await makeReceipt(one, await makeEntry(one, { input }));
    const receipt = encodeReceipt({ ...made, index: 2 });
    expect(codeOf("inclusion", { receipt, trust })).toBe("root-unconfirmed");
    expect(codeOf("checkpoint-signatures", { receipt, trust })).toBe("organisation-signature-bad");
    expect(codeOf("time", { receipt, trust })).toBe("time-unconfirmed");
  });

  test("a clock ahead of ours by five minutes is let pass, by more is not", () => {
    const time = CREATED + 1_234;
    expect(verify({ receipt: good, trust, now: time - 300_000 }).valid).toBe(true);
    expect(verify({ receipt: good, trust, now: time - 300_001 }).valid).toBe(false);
    expect(codeOf("time", { receipt: good, trust, now: 0 })).toBe("time-in-future");
  });

  test("a state proof for another root, and one that has not been confirmed", async () => {
    const { root, prove } = makeState(one.suite, ["evidence"], []);
    const state = [prove("evidence", "deposits", ["x"])];
    const right = await depositReceipt(one, input, { stateRoot: root, extra: { state } });
    const wrong = await depositReceipt(one, input, { extra: { state } });
    expect(codeOf("state", { receipt: right, trust })).toBe("state-proved");
    expect(codeOf("state", { receipt: right })).toBe("state-unconfirmed");
    expect(codeOf("state", { receipt: wrong, trust })).toBe("state-differs");
    expect(verify({ receipt: wrong, trust }).valid).toBe(false);
  });
});

function withHeights(base: Trust, fromHeight: number, toHeight: number | null): Trust {
  return {
    ...base,
    organisations: base.organisations.map((organisation) => ({
      ...organisation,
      keys: organisation.keys.map((key) => ({ ...key, fromHeight, toHeight })),
    })),
  };
}
