import { describe, expect, test } from "vitest";
import { makeBatch } from "../test/support/batch.ts";
import { digestOf, FILE, factsFor } from "../test/support/file.ts";
import { exampleBytes, exampleSigner } from "../test/support/keys.ts";
import { allSamples } from "../test/support/samples.ts";
import { makeState } from "../test/support/state.ts";
import {
  CREATED,
  depositReceipt,
  makeEntry,
  makeReceipt,
  makeWorld,
} from "../test/support/world.ts";
import type { CborEncodable } from "./cbor.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { decodeEntry, encodeEntry } from "./entry.ts";
import { encodeReceipt, type Receipt } from "./receipt.ts";
import { nodeSuite } from "./suite/node-suite.ts";
import { portableSuite } from "./suite/portable.ts";
import type { Trust } from "./trust.ts";
import { LAYERS } from "./verify/result.ts";
import { LAYER_TITLES, layerTexts } from "./verify/texts.ts";
import { type LayerName, requiredDigests, type VerifyInput, verify } from "./verify.ts";

const samples = await allSamples();
const one = makeWorld({ suite: "intl" });
const four = makeWorld({ suite: "intl", organisations: 4 });
const { trust } = one;
const sha256 = digestOf("sha-256", FILE);
const input = { digests: [{ alg: "sha-256", value: sha256 }], size: FILE.length };
const good = await depositReceipt(one, input);
const facts = factsFor(good, FILE);

/** The code of a layer. */
function codeOf(layer: LayerName, given: VerifyInput): string | undefined {
  const found = verify(given).layers.find((candidate) => candidate.layer === layer);
  return found?.code;
}

