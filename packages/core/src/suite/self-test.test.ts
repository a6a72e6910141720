import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { nodeSuite } from "./node-suite.ts";
import { portableSuite } from "./portable.ts";
import { CryptoSelfTestError, selfTest, selfTestEd25519 } from "./self-test.ts";
import type { Suite } from "./suite.ts";

test.each(["intl", "gm"] as const)("suite %s passes on both backends", (name) => {
  selfTest(portableSuite(name));
  selfTest(nodeSuite(name));
});

describe("finds", () => {
  const good = nodeSuite("intl");
  const bad: readonly (readonly [what: string, suite: Suite, message: RegExp])[] = [
    ["a wrong hash", { ...good, hash: (data) => nodeSuite("gm").hash(data) }, /known message/],
    ["pair hashing that does nothing", { ...good, hashPairs: () => undefined }, /pairs differs/],
    [
      "pair hashing that forgets the last",
      {
        ...good,
        hashPairs: (input, output) => {
          if (output.length > 0) good.hashPairs(input.subarray(64), output.subarray(32));
        },
      },
      /pairs differs/,
    ],
    ["verification that always says yes", { ...good, verify: () => true }, /was not refused/],
    ["verification that always says no", { ...good, verify: () => false }, /was not accepted/],
    [
      "verification that throws",
      {
        ...good,
        verify: () => {
          throw new Error("broken");
        },
      },
      /threw/,
    ],
    [
      "a suite that takes keys of the other",
      {
        ...good,
        verify: (key, message, signature) =>
          good.verify(key, message, signature) || nodeSuite("gm").verify(key, message, signature),
      },
      /accepts SM2/,
    ],
  ];
  test.each(bad)("%s", (_, suite, message) => {
    expect(() => selfTest(suite)).toThrow(CryptoSelfTestError);
    expect(() => selfTest(suite)).toThrow(message);
  });

  test("libraries that follow another Ed25519 rule", () => {
    const noble =
      (zip215: boolean) => (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => {
        try {
          return ed25519.verify(signature, message, key, { zip215 });
        } catch {
          return false;
        }
      };
    expect(() => selfTestEd25519(noble(true))).toThrow(CryptoSelfTestError);
    expect(() => selfTestEd25519(noble(false))).toThrow(CryptoSelfTestError);
  });
});
