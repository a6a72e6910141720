/**
 * Feeds made-up and mutated answers of the engine's RPC to the light client. The judge is simple: the
 * signatures of the honest chain below are over known headers, so nothing else may ever be trusted.
 *
 * `node packages/core/test/fuzz/light-client.ts [seed [inputs]]` runs it alone.
 */
import { toBase64, toHex } from "../../src/bytes.ts";
import type {
  BlockId,
  EngineTime,
  EngineValidator,
  LightBlock,
} from "../../src/light-client/light-block.ts";
import { headerHash } from "../../src/light-client/light-block-hashes.ts";
import {
  LightBlockError,
  readSignedHeader,
  readValidators,
} from "../../src/light-client/light-block-json.ts";
import { verifyLightBlock } from "../../src/light-client/verify-light-block.ts";
import { makeLightBlock, SECOND, START, suite, validators } from "../support/light-chain.ts";
import { Random } from "./random.ts";

/** What a run saw. */
export interface LightFuzzReport {
  readonly inputs: number;
  readonly trusted: number;
  readonly unreadable: number;
  /** Refusals by code, to show that the inputs reach every branch. */
  readonly refused: Readonly<Record<string, number>>;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const four = validators(0, 4);
const trusted = makeLightBlock(10, four);
const honest = [
  makeLightBlock(11, four),
  makeLightBlock(12, four, { next: validators(1, 5) }),
  makeLightBlock(40, validators(1, 5)),
  makeLightBlock(41, validators(6, 9)),
];
const decided = new Set(honest.map(({ header }) => toHex(headerHash(suite, header))));
const documents = honest.map(toJson);

/** One input: what became of it. Throws an Error on whatever must not be. */
export function checkLightJson(json: unknown): string {
  let block: LightBlock;
  try {
    const parts = (json ?? {}) as Record<string, unknown>;
    const next = parts["next_validators"];
    block = {
      ...readSignedHeader(parts["signed_header"]),
      validators: readValidators(parts["validators"]),
      ...(next === undefined ? {} : { nextValidators: readValidators(next) }),
    };
  } catch (error) {
    if (error instanceof LightBlockError) return "unreadable";
    throw error;
  }
  const terms = { trustingPeriodMs: 1e9, now: START + 100n * SECOND, clockDriftMs: 1_000 };
  const result = verifyLightBlock(suite, trusted, block, terms);
  if (result.verdict !== "trusted") return result.code;
  if (!decided.has(toHex(headerHash(suite, block.header)))) throw new Error("trusted a forgery");
  return "trusted";
}

/** Runs `count` inputs from `seed`. Throws on the first that must not be, naming seed and input. */
export function fuzzLightClient(seed: number, count: number): LightFuzzReport {
  const random = new Random(seed);
  const refused: Record<string, number> = {};
  let accepted = 0;
  let unreadable = 0;
  for (let i = 0; i < count; i++) {
    let json = random.pick(documents);
    for (let changes = random.below(4); changes > 0; changes--) json = mutate(random, json, 0);
    try {
      const outcome = checkLightJson(json);
      if (outcome === "trusted") accepted++;
      else if (outcome === "unreadable") unreadable++;
      else refused[outcome] = (refused[outcome] ?? 0) + 1;
    } catch (cause) {
      const input = JSON.stringify(json);
      throw new Error(`light client fuzz: seed ${seed}, input ${i}: ${input}`, { cause });
    }
  }
  return { inputs: count, trusted: accepted, unreadable, refused };
}

/** Goes down to a random place and changes what stands there. */
function mutate(random: Random, json: Json, depth: number): Json {
  if (Array.isArray(json) && json.length > 0 && random.below(8) !== 0) {
    return mutateItems(random, json, depth);
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json)) {
    const members = Object.entries(json);
    if (members.length > 0 && (depth === 0 || random.below(16) !== 0)) {
      const [name, value] = random.pick(members);
      if (random.below(24) === 0)
        return Object.fromEntries(members.filter(([one]) => one !== name));
      return { ...json, [name]: mutate(random, value, depth + 1) };
    }
  }
  return random.below(4) === 0 ? strange(random) : nearby(random, json);
}

function mutateItems(random: Random, items: readonly Json[], depth: number): Json {
  const at = random.below(items.length);
  const copy = [...items];
  const kind = random.below(12);
  if (kind === 0) copy.splice(at, 1);
  else if (kind === 1) copy.splice(at, 0, items[random.below(items.length)] as Json);
  else if (kind === 2) copy.reverse();
  else copy[at] = mutate(random, items[at] as Json, depth + 1);
  return copy;
}

/** A value of the same kind that is hardly another. */
function nearby(random: Random, json: Json): Json {
  if (typeof json === "number") return json + random.pick([-1, 1, 2]);
  if (typeof json !== "string") return strange(random);
  if (/^\d+$/.test(json)) return String(BigInt(json) + BigInt(random.pick([-1, 1, 2 ** 40])));
  const at = random.below(json.length + 1);
  const piece = random.pick(["0", "A", "Z", "=", ""]);
  return json.slice(0, at) + piece + json.slice(at + 1);
}

function strange(random: Random): Json {
  return random.pick<Json>([
    null,
    true,
    -1,
    1.5,
    2 ** 60,
    "",
    "9223372036854775807",
    "99999999999999999999",
    "é",
    [],
    {},
    [[]],
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "00".repeat(32),
    "1970-01-01T00:00:00Z",
  ]);
}

function toJson(block: Required<LightBlock>): Json {
  const { header, commit } = block;
  return {
    signed_header: {
      header: {
        version: { block: String(header.version.block), app: String(header.version.app) },
        chain_id: header.chainId,
        height: String(header.height),
        time: timeText(header.time),
        last_block_id: blockIdJson(header.lastBlockId),
        last_commit_hash: toHex(header.lastCommitHash),
        data_hash: toHex(header.dataHash),
        validators_hash: toHex(header.validatorsHash),
        next_validators_hash: toHex(header.nextValidatorsHash),
        consensus_hash: toHex(header.consensusHash),
        app_hash: toHex(header.appHash),
        last_results_hash: toHex(header.lastResultsHash),
        evidence_hash: toHex(header.evidenceHash),
        proposer_address: toHex(header.proposerAddress),
      },
      commit: {
        height: String(commit.height),
        round: commit.round,
        block_id: blockIdJson(commit.blockId),
        signatures: commit.votes.map(({ flag, address, time, signature }) => ({
          block_id_flag: flag,
          validator_address: toHex(address),
          timestamp: timeText(time),
          signature: toBase64(signature),
        })),
      },
    },
    validators: block.validators.map(validatorJson),
    next_validators: block.nextValidators.map(validatorJson),
  };
}

function blockIdJson({ hash, parts }: BlockId): Json {
  return { hash: toHex(hash), parts: { total: parts.total, hash: toHex(parts.hash) } };
}

function validatorJson({ key, power }: EngineValidator): Json {
  const pub_key = { type: "tendermint/PubKeyEd25519", value: toBase64(key) };
  return { address: "", pub_key, voting_power: String(power) };
}

function timeText(time: EngineTime): string {
  const seconds = new Date(Number(time / SECOND) * 1_000).toISOString().slice(0, 19);
  return `${seconds}.${(time % SECOND).toString().padStart(9, "0")}Z`;
}

if (import.meta.main) {
  const [seed = "1", count = "20000"] = process.argv.slice(2);
  console.log(JSON.stringify(fuzzLightClient(Number(seed), Number(count))));
}
