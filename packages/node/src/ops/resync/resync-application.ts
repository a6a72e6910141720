import type {
  ApplicationInfo,
  ChunkVerdict,
  ConsensusApplication,
  FinalizedBlock,
  OfferVerdict,
  SnapshotOffer,
  TransactionResult,
} from "../../engine/consensus/application.ts";
import { ConsensusFault } from "../../engine/consensus/consensus-fault.ts";
import type { SnapshotReceiver } from "../../engine/consensus/snapshots/receive-snapshot.ts";

const NOTHING = new Uint8Array(0);

/**
 * The application of an engine that only takes a snapshot over. When the engine has the snapshot's height, its
 * light blocks and the first block after it, and asks for that block to be executed, everything is there that
 * a node needs to start: the block is in the engine's store and waits for the ledger.
 */
export class ResyncApplication implements ConsensusApplication {
  readonly #receiver: SnapshotReceiver;
  readonly #appVersion: number;
  readonly #done = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<FinalizedBlock>();

  constructor(receiver: SnapshotReceiver, appVersion = 1) {
    this.#receiver = receiver;
    this.#appVersion = appVersion;
    this.#ended.promise.catch(() => {});
  }

  /** Resolves when the engine wants the block after the snapshot executed. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** The engine has ended and waits for nothing any more. */
  end(): void {
    this.#ended.reject(new ConsensusFault("out-of-order", "the engine has ended"));
  }

  info(): ApplicationInfo {
    const received = this.#receiver.received;
    return {
      height: received?.manifest.height ?? 0,
      appHash: received?.appHash ?? NOTHING,
      appVersion: this.#appVersion,
    };
  }

  initChain(): { readonly appHash: Uint8Array } {
    throw new ConsensusFault("out-of-order", "the engine begins a chain where it was to join one");
  }

  async checkTx(): Promise<TransactionResult> {
    return { code: 1, data: NOTHING };
  }

  async prepareProposal(): Promise<Uint8Array[]> {
    return [];
  }

  async processProposal(): Promise<boolean> {
    return false;
  }

  async extendVote(): Promise<Uint8Array> {
    return NOTHING;
  }

  async verifyVoteExtension(): Promise<boolean> {
    return true;
  }

  finalizeBlock(): Promise<FinalizedBlock> {
    this.#done.resolve();
    // Not answered: the engine is ended here, as if it had crashed between storing the block and executing it.
    return this.#ended.promise;
  }

  async commit(): Promise<{ readonly retainHeight: number }> {
    throw new ConsensusFault("out-of-order", "nothing was executed");
  }

  async listSnapshots(): Promise<readonly SnapshotOffer[]> {
    return [];
  }

  offerSnapshot(
    request: Parameters<ConsensusApplication["offerSnapshot"]>[0],
  ): Promise<OfferVerdict> {
    return this.#receiver.offer(request.snapshot, request.appHash);
  }

  async loadSnapshotChunk(): Promise<Uint8Array> {
    return NOTHING;
  }

  applySnapshotChunk(
    request: Parameters<ConsensusApplication["applySnapshotChunk"]>[0],
  ): Promise<ChunkVerdict> {
    return this.#receiver.apply(request.index, request.chunk, request.sender);
  }
}
