/**
 * Light blocks as CometBFT's RPC writes them: `/commit` has the signed header, `/validators` a page of a
 * set. Members that are not needed are passed over, addresses among them: they follow from the keys.
 */
import { fromBase64, fromHex } from "../bytes.ts";
import { FormatError } from "../format-error.ts";
import { ENGINE_CHAIN_ID_BYTES_MAX, ENGINE_VALIDATORS_MAX } from "../limits.ts";
import type {
  BlockCommit,
  BlockHeader,
  BlockId,
  CommitVote,
  EngineTime,
  EngineValidator,
} from "./light-block.ts";

/** JSON that is no light block. */
export class LightBlockError extends FormatError {
  override readonly name = "LightBlockError";

  constructor(place: string, expected: string) {
    super("light-block", "malformed", `${place} must be ${expected}`);
  }
}

/** Reads `signed_header` of an answer to `/commit`. Throws {@link LightBlockError}. */
export function readSignedHeader(json: unknown): { header: BlockHeader; commit: BlockCommit } {
  const signed = object(json, "signed header");
  return { header: header(signed["header"]), commit: commit(signed["commit"]) };
}

/** Reads `validators` of an answer to `/validators`. Throws {@link LightBlockError}. */
export function readValidators(json: unknown): EngineValidator[] {
  return array(json, "validators").map((item) => {
    const validator = object(item, "validator");
    const key = object(validator["pub_key"], "pub_key");
    if (key["type"] !== "tendermint/PubKeyEd25519") {
      throw new LightBlockError("pub_key", "an Ed25519 key");
    }
    return {
      key: base64(key["value"], "pub_key", 32),
      power: bigint(validator["voting_power"] ?? validator["power"], "voting_power"),
    };
  });
}

/** Reads an RFC 3339 time in UTC with up to nine decimals. Throws {@link LightBlockError}. */
export function readEngineTime(json: unknown, place = "time"): EngineTime {
  const match = typeof json === "string" ? TIME.exec(json) : null;
  if (match === null) throw new LightBlockError(place, "a time of RFC 3339 in UTC");
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Six;
  // Date.UTC reads years below 100 as 19xx; the engine's zero time is in the year 1.
  const cycles = year < 400 ? 1 : 0;
  const ms = Date.UTC(year + 400 * cycles, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  if (
    date.getUTCMonth() !== month - 1 ||
    date.getUTCDate() !== day ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  ) {
    throw new LightBlockError(place, "a time of RFC 3339 in UTC");
  }
  const nanos = BigInt((match[7] ?? "").padEnd(9, "0"));
  return (BigInt(ms) - BigInt(cycles) * MS_OF_400_YEARS) * 1_000_000n + nanos;
}

type Six = [number, number, number, number, number, number];

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z$/;
const MS_OF_400_YEARS = 146_097n * 86_400_000n;

function header(json: unknown): BlockHeader {
  const item = object(json, "header");
  const version = object(item["version"], "version");
  const chainId = item["chain_id"];
  if (typeof chainId !== "string" || chainId.length > ENGINE_CHAIN_ID_BYTES_MAX) {
    throw new LightBlockError("chain_id", "a short text");
  }
  return {
    version: {
      block: uint(version["block"], "version"),
      app: uint(version["app"] ?? 0, "version"),
    },
    chainId,
    height: uint(item["height"], "height"),
    time: readEngineTime(item["time"]),
    lastBlockId: blockId(item["last_block_id"]),
    lastCommitHash: hex(item["last_commit_hash"], "last_commit_hash"),
    dataHash: hex(item["data_hash"], "data_hash"),
    validatorsHash: hex(item["validators_hash"], "validators_hash"),
    nextValidatorsHash: hex(item["next_validators_hash"], "next_validators_hash"),
    consensusHash: hex(item["consensus_hash"], "consensus_hash"),
    appHash: hex(item["app_hash"], "app_hash"),
    lastResultsHash: hex(item["last_results_hash"], "last_results_hash"),
    evidenceHash: hex(item["evidence_hash"], "evidence_hash"),
    proposerAddress: hex(item["proposer_address"], "proposer_address"),
  };
}

function commit(json: unknown): BlockCommit {
  const item = object(json, "commit");
  return {
    height: uint(item["height"], "height"),
    round: uint(item["round"], "round"),
    blockId: blockId(item["block_id"]),
    votes: array(item["signatures"], "signatures").map(vote),
  };
}

function vote(json: unknown): CommitVote {
  const item = object(json, "signature");
  return {
    flag: uint(item["block_id_flag"], "block_id_flag"),
    address: hex(item["validator_address"], "validator_address"),
    time: readEngineTime(item["timestamp"], "timestamp"),
    signature: base64(item["signature"] ?? "", "signature", 64),
  };
}

/** The first block has none before it: null, or empty hashes. */
function blockId(json: unknown): BlockId {
  const none = new Uint8Array(0);
  if (json === null || json === undefined) return { hash: none, parts: { total: 0, hash: none } };
  const item = object(json, "block id");
  const parts = object(item["parts"] ?? item["part_set_header"], "part set");
  return {
    hash: hex(item["hash"], "block id"),
    parts: { total: uint(parts["total"], "part set"), hash: hex(parts["hash"], "part set") },
  };
}

function object(json: unknown, place: string): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new LightBlockError(place, "an object");
  }
  return json as Record<string, unknown>;
}

function array(json: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(json) || json.length > ENGINE_VALIDATORS_MAX) {
    throw new LightBlockError(place, `an array of at most ${ENGINE_VALIDATORS_MAX} items`);
  }
  return json;
}

/** The RPC writes 64-bit integers as texts and smaller ones as numbers. */
function bigint(json: unknown, place: string): bigint {
  if (typeof json === "number" && Number.isSafeInteger(json) && json >= 0) return BigInt(json);
  if (typeof json === "string" && /^\d{1,19}$/.test(json)) return BigInt(json);
  throw new LightBlockError(place, "an unsigned integer");
}

function uint(json: unknown, place: string): number {
  const value = Number(bigint(json, place));
  if (!Number.isSafeInteger(value)) throw new LightBlockError(place, "an integer below 2^53");
  return value;
}

function hex(json: unknown, place: string): Uint8Array {
  if (json === null || json === undefined) return new Uint8Array(0);
  if (typeof json !== "string" || json.length > 64 || !/^(?:[0-9a-fA-F]{2})*$/.test(json)) {
    throw new LightBlockError(place, "at most 32 bytes in hexadecimal");
  }
  return fromHex(json.toLowerCase());
}

function base64(json: unknown, place: string, length: number): Uint8Array {
  const expected = `${length} bytes in base64`;
  if (json === null || json === "") return new Uint8Array(0);
  if (typeof json !== "string" || json.length > 100) throw new LightBlockError(place, expected);
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(json);
  } catch {
    throw new LightBlockError(place, expected);
  }
  if (bytes.length !== length) throw new LightBlockError(place, expected);
  return bytes;
}