describe("good receipts", () => {
  test.each(samples)("$name", ({ world, receipt, content }) => {
    const file = factsFor(receipt, content);
    const now = CREATED + 60_000;
    const outcome = verify({ receipt, file, trust: world.trust, now });
    expect(outcome.layers.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect(outcome.layers.map(({ layer }) => layer)).toEqual(LAYERS);
    expect(outcome.valid).toBe(true);
    const withNode = verify({ receipt, file, trust: world.trust, now, suites: nodeSuite });
    expect(withNode).toEqual(outcome);
  });

  test("the summary says what was signed", () => {
    expect(verify({ receipt: good, trust }).summary).toEqual({
      ledger: expect.stringMatching(/^[0-9a-f]{64}$/),
      index: 3,
      height: 2,
      time: CREATED + 1_234,
      logSize: 6,
      suite: "intl",
      action: "evidence.deposit",
      outcome: 0,
      depositor: { member: "li.hua", keyId: expect.stringMatching(/^[0-9a-f]{64}$/) },
      digests: [{ alg: "sha-256", value: Buffer.from(sha256).toString("hex") }],
      claims: { size: FILE.length },
    });
  });

  test("claims are safe to show: bytes, large numbers and maps become JSON", async () => {
    const claims = { ...input, a: Uint8Array.of(1, 2), b: 2n ** 60n, c: { d: [null, true] } };
    const receipt = await depositReceipt(
      one,
      new Map(Object.entries({ ...claims, ["__proto__x"]: 1 })),
    );
    const { summary } = verify({ receipt, trust });
    expect(JSON.parse(JSON.stringify(summary?.claims))).toEqual({
      size: FILE.length,
      a: "0102",
      b: "1152921504606846976",
      c: { d: [null, true] },
      __proto__x: 1,
    });
  });
});

describe("what the caller leaves out", () => {
  test("no trust file: nothing fails, nothing is valid", () => {
    const { valid, layers } = verify({ receipt: good, file: facts });
    expect(valid).toBe(false);
    expect(layers.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    const open = layers.filter(({ verdict }) => verdict === "not-checkable").map((l) => l.code);
    expect(open).toEqual([
      "ledger-untrusted",
      "root-unconfirmed",
      "trust-missing",
      "time-unconfirmed",
    ]);
  });

  test("no file: the receipt is valid, the file not checkable", () => {
    const { valid } = verify({ receipt: good, trust });
    expect(valid).toBe(true);
    expect(codeOf("file", { receipt: good, trust })).toBe("file-missing");
    expect(codeOf("size", { receipt: good, trust })).toBe("file-missing");
  });

  test("a file with other digests only is not valid", () => {
    const file = { digests: new Map([["sha-512", digestOf("sha-512", FILE)]]), size: FILE.length };
    expect(codeOf("file", { receipt: good, trust, file })).toBe("digest-not-computed");
    expect(verify({ receipt: good, trust, file }).valid).toBe(false);
  });
});

describe("the file", () => {
  const other = new Uint8Array(FILE.length).fill(65);

  test("another content of the same size", () => {
    const file = factsFor(good, other);
    expect(codeOf("file", { receipt: good, trust, file })).toBe("file-differs");
    expect(verify({ receipt: good, trust, file }).valid).toBe(false);
  });

  test("one digest right and another wrong is wrong", async () => {
    const digests = [...input.digests, { alg: "sm3", value: exampleBytes("wrong", 32) }];
    const receipt = await depositReceipt(one, { digests });
    const file = factsFor(receipt, FILE);
    expect(codeOf("file", { receipt, trust, file })).toBe("file-differs");
  });

  test("another size", async () => {
    const receipt = await depositReceipt(one, { ...input, size: 1 });
    const file = factsFor(receipt, FILE);
    expect(codeOf("size", { receipt, trust, file })).toBe("size-differs");
    expect(verify({ receipt, trust, file }).valid).toBe(false);
  });

  test.each<[string, CborEncodable]>([
    ["no digests", { size: 1 }],
    ["an empty list", { digests: [] }],
    ["five digests", { digests: Array.from({ length: 5 }, () => input.digests[0] ?? null) }],
    ["one algorithm twice", { digests: [...input.digests, ...input.digests] }],
    ["an unknown algorithm", { digests: [{ alg: "md5", value: exampleBytes("x", 16) }] }],
    ["a short digest", { digests: [{ alg: "sha-256", value: exampleBytes("x", 31) }] }],
    ["an unknown member", { digests: [{ alg: "sha-256", value: sha256, note: 1 }] }],
    ["a size that is a text", { ...input, size: "1" }],
  ])("a deposit whose digests cannot be read: %s", async (_, unreadable) => {
    const receipt = await depositReceipt(one, unreadable);
    expect(codeOf("file", { receipt, trust })).toBe("digests-unreadable");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });

  test("a record that is not about a file", async () => {
    const entry = await makeEntry(one, { action: "evidence.annotate", input: { text: "x" } });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    expect(verify({ receipt, trust }).valid).toBe(true);
    expect(codeOf("file", { receipt, trust })).toBe("no-file-recorded");
    expect(codeOf("file", { receipt, trust, file: facts })).toBe("file-not-recorded");
    expect(verify({ receipt, trust, file: facts }).valid).toBe(false);
    expect(requiredDigests(receipt)).toEqual([]);
  });
});

describe("salted digests", () => {
  const salt = exampleBytes("salt", 32);
  const value = digestOf("hmac-sha-256", FILE, salt);
  const salted = { digests: [{ alg: "hmac-sha-256", value }] };

  test("without the salt the commitment cannot be checked", async () => {
    const receipt = await depositReceipt(one, salted);
    expect(requiredDigests(receipt)).toEqual([]);
    const file = factsFor(receipt, FILE);
    expect(codeOf("commitment", { receipt, trust, file })).toBe("salt-missing");
    expect(verify({ receipt, trust, file }).valid).toBe(false);
    expect(verify({ receipt, trust }).valid).toBe(true);
  });

  test("with the salt it opens; with another it does not", async () => {
    const receipt = await depositReceipt(one, salted, { extra: { salt } });
    expect(requiredDigests(receipt)).toEqual([{ alg: "hmac-sha-256", salt }]);
    const file = factsFor(receipt, FILE);
    expect(codeOf("commitment", { receipt, trust, file })).toBe("commitment-opens");
    expect(verify({ receipt, trust, file }).valid).toBe(true);
    const wrong = await depositReceipt(one, salted, { extra: { salt: exampleBytes("other", 32) } });
    expect(codeOf("commitment", { receipt: wrong, trust, file: factsFor(wrong, FILE) })).toBe(
      "commitment-differs",
    );
  });

  test("a plain digest beside it lets the file be checked without the salt", async () => {
    const digests = [...input.digests, ...salted.digests];
    const receipt = await depositReceipt(one, { digests });
    const file = factsFor(receipt, FILE);
    expect(codeOf("file", { receipt, trust, file })).toBe("file-matches");
    expect(codeOf("commitment", { receipt, trust, file })).toBe("salt-missing");
    expect(verify({ receipt, trust, file }).valid).toBe(true);
  });

  test("a salt that opens nothing is refused", async () => {
    const receipt = await depositReceipt(one, input, { extra: { salt } });
    expect(codeOf("commitment", { receipt, trust })).toBe("salt-unexpected");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });

  test("a salt whose digest the caller did not compute", async () => {
    const receipt = await depositReceipt(one, salted, { extra: { salt } });
    expect(codeOf("commitment", { receipt, trust, file: facts })).toBe("digest-not-computed");
    expect(verify({ receipt, trust, file: facts }).valid).toBe(false);
  });
});

describe("batches", () => {
  const made = makeBatch(one.suite, FILE, 4, 7);
  const action = "evidence.deposit-batch";
  const receiptFor = async (batch: Receipt["batch"], changed: CborEncodable = made.input) => {
    const entry = await makeEntry(one, { action, input: changed });
    return encodeReceipt(await makeReceipt(one, entry, { extra: batch ? { batch } : {} }));
  };

  test("another index, another leaf, another size", async () => {
    const { root } = made.input as { root: Uint8Array };
    const leaf = makeBatch(one.suite, FILE.subarray(1), 4, 7).batch.leaf;
    for (const receipt of [
      await receiptFor({ ...made.batch, index: 5 }),
      await receiptFor({ ...made.batch, index: 7 }),
      await receiptFor({ ...made.batch, leaf }),
      await receiptFor({ ...made.batch, path: made.batch.path.slice(1) }),
      await receiptFor(made.batch, { root, size: 4 }),
    ]) {
      expect(codeOf("batch", { receipt, trust })).toBe("batch-excludes");
      expect(verify({ receipt, trust }).valid).toBe(false);
    }
  });

  test("a leaf that is no leaf", async () => {
    const receipt = await receiptFor({ ...made.batch, leaf: Uint8Array.of(1) });
    expect(codeOf("batch", { receipt, trust })).toBe("batch-leaf-malformed");
  });

  test("the statement alone, without a place in the batch", async () => {
    const receipt = await receiptFor(undefined);
    expect(codeOf("batch", { receipt, trust })).toBe("batch-absent");
    expect(codeOf("file", { receipt, trust, file: facts })).toBe("batch-part-missing");
    expect(verify({ receipt, trust }).valid).toBe(true);
    expect(verify({ receipt, trust, file: facts }).valid).toBe(false);
  });

  test("a place in a batch for a record that is none", async () => {
    const receipt = await depositReceipt(one, input, { extra: { batch: made.batch } });
    expect(codeOf("batch", { receipt, trust })).toBe("batch-unexpected");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });
});

describe("the statement", () => {
  test("a key that is not the one it names", async () => {
    const entry = await makeEntry(one, { input });
    const signer = exampleSigner(one.suite, "Ed25519", "somebody else").publicKey;
    const receipt = encodeReceipt({ ...(await makeReceipt(one, entry)), signer });
    expect(codeOf("statement-signature", { receipt, trust })).toBe("signer-differs");
  });

  test("a signature that is not its own, on the log all the same", async () => {
    const { statement, ...rest } = decodeEntry(await makeEntry(one, { input }));
    const forged = statement.slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const entry = encodeEntry({ ...rest, statement: forged });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    expect(codeOf("statement-signature", { receipt, trust })).toBe("statement-signature-bad");
    expect(codeOf("checkpoint-signatures", { receipt, trust })).toBe("quorum-reached");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });

  test("a statement for another ledger", async () => {
    const entry = await makeEntry(one, { input, ledgerId: exampleBytes("elsewhere", 32) });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    expect(codeOf("ledger", { receipt, trust })).toBe("statement-elsewhere");
    expect(verify({ receipt, trust }).valid).toBe(false);
  });

  test("a refusal is proved, and is not an acceptance", async () => {
    const entry = await makeEntry(one, { input, outcome: 1_003 });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    const { valid, layers, summary } = verify({ receipt, trust });
    expect(valid).toBe(false);
    expect(layers.filter(({ verdict }) => verdict === "fail").map(({ code }) => code)).toEqual([
      "refused",
    ]);
    expect(summary?.outcome).toBe(1_003);
  });

  test("a statement of the other suite", async () => {
    const gm = makeWorld({ suite: "gm" });
    const entry = await makeEntry(gm, { input });
    const receipt = encodeReceipt(await makeReceipt(one, entry));
    expect(codeOf("format", { receipt, trust })).toBe("suites-mixed");
  });

  test("an entry that is none, and a statement that is none", async () => {
    const noEntry = encodeReceipt(await makeReceipt(one, Uint8Array.of(1)));
    expect(codeOf("format", { receipt: noEntry, trust })).toBe("entry-malformed");
    const entry = encodeEntry({ statement: Uint8Array.of(1), outcome: 0, data: null });
    const noStatement = encodeReceipt(await makeReceipt(one, entry));
    expect(codeOf("format", { receipt: noStatement, trust })).toBe("statement-malformed");
  });
});

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

describe("never throws", () => {
  test.each([[new Uint8Array()], [Uint8Array.of(0xa0)], [FILE], [new Uint8Array(2_000_000)]])(
    "on bytes that are no receipt (%#)",
    (receipt) => {
      const outcome = verify({ receipt, trust, file: facts });
      expect(outcome).toMatchObject({ valid: false, summary: null });
      expect(outcome.layers.map(({ verdict }) => verdict)).toEqual([
        "fail",
        ...Array.from({ length: 12 }, () => "not-checkable"),
      ]);
      expect(requiredDigests(receipt)).toEqual([]);
    },
  );

  test("a fault inside is a failure, never a pass", () => {
    const suites = () => {
      throw new Error("broken");
    };
    const outcome = verify({ receipt: good, trust, suites });
    expect(outcome.layers[0]?.code).toBe("internal");
    expect(outcome.valid).toBe(false);
  });
});

test("every code has sentences in both languages and no gap is left open in any result", () => {
  for (const { detail } of layerTexts()) {
    expect(detail.en.length).toBeGreaterThan(5);
    expect(detail.zh).toMatch(/[\u4e00-\u9fff]/);
  }
  for (const layer of LAYERS) expect(LAYER_TITLES[layer].zh).toMatch(/[\u4e00-\u9fff]/);
  for (const { receipt, world } of samples) {
    for (const { detail } of verify({ receipt, trust: world.trust }).layers) {
      expect(detail.en + detail.zh).not.toMatch(/[{}?]/);
    }
  }
});

test("suites are taken from the caller", () => {
  const asked: string[] = [];
  const suites = (name: "intl" | "gm") => {
    asked.push(name);
    return portableSuite(name);
  };
  expect(verify({ receipt: good, trust, suites }).valid).toBe(true);
  expect(asked).toEqual(["intl"]);
});

function layerOf(layer: LayerName, given: VerifyInput) {
  const found = verify(given).layers.find((candidate) => candidate.layer === layer);
  if (!found) throw new Error("no layer");
  return found;
}

function withHeights(base: Trust, fromHeight: number, toHeight: number | null): Trust {
  return {
    ...base,
    organisations: base.organisations.map((organisation) => ({
      ...organisation,
      keys: organisation.keys.map((key) => ({ ...key, fromHeight, toHeight })),
    })),
  };
}
