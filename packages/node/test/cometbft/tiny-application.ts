import { createHash } from "node:crypto";
import type {
  ApplicationInfo,
  ChunkVerdict,
  ConsensusApplication,
  FinalizeBlockRequest,
  FinalizedBlock,
  InitChainRequest,
  OfferVerdict,
  PrepareProposalRequest,
  ProcessProposalRequest,
  ProposedBlock,
  SnapshotOffer,
  TransactionResult,
  VerifyVoteExtensionRequest,
} from "../../src/engine/consensus/application.ts";

/** What becomes durable of a {@link TinyApplication}. */
export interface TinyState {
  readonly height: number;
  readonly appHash: string;
  readonly txs: readonly string[];
}

const EMPTY: TinyState = { height: 0, appHash: "", txs: [] };

/** A list of texts as a consensus application: enough for an engine, and nothing of a ledger. */
export class TinyApplication implements ConsensusApplication {
  #state: TinyState;
  #next: TinyState | undefined;
  readonly #save: (state: TinyState) => Promise<void> | void;
  /** Names of the calls, in order. */
  readonly calls: string[] = [];
  /** Throws in the call so named. */
  failing: string | undefined;

  constructor(
    state: TinyState = EMPTY,
    save: (state: TinyState) => Promise<void> | void = () => {},
  ) {
    this.#state = state;
    this.#save = save;
  }

  get state(): TinyState {
    return this.#state;
  }

  info(): ApplicationInfo {
    this.#note("info");
    const { height, appHash } = this.#state;
    return { height, appHash: new Uint8Array(Buffer.from(appHash, "hex")), appVersion: 1 };
  }

  initChain(_: InitChainRequest): { readonly appHash: Uint8Array } {
    this.#note("initChain");
    return { appHash: hashOf([]) };
  }

  async checkTx(tx: Uint8Array, recheck: boolean): Promise<TransactionResult> {
    this.#note(recheck ? "recheckTx" : "checkTx");
    const text = textOf(tx);
    // Answers are ready in another order than the calls.
    if (text.includes("slow")) await new Promise((resolve) => setTimeout(resolve, 5));
    return { code: text.startsWith("bad") ? 7 : 0, data: new Uint8Array(0) };
  }

  async prepareProposal({ txs }: PrepareProposalRequest): Promise<Uint8Array[]> {
    this.#note("prepareProposal");
    return [...txs];
  }

  async processProposal({ txs }: ProcessProposalRequest): Promise<boolean> {
    this.#note("processProposal");
    return !txs.some((tx) => textOf(tx).startsWith("bad"));
  }

  async extendVote({ height }: ProposedBlock): Promise<Uint8Array> {
    this.#note("extendVote");
    return new Uint8Array(Buffer.from(`vote ${height}`));
  }

  async verifyVoteExtension(request: VerifyVoteExtensionRequest): Promise<boolean> {
    this.#note("verifyVoteExtension");
    return textOf(request.extension) === `vote ${request.height}`;
  }

  async finalizeBlock({ height, txs }: FinalizeBlockRequest): Promise<FinalizedBlock> {
    this.#note("finalizeBlock");
    const all = [...this.#state.txs, ...txs.map(textOf)];
    const appHash = hashOf(all);
    this.#next = { height, appHash: Buffer.from(appHash).toString("hex"), txs: all };
    return { txResults: txs.map((tx) => ({ code: 0, data: tx })), validatorUpdates: [], appHash };
  }

  async commit(): Promise<{ readonly retainHeight: number }> {
    this.#note("commit");
    if (this.#next === undefined) return { retainHeight: 0 };
    await this.#save(this.#next);
    this.#state = this.#next;
    this.#next = undefined;
    return { retainHeight: 0 };
  }

  async listSnapshots(): Promise<readonly SnapshotOffer[]> {
    return [];
  }

  async offerSnapshot(): Promise<OfferVerdict> {
    return "abort";
  }

  async loadSnapshotChunk(): Promise<Uint8Array> {
    return new Uint8Array(0);
  }

  async applySnapshotChunk(): Promise<ChunkVerdict> {
    return { result: "abort", refetchChunks: [], rejectSenders: [] };
  }

  #note(call: string): void {
    this.calls.push(call);
    if (this.failing === call) throw new Error(`told to fail in ${call}`);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function hashOf(texts: readonly string[]): Uint8Array {
  return new Uint8Array(createHash("sha256").update(JSON.stringify(texts)).digest());
}
