/**
 * No byte of a receipt is free: whichever is changed, dropped, doubled or cut off, the receipt is no
 * longer valid. TALLYSTICK_TAMPER=all tries all 255 other values of every byte instead of a few.
 */
import { describe, expect, test } from "vitest";
import { equalBytes } from "../src/bytes.ts";
import { decodeReceipt, encodeReceipt } from "../src/receipt.ts";
import { nodeSuite } from "../src/suite/node-suite.ts";
import type { SuiteName } from "../src/suite/suite.ts";
import { verify } from "../src/verify.ts";
import { factsFor } from "./support/file.ts";
import { allSamples, isTrue, type Sample } from "./support/samples.ts";

const PATTERNS =
  process.env["TALLYSTICK_TAMPER"] === "all"
    ? Array.from({ length: 255 }, (_, i) => i + 1)
    : [0x01, 0x80, 0xff];
const SUITES = { intl: nodeSuite("intl"), gm: nodeSuite("gm") };
const suites = (name: SuiteName) => SUITES[name];

const samples = await allSamples();

function isValid(sample: Sample, receipt: Uint8Array): boolean {
  const { world, content } = sample;
  // The file's digests are computed anew each time: that is how a changed salt shows.
  const file = factsFor(receipt, content);
  const outcome = verify({ receipt, file, trust: world.trust, suites });
  if (outcome.layers.some(({ code }) => code === "internal")) throw new Error("internal fault");
  return outcome.valid && !isAnotherTruth(sample, receipt);
}

/**
 * A proof of absence answers for every key whose place is empty, so another key may be asked for with
 * the same hashes. Such a receipt is not false: its records are absent as it says. Presence has no
 * such freedom, nor has any other part.
 */
function isAnotherTruth(sample: Sample, receipt: Uint8Array): boolean {
  const { state = [], ...rest } = decodeReceipt(receipt);
  const { state: _, ...original } = decodeReceipt(sample.receipt);
  return (
    state.some(({ value }) => value === null) &&
    state.every((proof) => isTrue(sample.world, proof)) &&
    equalBytes(encodeReceipt(rest), encodeReceipt(original))
  );
}

describe.each(samples)("$name", (sample) => {
  const { receipt } = sample;

  test("is valid as it is", () => {
    const { world, content } = sample;
    const outcome = verify({
      receipt,
      file: factsFor(receipt, content),
      trust: world.trust,
      suites,
    });
    expect(outcome.valid).toBe(true);
  });

  test("no changed byte verifies", { timeout: 36_000_000 }, () => {
    const survivors: string[] = [];
    const changed = receipt.slice();
    for (let at = 0; at < receipt.length; at++) {
      for (const pattern of PATTERNS) {
        changed[at] = (receipt[at] as number) ^ pattern;
        if (isValid(sample, changed)) survivors.push(`byte ${at} ^ ${pattern}`);
      }
      changed[at] = receipt[at] as number;
    }
    expect(survivors).toEqual([]);
  });

  test("no dropped, doubled or missing byte verifies", () => {
    const survivors: string[] = [];
    const check = (what: string, bytes: Uint8Array) => {
      if (isValid(sample, bytes)) survivors.push(what);
    };
    for (let at = 0; at < receipt.length; at++) {
      const [before, here, after] = [
        receipt.subarray(0, at),
        receipt.subarray(at),
        receipt.subarray(at + 1),
      ];
      check(`dropped ${at}`, Uint8Array.of(...before, ...after));
      check(`doubled ${at}`, Uint8Array.of(...before, ...receipt.subarray(at, at + 1), ...here));
      check(`cut at ${at}`, before);
    }
    check("extended", Uint8Array.of(...receipt, 0));
    expect(survivors).toEqual([]);
  });
});
