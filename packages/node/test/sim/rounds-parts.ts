import type { Block, Commit, Decided, SignedVotes, Vote } from "./chain-types.ts";
import type { SimOrganisation } from "./consortium.ts";
import type { Gossip } from "./gossip.ts";
import type { HeightBook } from "./height-book.ts";
import type { EngineStorage } from "./replica.ts";

/** Timeouts of the engine, virtual ms. */
export interface Timing {
  readonly proposeMs: number;
  /** Of prevotes and precommits. */
  readonly voteMs: number;
  /** What a round adds to each. */
  readonly growMs: number;
  /** Between a decided block and the next round. */
  readonly commitMs: number;
  /** After so long an empty block is made. */
  readonly heartbeatMs: number;
}

/** What the rounds of a node are made of, and what they tell. */
export interface RoundsParts {
  readonly index: number;
  readonly n: number;
  /** Voting power of every validator. */
  readonly power: number;
  readonly maxTxBytes: number;
  /** Whether the mempool is checked again after each block. */
  readonly recheck: boolean;
  readonly timing: Timing;
  readonly storage: EngineStorage;
  readonly signed: SignedVotes;
  organisation(index: number): SimOrganisation;
  /** The node's clock, ms since 1970 UTC. */
  now(): number;
  /**
   * The time that the node writes into a vote; a liar's is another than it should be.
   * @param least the earliest that can come after the block
   */
  voteTime(honest: number, least: number): number;
  /** The votes on the last block that the node puts into its proposal: all, unless it lies. */
  chooseVotes(commit: Commit): Commit;
  newBook(height: number): HeightBook;
  send(to: number, gossip: Gossip): void;
  /** Runs something later, if the process still lives. */
  after(ms: number, run: () => void | Promise<void>): void;
  apply(decided: Decided): Promise<void>;
  /** A few of them. */
  some(txs: readonly Uint8Array[]): readonly Uint8Array[];
  judgedProposal(block: Block, accepted: boolean): void;
  judgedExtension(vote: Vote, accepted: boolean): void;
}
