import { DIGEST_LENGTH, type DigestTag } from "@tallystick/core/algorithms";
import { verifyStateProof } from "@tallystick/core/state-proof";
import { fromJson, toJson } from "@tallystick/ledger/app/json-values";
import { beforeEach, describe, expect, test } from "vitest";
import { AppLedger, CREATED } from "../../test/support/app-ledger.ts";
import { evidence } from "./index.ts";
import { nextOrdinal } from "./ordinals.ts";
import type { Annotation, Batch, Deposit } from "./records.ts";

const { deposit, depositBatch, annotate, withdraw } = evidence.actions;

let ledger: AppLedger;

beforeEach(async () => {
  ledger = await AppLedger.open();
});

const digest = (fill: number, alg: DigestTag = "sha-256") => ({
  alg,
  value: new Uint8Array(DIGEST_LENGTH[alg]).fill(fill),
});
const refOf = (fill: number, ordinal = 0, alg: DigestTag = "sha-256") => ({
  alg,
  digest: digest(fill, alg).value,
  ordinal,
});

interface ByDigest {
  readonly deposits: Deposit[];
  readonly aliases: { readonly ordinal: number; readonly deposit: Deposit }[];
  readonly more: boolean;
}
interface History {
  readonly deposit?: Deposit;
  readonly previous?: Deposit;
  readonly successors: { readonly ordinal: number }[];
  readonly annotations: Annotation[];
  readonly more: boolean;
}

describe("deposit", () => {
  test("is filed under its first digest, found by each, and carries the claims", async () => {
    const claims = {
      size: 7,
      mediaType: "text/plain; charset=utf-8",
      capturedAt: CREATED - 5,
      source: "登记处 3",
      labels: ["a", "b"],
      note: "two\nlines",
    };
    const digests = [digest(1), digest(2, "sm3"), digest(3, "sha-512"), digest(4, "hmac-sm3")];
    const { name, data } = await ledger.run(evidence, deposit, "ben", { digests, ...claims });
    expect(name).toBe("accepted");
    expect(data).toEqual(new Map<string, unknown>(Object.entries(refOf(1))));
    const { output } = ledger.view<ByDigest>(evidence, "by-digest", {
      alg: "sha-256",
      digest: digest(1).value,
    });
    expect(output.deposits).toEqual([
      {
        ...refOf(1),
        ...claims,
        index: 0,
        time: CREATED + 1000,
        member: "ben",
        organisation: "north",
        also: digests.slice(1),
      },
    ]);
    const other = ledger.view<ByDigest>(evidence, "by-digest", {
      alg: "hmac-sm3",
      digest: digest(4).value,
    });
    expect(other.output.deposits).toEqual([]);
    expect(other.output.aliases).toEqual([{ ordinal: 0, deposit: output.deposits[0] }]);
  });

  test("ordinals count the deposits of a digest, whoever made them", async () => {
    const calls = (["ben", "dan", "ada"] as const).map((by) =>
      ledger.call(evidence, deposit, by, { digests: [digest(1)] }),
    );
    const block = await ledger.block(...calls);
    expect(block.outcomes.map(({ data }) => (data as Map<string, unknown>).get("ordinal"))).toEqual(
      [0, 1, 2],
    );
  });

  test.each<[string, object, string]>([
    [
      "a digest of the wrong length",
      { digests: [digest(1), { alg: "sha-512", value: new Uint8Array(32) }] },
      "digest-length",
    ],
    ["one algorithm twice", { digests: [digest(1), digest(2)] }, "algorithm-repeated"],
    ["no digest", { digests: [] }, "invalid-input"],
    ["five digests", { digests: new Array(5).fill(digest(1)) }, "invalid-input"],
    [
      "a capture in the future",
      { digests: [digest(1)], capturedAt: CREATED * 1000 },
      "captured-in-future",
    ],
    [
      "an earlier deposit that is not there",
      { digests: [digest(1)], previous: refOf(9) },
      "no-such-deposit",
    ],
    ["itself as the earlier one", { digests: [digest(1)], previous: refOf(1) }, "no-such-deposit"],
    ["a media type that is none", { digests: [digest(1)], mediaType: "pdf" }, "invalid-input"],
  ])("%s is refused and leaves no trace in the state", async (_, input, expected) => {
    const before = ledger.ledger.stateRoot;
    const wire = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(wire);
      if (value instanceof Uint8Array || typeof value !== "object" || value === null) return value;
      return new Map(Object.entries(value).map(([name, member]) => [name, wire(member)]));
    };
    const signer = ledger.signer("ben");
    const item = ledger.statement({
      by: "ben",
      signer,
      action: "evidence.deposit",
      input: wire(input) as never,
    });
    const block = await ledger.block(item);
    expect(ledger.outcome(block.outcomes[0]).name).toBe(expected);
    expect(ledger.ledger.stateRoot).toEqual(before);
  });

  test("a link to an earlier deposit is seen from both ends", async () => {
    await ledger.run(evidence, deposit, "ben", { digests: [digest(1)] });
    await ledger.run(evidence, deposit, "dan", { digests: [digest(2)], previous: refOf(1) });
    await ledger.run(evidence, deposit, "dan", { digests: [digest(3)], previous: refOf(1) });
    const first = ledger.view<History>(evidence, "history", refOf(1)).output;
    expect(first.successors).toEqual([refOf(2), refOf(3)]);
    const second = ledger.view<History>(evidence, "history", refOf(2)).output;
    expect(second.previous).toEqual(first.deposit);
  });
});

