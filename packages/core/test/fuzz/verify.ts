/**
 * verify() over changed and recombined receipts. It must never throw, always name every layer, and
 * call nothing valid that is not genuine in every part.
 */
import { concatBytes, equalBytes, toHex } from "../../src/bytes.ts";
import { decodeCbor, encodeCbor } from "../../src/cbor.ts";
import { decodeReceipt, encodeReceipt } from "../../src/receipt.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import type { SuiteName } from "../../src/suite/suite.ts";
import { LAYERS } from "../../src/verify/result.ts";
import { requiredDigests, type VerifyResult, verify } from "../../src/verify.ts";
import { factsFor } from "../support/file.ts";
import { allSamples, isTrue, type Sample } from "../support/samples.ts";
import { makeBytes } from "./mutate-cbor.ts";
import type { Random } from "./random.ts";
import { fuzzTarget, showBytes } from "./target.ts";

const samples = await allSamples();
const seeds = samples.map(({ receipt }) => receipt);
const SUITES = { intl: nodeSuite("intl"), gm: nodeSuite("gm") };
const suites = (name: SuiteName) => SUITES[name];

/** Receipts by the world that made them: only these, and what is taken from them alone, are genuine. */
const families = new Map<string, Sample[]>();
for (const sample of samples) {
  const id = toHex(sample.world.ledgerId);
  families.set(id, [...(families.get(id) ?? []), sample]);
}

interface VerifyCase {
  readonly sample: Sample;
  readonly receipt: Uint8Array;
  readonly withFile: boolean;
}

function makeCase(random: Random): VerifyCase {
  const sample = random.pick(samples);
  const withFile = random.below(4) > 0;
  const family = families.get(toHex(sample.world.ledgerId)) ?? [sample];
  const receipt =
    random.below(3) === 0
      ? recombine(random, sample, random.pick(family))
      : makeBytes(random, random.below(4) === 0 ? seeds : [sample.receipt]);
  return { sample, receipt, withFile };
}

/** A receipt with some members of another receipt of the same ledger. */
function recombine(random: Random, sample: Sample, other: Sample): Uint8Array {
  const map = new Map(decodeCbor(sample.receipt) as Map<string, never>);
  for (const [name, value] of decodeCbor(other.receipt) as Map<string, never>) {
    if (random.below(3) === 0) map.set(name, value);
  }
  const bytes = encodeCbor(map);
  return random.below(2) === 0 ? bytes : makeBytes(random, [bytes]);
}

function check({ sample, receipt, withFile }: VerifyCase): string | undefined {
  const { trust } = sample.world;
  requiredDigests(receipt);
  const outcome = withFile
    ? verify({ receipt, trust, suites, file: factsFor(receipt, sample.content) })
    : verify({ receipt, trust, suites });
  checkShape(outcome);
  if (outcome.valid) {
    checkGenuine(sample, receipt, withFile);
    return undefined;
  }
  const failed = outcome.layers.find(({ verdict }) => verdict === "fail");
  return (
    failed?.code ?? outcome.layers.find(({ verdict }) => verdict === "not-checkable")?.code ?? "?"
  );
}

function checkShape({ layers, summary }: VerifyResult): void {
  if (layers.length !== LAYERS.length) throw new Error("not every layer");
  layers.forEach(({ layer, code, detail }, i) => {
    if (layer !== LAYERS[i]) throw new Error("layers out of order");
    if (code === "internal") throw new Error("an internal fault");
    if (/\{\w+\}/.test(detail.en + detail.zh)) throw new Error("a gap in a sentence");
  });
  JSON.stringify({ layers, summary });
}

/**
 * A false pass is a valid receipt of which any part is not from a genuine one: entry, place, key,
 * each signature, place in the batch, salt; and every state record must be true.
 */
function checkGenuine({ world }: Sample, receipt: Uint8Array, withFile: boolean): void {
  const own = decodeReceipt(receipt);
  const family = (families.get(toHex(world.ledgerId)) ?? []).map((one) =>
    decodeReceipt(one.receipt),
  );
  const origin = family.filter(
    (one) =>
      equalBytes(one.entry, own.entry) && sameTree(one.path, own.path) && one.index === own.index,
  );
  if (origin.length === 0) throw new Error("FALSE PASS: the entry is not at this place of the log");
  const signed = new Set(
    origin.flatMap(({ signatures }) =>
      signatures.map((one) => toHex(one.protected) + toHex(one.signature)),
    ),
  );
  for (const one of own.signatures) {
    const known = signed.has(toHex(one.protected) + toHex(one.signature));
    if (!known && isTrusted(world, own, one))
      throw new Error("FALSE PASS: a signature nobody made");
  }
  if (own.batch && !family.some(({ batch }) => batch && own.batch && sameBatch(batch, own.batch))) {
    throw new Error("FALSE PASS: the digest is not in the batch");
  }
  if (
    withFile &&
    own.salt &&
    !family.some(({ salt }) => salt && own.salt && equalBytes(salt, own.salt))
  ) {
    throw new Error("FALSE PASS: a salt nobody drew");
  }
  if (!(own.state ?? []).every((proof) => isTrue(world, proof))) {
    throw new Error("FALSE PASS: a state record that is not true");
  }
  if (!equalBytes(encodeReceipt(own), receipt)) throw new Error("FALSE PASS: two forms");
}

function sameTree(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && equalBytes(concatBytes(...a), concatBytes(...b));
}

function sameBatch(
  a: { leaf: Uint8Array; index: number; path: readonly Uint8Array[] },
  b: { leaf: Uint8Array; index: number; path: readonly Uint8Array[] },
): boolean {
  return equalBytes(a.leaf, b.leaf) && a.index === b.index && sameTree(a.path, b.path);
}

/** Whether a signature bears the name or the key of an organisation of the trust file. */
function isTrusted(
  { trust }: Sample["world"],
  receipt: ReturnType<typeof decodeReceipt>,
  signature: (typeof receipt.signatures)[number],
): boolean {
  const header = receipt.headers[receipt.signatures.indexOf(signature)];
  return trust.organisations.some(
    ({ id, keys }) =>
      id === header?.organisation ||
      keys.some(({ keyId }) => header !== undefined && equalBytes(keyId, header.keyId)),
  );
}

/** `count` receipts from `seed`. */
export const fuzzVerify = fuzzTarget(makeCase, check, ({ sample, receipt, withFile }) => {
  return `${sample.name}, ${withFile ? "with" : "without"} file, ${showBytes(receipt)}`;
});
