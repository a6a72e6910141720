import type { Block, Decided, Evidence, Proposal, Vote } from "./chain-types.ts";

/** What nodes tell one another. Everything in it may come late, twice, or from long ago. */
export interface Gossip {
  readonly from: number;
  /** The height that the sender works on. */
  readonly height: number;
  readonly proposals?: readonly Proposal[];
  readonly blocks?: readonly Block[];
  readonly votes?: readonly Vote[];
  readonly evidence?: readonly Evidence[];
  readonly txs?: readonly Uint8Array[];
  /** A block that the receiver lacks. */
  readonly decided?: Decided;
}
