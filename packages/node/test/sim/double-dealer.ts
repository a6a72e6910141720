/** A validator that says one thing to some and another to others. */
import {
  type Block,
  makeBlock,
  NIL,
  type Proposal,
  type SignedVotes,
  type Vote,
} from "./chain-types.ts";
import type { Dice } from "./dice.ts";
import type { Gossip } from "./gossip.ts";

/** How often it does so, as probabilities. */
export interface DealerRates {
  readonly votes: number;
  readonly proposals: number;
  readonly silence: number;
}

/** Changes what its node sends, peer by peer. What it has told one peer it tells it again. */
export class DoubleDealer {
  readonly #index: number;
  readonly #dice: Dice;
  readonly #signed: SignedVotes;
  readonly #rates: DealerRates;
  readonly #votes = new Map<Vote, Vote>();
  readonly #proposals = new Map<Proposal, Proposal>();
  readonly #told: (what: "vote" | "proposal") => void;

  constructor(
    parts: { index: number; dice: Dice; signed: SignedVotes; rates: DealerRates },
    told: (what: "vote" | "proposal") => void,
  ) {
    this.#index = parts.index;
    this.#dice = parts.dice;
    this.#signed = parts.signed;
    this.#rates = parts.rates;
    this.#told = told;
  }

  /** What a peer is sent instead; undefined for nothing. */
  view(to: number, gossip: Gossip): Gossip | undefined {
    if (this.#dice.chance(this.#rates.silence)) return undefined;
    const { votes, proposals, blocks } = gossip;
    const seen = proposals?.map((one) => this.#proposalFor(to, one));
    return {
      ...gossip,
      ...(votes && { votes: votes.map((vote) => this.#voteFor(to, vote)) }),
      ...(seen && { proposals: seen }),
      ...(blocks && { blocks: [...blocks, ...(seen ?? []).map(({ block }) => block)] }),
    };
  }

  #voteFor(to: number, vote: Vote): Vote {
    if (vote.validator !== this.#index) return vote;
    let other = this.#votes.get(vote);
    if (other === undefined) {
      other = this.#dice.chance(this.#rates.votes) ? this.#contradict(vote) : vote;
      this.#votes.set(vote, other);
      if (other !== vote) this.#told("vote");
    }
    return to % 2 === 0 ? vote : other;
  }

  #contradict(vote: Vote): Vote {
    const others = [...this.#proposals].flatMap(([one, twin]) => [one.block, twin.block]);
    const choices = others.filter(
      (block) => block.height === vote.height && block.id !== vote.blockId,
    );
    const another = choices.length === 0 ? NIL : this.#dice.pick(choices).id;
    const blockId = vote.blockId === NIL ? another : this.#dice.chance(0.5) ? another : NIL;
    if (blockId === vote.blockId) return vote;
    return this.#signed.sign({ ...vote, blockId });
  }

  #proposalFor(to: number, proposal: Proposal): Proposal {
    if (proposal.proposer !== this.#index) return proposal;
    let twin = this.#proposals.get(proposal);
    if (twin === undefined) {
      const deals = proposal.polRound < 0 && this.#dice.chance(this.#rates.proposals);
      twin = deals ? { ...proposal, block: this.#twin(proposal.block) } : proposal;
      this.#proposals.set(proposal, twin);
      if (twin !== proposal) this.#told("proposal");
    }
    return to % 2 === 0 ? proposal : twin;
  }

  /** Another block for the same place that is as good: fewer transactions, or fewer votes. */
  #twin(block: Block): Block {
    const txs = block.txs.slice(0, -1);
    return makeBlock({ ...block, txs });
  }
}