describe("proofs", () => {
  test("never deposited, and deposited exactly so often, are provable", async () => {
    for (const by of ["ben", "dan"] as const)
      await ledger.run(evidence, deposit, by, { digests: [digest(1)] });
    for (const [fill, count] of [
      [1, 2],
      [9, 0],
    ] as const) {
      const answer = ledger.view<ByDigest>(
        evidence,
        "by-digest",
        { alg: "sha-256", digest: digest(fill).value },
        true,
      );
      expect(answer.output.deposits).toHaveLength(count);
      const present = answer.proofs.map(({ table, key, value }) => [table, key[2], value !== null]);
      expect(present).toEqual([
        ...Array.from({ length: count }, (_, i) => ["deposits", i, true]),
        ["deposits", count, false],
        ["aliases", 0, false],
      ]);
      for (const proof of answer.proofs) {
        expect(verifyStateProof(ledger.suite, proof, answer.checkpoint.stateRoot)).toBe(true);
      }
    }
  });

  test("a digest deposited more often than a page holds is paged", async () => {
    const calls = Array.from({ length: 20 }, () =>
      ledger.call(evidence, deposit, "ben", { digests: [digest(1)] }),
    );
    await ledger.block(...calls);
    const query = { alg: "sha-256", digest: digest(1).value } as const;
    const page = ledger.view<ByDigest>(evidence, "by-digest", query, true);
    expect([page.output.deposits.length, page.output.more, page.proofs.length]).toEqual([
      16,
      true,
      18,
    ]);
    const rest = ledger.view<ByDigest>(evidence, "by-digest", { ...query, from: 16 }).output;
    expect(rest.deposits.map(({ ordinal }) => ordinal)).toEqual([16, 17, 18, 19]);
    expect(rest.more).toBe(false);
  });
});

