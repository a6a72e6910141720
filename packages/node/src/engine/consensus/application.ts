/**
 * What an ordering engine of several organisations asks of the ledger: the methods of ABCI 2.0 with
 * their meaning (CometBFT v0.38 spec/abci), independent of any wire. The ABCI server and the mock
 * engine drive the same object.
 *
 * Heights of the chain are heights of the ledger: the block that the engine decides at height h becomes
 * block h of the ledger, empty ones included.
 *
 * Every method may throw, which means "halt": the ledger is damaged, or this node has parted from the
 * others. What is merely refused, hostile bytes above all, is a value. Methods of one object are called
 * one after the other, except `checkTx` and the snapshot methods: those may be under way at any time
 * and any number at once, and should be, because signatures are checked many at a time. Their promises
 * may settle in any order.
 */

/** A validator: an organisation's voice in the engine. */
export interface ConsensusValidator {
  /** Ed25519 public key, 32 bytes. */
  readonly key: Uint8Array;
  /** Voting power, 1 or more; 0 removes it. */
  readonly power: number;
}

/** Where the application stands. */
export interface ApplicationInfo {
  /**
   * Height of the last block that was committed through this interface. 0 until the first one, also
   * over a ledger that has older blocks of its own (an adopted one).
   */
  readonly height: number;
  /** The app hash after that block, 32 bytes; empty at height 0. */
  readonly appHash: Uint8Array;
  /** Version of the rules, which the engine writes into its headers. */
  readonly appVersion: number;
}

/** The chain is founded: called at height 0 and again after a crash before the first block. */
export interface InitChainRequest {
  readonly chainId: string;
  /** Height of the chain's first block. */
  readonly initialHeight: number;
  /** Genesis time of the chain, milliseconds since 1970 UTC. */
  readonly timeMs: number;
  readonly validators: readonly ConsensusValidator[];
  /** `app_state` of the chain's genesis file, as the JSON text stands there. */
  readonly appState: Uint8Array;
}

/** A vote on the block before, with its extension. */
export interface ExtendedVote {
  /** Address of the validator: the first 20 bytes of SHA-256 of its key. */
  readonly address: Uint8Array;
  readonly power: number;
  /** What the validator attached; empty when it did not vote for the block, or attached nothing. */
  readonly extension: Uint8Array;
}

/** This node is to propose a block. */
export interface PrepareProposalRequest {
  readonly height: number;
  /** Time of the block's header, milliseconds since 1970 UTC, rounded down. */
  readonly timeMs: number;
  /** Bytes that the transactions of the proposal may have, counted as the engine counts them. */
  readonly maxTxBytes: number;
  /** What waits in the mempool, in its order. */
  readonly txs: readonly Uint8Array[];
  /** The votes on block `height` - 1 that this node has seen. */
  readonly lastExtensions: readonly ExtendedVote[];
}

/** A block that the engine speaks of. */
export interface ProposedBlock {
  readonly height: number;
  /** Time of the block's header, milliseconds since 1970 UTC, rounded down. */
  readonly timeMs: number;
  /** Hash of the block. */
  readonly hash: Uint8Array;
  readonly txs: readonly Uint8Array[];
}

/** A proposal to accept or refuse. */
export interface ProcessProposalRequest extends ProposedBlock {
  /** Address of the validator that proposes it. */
  readonly proposer: Uint8Array;
}

/** Another validator's vote extension to accept or refuse. */
export interface VerifyVoteExtensionRequest {
  readonly height: number;
  /** Hash of the block that the vote is for. */
  readonly hash: Uint8Array;
  readonly address: Uint8Array;
  readonly extension: Uint8Array;
}

/** What the engine itself caught a validator at. */
export interface Misbehaviour {
  readonly kind: "duplicate-vote" | "light-client-attack" | "unknown";
  readonly address: Uint8Array;
  readonly power: number;
  /** Height and time (ms since 1970 UTC) of the offence. */
  readonly height: number;
  readonly timeMs: number;
}

/** A decided block. */
export interface FinalizeBlockRequest extends ProposedBlock {
  readonly misbehaviour: readonly Misbehaviour[];
  readonly proposer: Uint8Array;
}

/** What became of a transaction: both members enter the engine's results hash. */
export interface TransactionResult {
  /** Outcome number; 0 = accepted. */
  readonly code: number;
  readonly data: Uint8Array;
}

/** The effect of a decided block: one result a transaction, in order. */
export interface FinalizedBlock {
  readonly txResults: readonly TransactionResult[];
  /** Validators whose power changes, from two blocks after this one on; power 0 removes one. */
  readonly validatorUpdates: readonly ConsensusValidator[];
  /** 32 bytes. */
  readonly appHash: Uint8Array;
}

/** A snapshot as it is offered to a node that joins. */
export interface SnapshotOffer {
  readonly height: number;
  readonly format: number;
  readonly chunks: number;
  readonly hash: Uint8Array;
  readonly metadata: Uint8Array;
}

/** Answer to an offered snapshot. */
export type OfferVerdict = "accept" | "abort" | "reject" | "reject-format" | "reject-sender";

/** Answer to a chunk. */
export interface ChunkVerdict {
  readonly result: "accept" | "abort" | "retry" | "retry-snapshot" | "reject-snapshot";
  /** Numbers of chunks to fetch again. */
  readonly refetchChunks: readonly number[];
  /** Peers to take nothing more from. */
  readonly rejectSenders: readonly string[];
}

/** The ledger of one organisation, as an engine of several drives it. */
export interface ConsensusApplication {
  info(): ApplicationInfo;
  /** Changes nothing durable. The answer's hash stands in the header of the first block. */
  initChain(request: InitChainRequest): { readonly appHash: Uint8Array };
  /**
   * Whether a transaction may enter the mempool.
   * @param recheck it is there already, and a block has been committed since
   */
  checkTx(tx: Uint8Array, recheck: boolean): Promise<TransactionResult>;
  prepareProposal(request: PrepareProposalRequest): Promise<Uint8Array[]>;
  /** A function of the committed state and the request alone. */
  processProposal(request: ProcessProposalRequest): Promise<boolean>;
  /** @param block the block that this node is about to vote for */
  extendVote(block: ProposedBlock): Promise<Uint8Array>;
  /** A function of the committed state and the request alone. */
  verifyVoteExtension(request: VerifyVoteExtensionRequest): Promise<boolean>;
  /** Computes the effect of a decided block. Changes nothing durable, so it may be run again. */
  finalizeBlock(request: FinalizeBlockRequest): Promise<FinalizedBlock>;
  /** Makes the last finalized block durable, in one atomic step. */
  commit(): Promise<{
    /** Blocks below it may be deleted by the engine; 0 keeps all. */
    readonly retainHeight: number;
  }>;
  listSnapshots(): Promise<readonly SnapshotOffer[]>;
  offerSnapshot(request: {
    readonly snapshot: SnapshotOffer;
    /** App hash that the light client vouches for at the snapshot's height. */
    readonly appHash: Uint8Array;
  }): Promise<OfferVerdict>;
  loadSnapshotChunk(request: {
    readonly height: number;
    readonly format: number;
    readonly chunk: number;
  }): Promise<Uint8Array>;
  applySnapshotChunk(request: {
    readonly index: number;
    readonly chunk: Uint8Array;
    readonly sender: string;
  }): Promise<ChunkVerdict>;
}
