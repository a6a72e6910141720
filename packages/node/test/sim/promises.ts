import type { Block, Proposal, Vote, VoteKind } from "./chain-types.ts";

/** A block and the round that made it matter. */
interface Held {
  readonly round: number;
  readonly block: Block;
}

/**
 * What a validator must not forget, whatever else it loses: its votes and locks at the last height that
 * it has voted on (CometBFT's WAL and priv_validator_state.json).
 */
export class Promises {
  height = 0;
  round = 0;
  locked: Held | undefined;
  valid: Held | undefined;
  readonly votes = new Map<string, Vote>();
  readonly proposals = new Map<number, Proposal>();

  /** Lets go of earlier heights; there is no way back. */
  moveTo(height: number): void {
    if (height <= this.height) return;
    this.height = height;
    this.round = 0;
    this.locked = undefined;
    this.valid = undefined;
    this.votes.clear();
    this.proposals.clear();
  }
}

/** The place of a vote within its height. */
export function voteName(round: number, kind: VoteKind): string {
  return `${round} ${kind}`;
}