describe("annotate and withdraw", () => {
  beforeEach(async () => {
    await ledger.run(evidence, deposit, "ben", { digests: [digest(1)] });
  });

  test("annotations are numbered and leave the deposit as it is", async () => {
    const before = ledger.view<History>(evidence, "history", refOf(1)).output.deposit;
    const first = await ledger.run(evidence, annotate, "dan", { deposit: refOf(1), text: "seen" });
    const second = await ledger.run(evidence, annotate, "ben", {
      deposit: refOf(1),
      text: "seen again",
      labels: ["x"],
    });
    expect([first.data, second.data]).toEqual([new Map([["number", 0]]), new Map([["number", 1]])]);
    const { output } = ledger.view<History>(evidence, "history", refOf(1));
    expect(output.deposit).toEqual(before);
    expect(output.annotations.map(({ member, text }) => [member, text])).toEqual([
      ["dan", "seen"],
      ["ben", "seen again"],
    ]);
    const missing = await ledger.run(evidence, annotate, "dan", { deposit: refOf(8), text: "?" });
    expect(missing.name).toBe("no-such-deposit");
  });

  test("the depositor or an operator may withdraw, once; nothing is erased", async () => {
    const call = (by: "ben" | "dan" | "cleo") =>
      ledger.run(evidence, withdraw, by, { deposit: refOf(1), reason: "filed twice" });
    expect((await call("dan")).name).toBe("not-depositor");
    expect((await call("ben")).name).toBe("accepted");
    expect((await call("cleo")).name).toBe("already-withdrawn");
    const { deposit: row } = ledger.view<History>(evidence, "history", refOf(1)).output;
    expect(row?.withdrawn).toMatchObject({ member: "ben", reason: "filed twice", index: 2 });
    const missing = await ledger.run(evidence, withdraw, "ben", {
      deposit: refOf(1, 1),
      reason: "?",
    });
    expect(missing.name).toBe("no-such-deposit");
    await ledger.run(evidence, deposit, "dan", { digests: [digest(5)] });
    const other = await ledger.run(evidence, withdraw, "cleo", {
      deposit: refOf(5),
      reason: "order of court",
    });
    expect(other.name).toBe("accepted");
  });
});

describe("batches", () => {
  test("are filed under their root, with proof", async () => {
    const root = new Uint8Array(32).fill(3);
    const batch = {
      root,
      size: 1000,
      algorithms: ["sha-256" as const],
      source: "scanner",
      labels: ["x"],
    };
    expect((await ledger.run(evidence, depositBatch, "ben", batch)).data).toEqual(
      new Map<string, unknown>([
        ["root", root],
        ["ordinal", 0],
      ]),
    );
    await ledger.run(evidence, depositBatch, "ben", { root, size: 1000 });
    const { output, proofs } = ledger.view<{ batches: Batch[] }>(evidence, "batch", { root }, true);
    expect(output.batches.map(({ ordinal, size }) => [ordinal, size])).toEqual([
      [0, 1000],
      [1, 1000],
    ]);
    expect(output.batches[0]).toMatchObject({
      algorithms: ["sha-256"],
      source: "scanner",
      labels: ["x"],
    });
    expect(proofs.map(({ value }) => value !== null)).toEqual([true, true, false]);
    const byTime = ledger.view<{ batches: Batch[] }>(evidence, "batches-by-time", {
      reverse: true,
      limit: 1,
    });
    expect(byTime.output.batches.map(({ ordinal }) => ordinal)).toEqual([1]);
  });
});

test("views answer in JSON and take JSON", async () => {
  await ledger.run(evidence, deposit, "ben", { digests: [digest(1), digest(2, "sm3")], size: 1 });
  const { byDigest } = evidence.views;
  const input = fromJson(byDigest.input, { alg: "sm3", digest: "02".repeat(32) });
  const { output } = ledger.view(evidence, "by-digest", input);
  const json = toJson(byDigest.output, output);
  expect(JSON.parse(JSON.stringify(json))).toMatchObject({
    deposits: [],
    aliases: [
      {
        ordinal: 0,
        deposit: { digest: "01".repeat(32), also: [{ alg: "sm3", value: "02".repeat(32) }] },
      },
    ],
    more: false,
  });
});

test("the next ordinal costs few looks", () => {
  for (let count = 0; count < 300; count++) {
    let looks = 0;
    const found = nextOrdinal((n) => {
      looks++;
      return n < count;
    });
    expect(found).toBe(count);
    expect(looks).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count + 2)) + 1);
  }
});
