/** The verdicts of tendermint-rs' model-based tests on our light client, step by step. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromHex, utf8 } from "../src/bytes.ts";
import { acceptsEngineSignature } from "../src/light-client/engine-signature.ts";
import type { EngineTime } from "../src/light-client/light-block.ts";
import {
  readEngineTime,
  readSignedHeader,
  readValidators,
} from "../src/light-client/light-block-json.ts";
import { type TrustedBlock, verifyLightBlock } from "../src/light-client/verify-light-block.ts";
import { edgeVectors } from "../src/suite/edge-vectors.ts";
import { nodeSuite } from "../src/suite/node-suite.ts";
import { portableSuite } from "../src/suite/portable.ts";
import { conformanceFolder, conformanceTexts } from "./conformance.ts";

const folder = conformanceFolder("cometbft-light-client");

interface Vector {
  readonly initial: {
    readonly signed_header: unknown;
    readonly next_validator_set: { readonly validators: unknown };
    readonly trusting_period: string;
  };
  readonly input: readonly {
    readonly block: {
      readonly signed_header: unknown;
      readonly validator_set: { readonly validators: unknown };
      readonly next_validator_set: { readonly validators: unknown };
    };
    readonly now: string;
    readonly verdict: "SUCCESS" | "NOT_ENOUGH_TRUST" | "INVALID";
  }[];
}

const VERDICT = { SUCCESS: "trusted", NOT_ENOUGH_TRUST: "not-enough-trust", INVALID: "invalid" };

describe.skipIf(folder === undefined)("tendermint-rs model-based vectors", () => {
  test.each([
    ["node", nodeSuite("intl")],
    ["portable", portableSuite("intl")],
  ])("%s", (_, suite) => {
    const seen: Record<string, number> = {};
    let files = 0;
    for (const [name, text] of conformanceTexts(folder as string, ".json")) {
      const { initial, input }: Vector = JSON.parse(text);
      files++;
      expect(input.length, name).toBeGreaterThan(0);
      let trusted: TrustedBlock = {
        header: readSignedHeader(initial.signed_header).header,
        nextValidators: readValidators(initial.next_validator_set.validators),
      };
      for (const [step, { block, now, verdict }] of input.entries()) {
        const nextValidators = readValidators(block.next_validator_set.validators);
        const light = {
          ...readSignedHeader(block.signed_header),
          validators: readValidators(block.validator_set.validators),
          nextValidators,
        };
        const terms = {
          trustingPeriodMs: Number(BigInt(initial.trusting_period) / 1_000_000n),
          now: readEngineTime(now) satisfies EngineTime,
          clockDriftMs: 0,
        };
        const result = verifyLightBlock(suite, trusted, light, terms);
        expect(result.verdict, `${name} step ${step}: ${JSON.stringify(result)}`).toBe(
          VERDICT[verdict],
        );
        const code = result.verdict === "trusted" ? "trusted" : result.code;
        seen[code] = (seen[code] ?? 0) + 1;
        if (result.verdict === "trusted") trusted = { header: light.header, nextValidators };
      }
    }
    // Every file of the folder, none passed over.
    expect(files).toBe(
      readdirSync(folder as string).filter((name) => name.endsWith(".json")).length,
    );
    expect(files).toBe(33);
    // 79 steps: 36 to be trusted, 33 with not enough trust, 10 invalid, and why.
    expect(seen).toEqual({
      trusted: 36,
      "trusted-power-too-little": 33,
      "trusted-expired": 5,
      "from-the-future": 2,
      "height-not-later": 1,
      "power-too-little": 1,
      "commit-malformed": 1,
    });
  });
});

// Verdicts of v0.38.25's own `ed25519.PubKey.VerifySignature` on all these, taken once in Go.
describe("which signatures of validators count", () => {
  const portable = portableSuite("intl");

  test("the ledger's edge vectors: what the narrow rule accepts, and what only the cofactor saves", () => {
    const wider: string[] = [];
    for (const { name, accept, key, message, signature } of edgeVectors("Ed25519")) {
      const counts = acceptsEngineSignature(portable, key.raw, message, signature);
      if (accept) expect(counts, name).toBe(true);
      else if (counts) wider.push(name);
    }
    expect(wider).toHaveLength(33);
    expect(wider.every((name) => /^[AR]-.*(?:order|torsion)/.test(name))).toBe(true);
  });

  const cctv = conformanceFolder("ed25519-cctv");
  test.skipIf(cctv === undefined)("C2SP/CCTV ed25519vectors", () => {
    const [[, text] = []] = conformanceTexts(cctv as string, "ed25519vectors.json");
    const vectors: readonly {
      readonly number: number;
      readonly key: string;
      readonly sig: string;
      readonly msg: string;
      readonly flags: readonly string[] | null;
    }[] = JSON.parse(text as string);
    let accepted = 0;
    for (const { number, key, sig, msg, flags } of vectors) {
      const due = !flags?.includes("reencoded_k") || flags.includes("low_order_A");
      const counts = acceptsEngineSignature(portable, fromHex(key), utf8(msg), fromHex(sig));
      expect(counts, `vector ${number}`).toBe(due);
      if (due) accepted++;
    }
    expect([vectors.length, accepted]).toEqual([914, 826]);
  });
});
