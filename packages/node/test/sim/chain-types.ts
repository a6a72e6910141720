/** Blocks and votes of the mock engine: those of CometBFT as far as the application can tell. */
import { createHash } from "node:crypto";
import { u64be } from "@tallystick/core/bytes";

/** Hash of a block in hex, or {@link NIL}. */
export type BlockId = string;

/** A vote for no block. */
export const NIL: BlockId = "";

export type VoteKind = "prevote" | "precommit";

/** One validator's vote. Made by {@link SignedVotes.sign} only. */
export interface Vote {
  readonly kind: VoteKind;
  readonly validator: number;
  readonly height: number;
  readonly round: number;
  readonly blockId: BlockId;
  /** By the validator's own clock, ms since 1970 UTC. */
  readonly timeMs: number;
  readonly extension: Uint8Array;
}

/** The precommits that decided a block, by validator. */
export interface Commit {
  readonly height: number;
  readonly round: number;
  readonly blockId: BlockId;
  readonly votes: readonly (Vote | undefined)[];
}

/** Two votes of one validator that exclude one another. */
export interface Evidence {
  readonly first: Vote;
  readonly second: Vote;
}

/** A block. */
export interface Block {
  readonly id: BlockId;
  readonly height: number;
  readonly timeMs: number;
  readonly proposer: number;
  readonly lastBlockId: BlockId;
  /** Of the block before; null in the first. */
  readonly lastCommit: Commit | null;
  /** The application's hash and results after the block before, hex. */
  readonly appHash: string;
  readonly resultsHash: string;
  readonly evidence: readonly Evidence[];
  readonly txs: readonly Uint8Array[];
}

/** A block as its proposer sends it round. */
export interface Proposal {
  readonly height: number;
  readonly round: number;
  readonly proposer: number;
  readonly block: Block;
  /** Round in which two thirds prevoted the block; -1 for a new one. */
  readonly polRound: number;
}

/** A block with the votes that decided it, extensions and all. */
export interface Decided {
  readonly block: Block;
  readonly commit: Commit;
}

/** Makes a block; its id is a hash over all the rest. */
export function makeBlock(parts: Omit<Block, "id">): Block {
  const hash = createHash("sha256");
  hash.update(u64be(parts.height)).update(u64be(parts.timeMs)).update(u64be(parts.proposer));
  hash.update(`${parts.lastBlockId}/${parts.appHash}/${parts.resultsHash}/`);
  for (const vote of parts.lastCommit?.votes ?? []) {
    hash.update(vote === undefined ? "-" : `${vote.validator},${vote.timeMs},${vote.blockId};`);
  }
  for (const { first, second } of parts.evidence) {
    hash.update(`${first.validator},${first.height},${first.blockId},${second.blockId};`);
  }
  for (const tx of parts.txs) hash.update(u64be(tx.length)).update(tx);
  return { ...parts, id: hash.digest("hex") };
}

/** Who has signed what. Stands for signatures: nobody signs for another. */
export class SignedVotes {
  readonly #votes = new WeakSet<Vote>();

  sign(vote: Vote): Vote {
    const signed = Object.freeze(vote);
    this.#votes.add(signed);
    return signed;
  }

  isSigned(vote: Vote): boolean {
    return this.#votes.has(vote);
  }
}

/** Whether so many of `n` equal validators are more than two thirds. */
export function isQuorum(count: number, n: number): boolean {
  return 3 * count > 2 * n;
}

/**
 * Time of the block that follows a commit: the median of the times of its votes (CometBFT v0.38
 * types/time WeightedMedian; votes for nothing count too).
 *
 * @param power of each validator. Half of the total is rounded down there, so that with a power of 1 the
 * lowest of three times is taken, and one liar of four sets the clock of all.
 */
export function medianTime(commit: Commit, power: number): number {
  const times = commit.votes.flatMap((vote) => vote?.timeMs ?? []).sort((a, b) => a - b);
  let left = Math.floor((times.length * power) / 2);
  for (const time of times) {
    if (left <= power) return time;
    left -= power;
  }
  throw new Error("a commit without votes");
}
