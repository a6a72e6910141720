/**
 * State answers, files of claims and batch shares, made up and mutated. An answer that is called valid
 * says nothing but the truth, and a claim that holds is so; a share that expands gives receipts of digests that are in the batch.
 */
import { decodeBatchShare, encodeBatchShare, expandBatchShare } from "../../src/batch-share.ts";
import { equalBytes, fromHex } from "../../src/bytes.ts";
import { CborError, encodeCbor } from "../../src/cbor.ts";
import { decodeClaims, encodeClaims, rowText } from "../../src/claims/claims.ts";
import { verifyClaims } from "../../src/claims/verify-claims.ts";
import { FormatError } from "../../src/format-error.ts";
import { decodeRefusal, encodeRefusal } from "../../src/refusal.ts";
import { SchemaError } from "../../src/schema.ts";
import { decodeStateAnswer, encodeStateAnswer } from "../../src/state-answer.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import type { SuiteName } from "../../src/suite/suite.ts";
import { verify } from "../../src/verify.ts";
import { verifyStateAnswer } from "../../src/verify-state-answer.ts";
import { makeAnswerExamples } from "../docs/answer-examples.ts";
import { makeWorld } from "../support/world.ts";
import { makeBytes } from "./mutate-cbor.ts";
import type { Random } from "./random.ts";
import { fuzzTarget, showBytes } from "./target.ts";

const examples = await makeAnswerExamples();
const NAMES: readonly SuiteName[] = ["intl", "gm"];
const SUITES = { intl: nodeSuite("intl"), gm: nodeSuite("gm") };
const suites = (name: SuiteName) => SUITES[name];
const bytesOf = (example: string): Uint8Array =>
  fromHex((examples.get(example) ?? "").replace(/#.*$/gm, "").replace(/\s/g, ""));

const worlds = NAMES.map((name) => ({
  name,
  trust: makeWorld({ suite: name }).trust,
  answer: bytesOf(`state-answer-${name}`),
  claims: bytesOf(`claims-${name}`),
  share: bytesOf(`batch-share-${name}`),
  digests: bytesOf(`batch-digests-${name}`),
}));
type World = (typeof worlds)[number];

const refusals = [
  encodeRefusal({ outcome: 6, name: "replayed", index: 4, data: new Map([["index", 1]]) }),
  encodeRefusal({ outcome: 1, name: "malformed", data: null }),
];

interface AnswerCase {
  readonly world: World;
  readonly kind: "answer" | "claims" | "share" | "refusal";
  readonly bytes: Uint8Array;
}

function makeCase(random: Random): AnswerCase {
  const world = random.pick(worlds);
  const kind = random.pick(["answer", "claims", "share", "refusal"] as const);
  const seeds = kind === "refusal" ? refusals : [world[kind]];
  return { world, kind, bytes: makeBytes(random, seeds) };
}

function check({ world, kind, bytes }: AnswerCase): string | undefined {
  try {
    if (kind === "answer") return checkAnswer(world, bytes);
    if (kind === "claims") return checkClaims(world, bytes);
    return kind === "share" ? checkShare(world, bytes) : checkRefusal(bytes);
  } catch (error) {
    const known =
      error instanceof FormatError || error instanceof SchemaError || error instanceof CborError;
    if (known) return `${kind} ${error.name}`;
    throw error;
  }
}

function checkAnswer({ trust, answer }: World, bytes: Uint8Array): string | undefined {
  const { valid, layers, summary } = verifyStateAnswer({ answer: bytes, trust, suites });
  if (layers.length !== 5) throw new Error("not every layer");
  if (!equalBytes(encodeStateAnswer(decodeStateAnswer(bytes)), bytes)) throw new Error("two forms");
  if (!valid) return layers.find(({ verdict }) => verdict !== "pass")?.code;
  const [genuine] = decodeStateAnswer(answer).proofs;
  for (const { table, key, value } of summary?.records ?? []) {
    const isThere =
      genuine !== undefined &&
      equalBytes(encodeCbor([table, [...key]]), encodeCbor([genuine.table, [...genuine.key]]));
    if (isThere !== (value !== null)) throw new Error("FALSE PASS: a record that is not true");
  }
  return undefined;
}

function checkClaims({ trust, claims: good }: World, bytes: Uint8Array): string | undefined {
  const { valid, layers, claims } = verifyClaims({ claims: bytes, trust, suites });
  if (layers.length !== 5) throw new Error("not every layer");
  if (!equalBytes(encodeClaims(decodeClaims(bytes)), bytes)) throw new Error("two forms");
  if (!valid) return layers.find(({ verdict }) => verdict !== "pass")?.code ?? "a claim is false";
  const [genuine] = decodeStateAnswer(decodeClaims(good).answers[0] ?? good).proofs;
  const row = genuine && rowText(genuine);
  for (const claim of claims) {
    const there = rowText(claim.row) === row;
    if (claim.path.length === 0 && claim.test === "absent" && there) {
      throw new Error("FALSE PASS: a row is there");
    }
    if (claim.test === "is" && !there) throw new Error("FALSE PASS: a row is not there");
  }
  return undefined;
}

function checkShare({ name, trust, digests }: World, bytes: Uint8Array): string | undefined {
  const share = decodeBatchShare(bytes);
  if (!equalBytes(encodeBatchShare(share), bytes)) throw new Error("two forms");
  const suite = SUITES[name];
  const { receipt, count } = expandBatchShare(suite, share, suite.hashName, digests);
  if (count !== digests.length / 32) throw new Error("another number of digests");
  const result = verify({ receipt: receipt(0), trust, suites });
  return result.valid ? undefined : "the receipt inside is not valid";
}

function checkRefusal(bytes: Uint8Array): undefined {
  if (!equalBytes(encodeRefusal(decodeRefusal(bytes)), bytes)) throw new Error("two forms");
}

/** `count` answers, shares and refusals from `seed`. */
export const fuzzAnswers = fuzzTarget(makeCase, check, ({ world, kind, bytes }) => {
  return `${world.name} ${kind} ${showBytes(bytes)}`;
});
