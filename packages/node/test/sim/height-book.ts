import {
  type Block,
  type BlockId,
  type Evidence,
  isQuorum,
  NIL,
  type Proposal,
  type Vote,
  type VoteKind,
} from "./chain-types.ts";

/** Votes of one kind in one round, by validator: one each, more of those who contradict themselves. */
type Votes = Vote[][];

interface RoundVotes {
  readonly prevote: Votes;
  readonly precommit: Votes;
}

/** Contradicting votes of one validator that are kept. */
const STORIES_MAX = 4;

/**
 * What a node has heard about one height. Somebody who votes twice counts for either block, as in the
 * paper: a node that has locked a block by such a vote must be able to convince the others (what
 * CometBFT's VoteSetMaj23 messages are for).
 */
export class HeightBook {
  readonly height: number;
  readonly blocks = new Map<BlockId, Block>();
  /** The first proposal of each round. */
  readonly proposals = new Map<number, Proposal>();
  readonly #n: number;
  readonly #rounds = new Map<number, RoundVotes>();

  constructor(height: number, n: number) {
    this.height = height;
    this.#n = n;
  }

  /** Whether it is new. */
  addProposal(proposal: Proposal): boolean {
    this.blocks.set(proposal.block.id, proposal.block);
    if (this.proposals.has(proposal.round)) return false;
    this.proposals.set(proposal.round, proposal);
    return true;
  }

  /** Whether this validator is known to have said this, or has said too much already. */
  isKnown({ round, kind, validator, blockId }: Vote): boolean {
    const said = this.#rounds.get(round)?.[kind][validator] ?? [];
    return said.length >= STORIES_MAX || said.some((vote) => vote.blockId === blockId);
  }

  /** Takes a vote in that is not known. Returns the proof when it contradicts one that is there. */
  addVote(vote: Vote): Evidence | undefined {
    let votes = this.#rounds.get(vote.round);
    if (votes === undefined) {
      const empty = (): Votes => Array.from({ length: this.#n }, () => []);
      votes = { prevote: empty(), precommit: empty() };
      this.#rounds.set(vote.round, votes);
    }
    const said = votes[vote.kind][vote.validator] as Vote[];
    const [first] = said;
    said.push(vote);
    return first === undefined ? undefined : { first, second: vote };
  }

  /** The block, or nil, that more than two thirds voted for in a round. */
  majority(round: number, kind: VoteKind): BlockId | undefined {
    const counts = new Map<BlockId, number>();
    for (const vote of this.votes(round, kind)) {
      const count = (counts.get(vote.blockId) ?? 0) + 1;
      if (this.enough(count)) return vote.blockId;
      counts.set(vote.blockId, count);
    }
    return undefined;
  }

  /** Whether more than two thirds voted in a round, for whatever. */
  hasAny(round: number, kind: VoteKind): boolean {
    const voters = this.#rounds.get(round)?.[kind].filter((said) => said.length > 0);
    return this.enough(voters?.length ?? 0);
  }

  votes(round: number, kind: VoteKind): Vote[] {
    return this.#rounds.get(round)?.[kind].flat() ?? [];
  }

  /** The votes of a commit: each validator's for the block, else the first that it gave. */
  commitVotes(round: number, blockId: BlockId): readonly (Vote | undefined)[] {
    return Array.from({ length: this.#n }, (_, i) => {
      const said = this.#rounds.get(round)?.precommit[i] ?? [];
      const good = (vote: Vote): boolean => vote.blockId === blockId;
      // A vote for another block has no place in a commit.
      return said.find(good) ?? said.find((vote) => vote.blockId === NIL);
    });
  }

  allVotes(): Vote[] {
    return this.rounds().flatMap((round) => [
      ...this.votes(round, "prevote"),
      ...this.votes(round, "precommit"),
    ]);
  }

  rounds(): number[] {
    return [...this.#rounds.keys()];
  }

  /** The latest round after `round` in which more than a third has been heard. */
  laterRound(round: number): number | undefined {
    const later = this.rounds().filter((one) => {
      if (one <= round) return false;
      const votes = [...this.votes(one, "prevote"), ...this.votes(one, "precommit")];
      const voters = new Set(votes.map(({ validator }) => validator));
      return 3 * voters.size > this.#n;
    });
    return later.length === 0 ? undefined : Math.max(...later);
  }

  /** Overridden by a sabotage that shows that forks are found. */
  enough(count: number): boolean {
    return isQuorum(count, this.#n);
  }
}
