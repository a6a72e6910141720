/** Envelopes and openings of sealed terms, made up and mutated: what is read has one encoding. */
import { equalBytes } from "../../src/bytes.ts";
import { newEncryptionPair } from "../../src/sealed/encryption-key.ts";
import { decodeEnvelope, encodeEnvelope } from "../../src/sealed/envelope.ts";
import { sealTerms } from "../../src/sealed/seal.ts";
import { SealedError } from "../../src/sealed/sealed-error.ts";
import { decodeTerms, encodeTerms } from "../../src/sealed/terms.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import type { Suite } from "../../src/suite/suite.ts";
import { makeBytes } from "./mutate-cbor.ts";
import type { Random } from "./random.ts";
import { fuzzTarget, showBytes } from "./target.ts";

interface Seeds {
  readonly suite: Suite;
  /** The array of an envelope, without its tag. */
  readonly envelope: Uint8Array;
  readonly opening: Uint8Array;
}

const TAG = Uint8Array.of(0xd8, 96);

async function seedsOf(suite: Suite): Promise<Seeds> {
  const keys = [newEncryptionPair(suite).publicKey, newEncryptionPair(suite).publicKey];
  const context = { ledgerId: suite.hash(TAG), about: { of: "finance", certificate: 31 } };
  const terms = { rate: "0.0435", price: 9650, papers: [{ pages: 2, signed: true }] };
  const { sealed, opening } = await sealTerms(suite, context, terms, keys);
  return { suite, envelope: sealed.envelope.slice(TAG.length), opening };
}

const seeds = [await seedsOf(nodeSuite("intl")), await seedsOf(nodeSuite("gm"))];

interface SealedCase {
  readonly suite: Suite;
  readonly kind: "envelope" | "opening";
  readonly bytes: Uint8Array;
}

function makeCase(random: Random): SealedCase {
  const { suite, ...of } = random.pick(seeds);
  const kind = random.pick(["envelope", "opening"] as const);
  const made = makeBytes(random, [of[kind]]);
  const bytes = new Uint8Array(TAG.length + made.length);
  bytes.set(TAG);
  bytes.set(made, TAG.length);
  return { suite, kind, bytes: kind === "envelope" ? bytes : made };
}

function check({ suite, kind, bytes }: SealedCase): string | undefined {
  try {
    if (kind === "envelope") {
      const again = encodeEnvelope(suite, decodeEnvelope(suite, bytes));
      if (!equalBytes(again, bytes)) throw new Error("two forms");
    } else {
      const { context, terms, salt } = decodeTerms(bytes);
      if (!equalBytes(encodeTerms(context, terms, salt), bytes)) throw new Error("two forms");
    }
    return undefined;
  } catch (error) {
    if (error instanceof SealedError) return `${kind} ${error.code}`;
    throw error;
  }
}

/** Fuzzes the readers of sealed terms. */
export const fuzzSealed = fuzzTarget(
  makeCase,
  check,
  ({ suite, kind, bytes }) => `${suite.name} ${kind} ${showBytes(bytes)}`,
);
