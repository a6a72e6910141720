import { describe, expect, test } from "vitest";
import { digestOf, FILE, factsFor } from "../test/support/file.ts";
import { codeOf, facts, good, input, one, sha256, trust } from "../test/support/layers.ts";
import { allSamples } from "../test/support/samples.ts";
import { CREATED, depositReceipt } from "../test/support/world.ts";
import { nodeSuite } from "./suite/node-suite.ts";
import { portableSuite } from "./suite/portable.ts";
import { LAYERS } from "./verify/result.ts";
import { LAYER_TITLES, layerTexts } from "./verify/texts.ts";
import { requiredDigests, verify } from "./verify.ts";

const samples = await allSamples();

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

describe("never throws", () => {
  test.each([[new Uint8Array()], [Uint8Array.of(0xa0)], [FILE], [new Uint8Array(2_000_000)]])(
    "on bytes that are no receipt (%#)",
    (receipt) => {
      const outcome = verify({ receipt, trust, file: facts });
      expect(outcome).toMatchObject({ valid: false, summary: null });
      expect(outcome.layers.map(({ verdict }) => verdict)).toEqual([
        "fail",
        ...Array.from({ length: 13 }, () => "not-checkable"),
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
