/**
 * The consensus engine's own word on a block, as a receipt carries it: the header of the block after, and
 * the votes by which that was decided. docs/reference/light-client.md.
 */
import type { CborEncodable, CborValue } from "./cbor.ts";
import {
  type BlockCommit,
  type BlockHeader,
  type EngineTime,
  VOTE_FLAG,
} from "./light-client/light-block.ts";
import { headerLeaves } from "./light-client/light-block-hashes.ts";
import { ENGINE_LEAF_BYTES_MAX, ENGINE_PENDING_MAX, ORGANISATIONS_MAX } from "./limits.ts";
import { readArray, readBytes, readInt, readMap, readUint, SchemaError } from "./schema.ts";

/** A vote for the block, at the place of its validator. */
export interface EngineVote {
  readonly time: EngineTime;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** The member `engine` of a receipt whose checkpoint is of block H. */
export interface EngineCommit {
  /** The fourteen leaves whose tree is the hash of the header of block H + 1. */
  readonly header: readonly Uint8Array[];
  readonly round: number;
  readonly parts: { readonly total: number; readonly hash: Uint8Array };
  /** In the engine's order of the validators; null for one that did not vote for the block. */
  readonly votes: readonly (EngineVote | null)[];
  /** Last certified height after block H, and its pending age: the rest of the app hash. */
  readonly certified: number;
  readonly pending: number;
}

const NANOSECONDS = 1_000_000_000n;
const LEAVES = 14;

/** The part from what the engine says of block H + 1. */
export function engineCommitOf(
  header: BlockHeader,
  { round, blockId, votes }: BlockCommit,
  { certified, pending }: Pick<EngineCommit, "certified" | "pending">,
): EngineCommit {
  return {
    header: headerLeaves(header),
    round,
    parts: blockId.parts,
    votes: votes.map(({ flag, time, signature }) =>
      flag === VOTE_FLAG.commit ? { time, signature } : null,
    ),
    certified,
    pending,
  };
}

/** The part as it is encoded. */
export function engineItem(part: EngineCommit): CborEncodable {
  const { header, round, parts, votes, certified, pending } = part;
  return {
    header: [...header],
    round,
    parts: [parts.total, parts.hash],
    votes: votes.map((vote) => {
      if (vote === null) return null;
      // Times before 1970 round down: nanoseconds are never negative.
      const nanos = ((vote.time % NANOSECONDS) + NANOSECONDS) % NANOSECONDS;
      return [Number((vote.time - nanos) / NANOSECONDS), Number(nanos), vote.signature];
    }),
    certified,
    pending,
  };
}

/** Reads the part. @throws SchemaError */
export function readEngineCommit(value: CborValue | undefined): EngineCommit {
  const members = ["header", "round", "parts", "votes", "certified", "pending"];
  const map = readMap(value, "engine", members);
  const [total, hash] = readArray(map.get("parts"), "engine.parts", 2);
  const pending = readUint(map.get("pending"), "engine.pending");
  if (pending > ENGINE_PENDING_MAX) {
    throw new SchemaError("engine.pending", `0 to ${ENGINE_PENDING_MAX}`);
  }
  return {
    header: readArray(map.get("header"), "engine.header", LEAVES).map((leaf) =>
      readBytes(leaf, "engine.header", 0, ENGINE_LEAF_BYTES_MAX),
    ),
    round: readUint(map.get("round"), "engine.round"),
    parts: { total: readUint(total, "engine.parts"), hash: readBytes(hash, "engine.parts", 32) },
    votes: readArray(map.get("votes"), "engine.votes", 1, ORGANISATIONS_MAX).map(readVote),
    certified: readUint(map.get("certified"), "engine.certified"),
    pending,
  };
}

function readVote(item: CborValue): EngineVote | null {
  if (item === null) return null;
  const [seconds, nanos, signature] = readArray(item, "engine.vote", 3);
  const rest = BigInt(readUint(nanos, "engine.vote"));
  if (rest >= NANOSECONDS)
    throw new SchemaError("engine.vote", "less than a second of nanoseconds");
  return {
    time: BigInt(readInt(seconds, "engine.vote")) * NANOSECONDS + rest,
    signature: readBytes(signature, "engine.vote", 64),
  };
}
