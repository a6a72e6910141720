/**
 * What CometBFT (block protocol 11: v0.38 to v0.40) publishes of a block for those who do not run it.
 * docs/reference/light-client.md.
 */

/** Nanoseconds since 1970 UTC: the engine signs them all, and a Date would lose them. */
export type EngineTime = bigint;

/** Version of the block protocol that this module knows. */
export const BLOCK_PROTOCOL = 11;

/** Names a block. */
export interface BlockId {
  /** 32 bytes; empty where no block is named. */
  readonly hash: Uint8Array;
  /** The block as it is cut into parts for gossip. */
  readonly parts: { readonly total: number; readonly hash: Uint8Array };
}

/** Header of a block. Hashes are 32 bytes or empty. */
export interface BlockHeader {
  readonly version: { readonly block: number; readonly app: number };
  readonly chainId: string;
  readonly height: number;
  readonly time: EngineTime;
  readonly lastBlockId: BlockId;
  readonly lastCommitHash: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly validatorsHash: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
  readonly consensusHash: Uint8Array;
  /** The application's hash after the block BEFORE this one. */
  readonly appHash: Uint8Array;
  readonly lastResultsHash: Uint8Array;
  readonly evidenceHash: Uint8Array;
  /** 20 bytes. */
  readonly proposerAddress: Uint8Array;
}

/** Whether a validator voted, and for what. */
export const VOTE_FLAG = { absent: 1, commit: 2, nil: 3 } as const;

/** The place of one validator in a commit. */
export interface CommitVote {
  /** One of {@link VOTE_FLAG}. */
  readonly flag: number;
  /** 20 bytes; empty when absent. */
  readonly address: Uint8Array;
  readonly time: EngineTime;
  /** 64 bytes; empty when absent. */
  readonly signature: Uint8Array;
}

/** The precommits by which a block was decided, one place for each validator of its set, in its order. */
export interface BlockCommit {
  readonly height: number;
  readonly round: number;
  readonly blockId: BlockId;
  readonly votes: readonly CommitVote[];
}

/** A member of a validator set. Its address follows from its key. */
export interface EngineValidator {
  /** Ed25519, 32 bytes. */
  readonly key: Uint8Array;
  /** 1 or more. */
  readonly power: bigint;
}

/** A block as a light client needs it. Sets may be in any order; {@link sortValidators} makes the engine's. */
export interface LightBlock {
  readonly header: BlockHeader;
  readonly commit: BlockCommit;
  readonly validators: readonly EngineValidator[];
  /** The set of the next height, when this block shall be trusted as a start for later ones. */
  readonly nextValidators?: readonly EngineValidator[];
}
