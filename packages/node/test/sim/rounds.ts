/**
 * One validator: Tendermint consensus (Buchman, Kwon, Milosevic, arXiv 1807.04938) over the real ledger
 * application, with CometBFT's habits where the application can notice them: no empty blocks while
 * nothing changes, block time as the median of votes, late precommits, extended commits.
 */
import type { ConsensusApplication } from "../../src/engine/consensus/application.ts";
import { BlockJudge } from "./block-judge.ts";
import { isDecided } from "./block-rules.ts";
import {
  type Block,
  type BlockId,
  type Decided,
  NIL,
  type Proposal,
  type Vote,
  type VoteKind,
} from "./chain-types.ts";
import { Chatter } from "./chatter.ts";
import { EvidencePool } from "./evidence-pool.ts";
import type { Gossip } from "./gossip.ts";
import type { HeightBook } from "./height-book.ts";
import { Herald } from "./herald.ts";
import { LastVotes } from "./last-votes.ts";
import { Mempool } from "./mempool.ts";
import { type Promises, voteName } from "./promises.ts";
import { type BlockContents, proposeBlock } from "./proposer.ts";
import type { EngineState } from "./replica.ts";
import { type Place, RoundTimers, type Step } from "./round-timers.ts";
import type { RoundsParts } from "./rounds-parts.ts";
import { signVote } from "./sign-vote.ts";

/** The consensus rounds of one node while its process runs. */
export class Rounds {
  readonly #parts: RoundsParts;
  readonly #application: ConsensusApplication;
  readonly #promises: Promises;
  readonly #judge: BlockJudge;
  readonly #mempool: Mempool;
  readonly #evidence: EvidencePool;
  readonly #lastVotes: LastVotes;
  readonly #timers: RoundTimers;
  #book: HeightBook;
  #round = 0;
  #step: Step = "wait";
  /** Last round with a block that two thirds prevoted. */
  #holding = -1;
  #waited = false;
  #heartbeat = false;
  #changes = 0;
  readonly #chatter: Chatter;
  readonly #herald: Herald;

  constructor(parts: RoundsParts, application: ConsensusApplication, promises: Promises) {
    this.#parts = parts;
    this.#application = application;
    this.#promises = promises;
    this.#judge = new BlockJudge(parts, application);
    this.#mempool = new Mempool(application);
    this.#evidence = new EvidencePool(parts);
    this.#lastVotes = new LastVotes(parts);
    const place = (): Place => ({ height: this.height, round: this.#round, step: this.#step });
    this.#timers = new RoundTimers(parts, place, {
      onPropose: () => this.#act(() => this.#voteFor("prevote", NIL)),
      onVotes: (kind) =>
        this.#act(() =>
          kind === "prevote" ? this.#voteFor("precommit", NIL) : this.#startRound(this.#round + 1),
        ),
    });
    this.#chatter = new Chatter(
      (ms, run) => parts.after(ms, run),
      () => this.#herald.tellAll(),
      () => this.idle,
    );
    this.#book = parts.newBook(this.#state.height + 1);
    this.#herald = new Herald(parts, () => ({
      height: this.height,
      book: this.#book,
      txs: this.#mempool.txs,
      evidence: this.#evidence.all,
      lastVotes: this.#step === "wait" ? this.#lastVotes.all : [],
    }));
  }

  get height(): number {
    return this.#book.height;
  }

  get round(): number {
    return this.#round;
  }

  get idle(): boolean {
    return this.#step === "wait" && this.#mempool.size === 0 && !this.#needsProof;
  }

  /** What waits in the mempool; for {@link ReplicaHooks.meanwhile}. */
  get mempool(): readonly Uint8Array[] {
    return this.#mempool.txs;
  }

  /** Where it stands, for messages. */
  get standing(): string {
    const votes = this.#book
      .allVotes()
      .map(
        ({ kind, round, validator, blockId }) =>
          `${kind}/${round}/${validator}/${blockId.slice(0, 4)}`,
      );
    return `height ${this.height}, round ${this.#round}, ${this.#step}: ${votes.join(" ")}`;
  }

  /** Takes up work where the promises say it was left. */
  async start(): Promise<void> {
    this.#enterHeight();
    const promises = this.#promises;
    if (promises.height === this.height) {
      for (const vote of promises.votes.values()) this.#book.addVote(vote);
      for (const proposal of promises.proposals.values()) this.#book.addProposal(proposal);
      if (promises.round > 0 || promises.votes.size > 0) {
        this.#round = promises.round;
        this.#step = "propose";
        if (promises.votes.has(voteName(this.#round, "prevote"))) this.#step = "prevote";
        if (promises.votes.has(voteName(this.#round, "precommit"))) this.#step = "precommit";
        if (this.#step === "propose") this.#timers.propose();
      }
    }
    this.#chatter.soon();
    await this.#progress();
  }

  /** A client hands a transaction in. Returns the code with which it is refused, or 0. */
  async submit(tx: Uint8Array): Promise<number> {
    const { code, added } = await this.#mempool.add(tx);
    if (added) {
      this.#wake();
      this.#herald.tell({ txs: [tx] });
      await this.#progress();
    }
    return code;
  }

  async receive(gossip: Gossip): Promise<void> {
    if (gossip.decided !== undefined && isDecided(this.#parts, gossip.decided, this.#enough)) {
      await this.#decide(gossip.decided);
    }
    for (const tx of gossip.txs ?? []) if ((await this.#mempool.add(tx)).added) this.#wake();
    for (const evidence of gossip.evidence ?? []) this.#evidence.add(evidence);
    if (this.#step === "wait") this.#lastVotes.take(gossip.votes ?? []);
    if (gossip.height < this.height) this.#herald.help(gossip);
    if (gossip.height === this.height) {
      for (const block of gossip.blocks ?? []) this.#book.blocks.set(block.id, block);
      for (const proposal of gossip.proposals ?? []) this.#takeProposal(proposal);
      for (const vote of gossip.votes ?? []) await this.#takeVote(vote);
    }
    await this.#progress();
  }

  // ---- what comes in -------------------------------------------------------------------------------

  #takeProposal(proposal: Proposal): void {
    if (proposal.height !== this.height) return;
    if (proposal.proposer !== this.#proposerOf(proposal.round)) return;
    if (this.#book.addProposal(proposal)) this.#wake();
  }

  async #takeVote(vote: Vote): Promise<void> {
    if (vote.height !== this.height || !this.#parts.signed.isSigned(vote)) return;
    if (this.#book.isKnown(vote)) return;
    if (!(await this.#judge.acceptsVote(vote))) return;
    this.#addVote(vote);
  }

  #addVote(vote: Vote): void {
    const contradiction = this.#book.addVote(vote);
    if (contradiction !== undefined) this.#evidence.add(contradiction);
    this.#wake();
  }

  readonly #enough = (count: number): boolean => this.#book.enough(count);

  // ---- the rules -----------------------------------------------------------------------------------

  async #progress(): Promise<void> {
    for (;;) {
      const before = this.#changes;
      await this.#rules();
      if (this.#changes === before) return;
    }
  }

  async #rules(): Promise<void> {
    const later = this.#book.laterRound(this.#round);
    if (later !== undefined) await this.#startRound(later);
    if (this.#step === "wait") await this.#leaveWait();
    if (this.#step === "wait" || this.#step === "propose") await this.#maybePrevote();
    await this.#maybePrecommit();
    await this.#maybeDecide();
  }

  async #leaveWait(): Promise<void> {
    const ready = this.#waited && (this.#mempool.size > 0 || this.#needsProof || this.#heartbeat);
    if (ready) await this.#startRound(0);
  }

  async #maybePrevote(): Promise<void> {
    const proposal = this.#book.proposals.get(this.#round);
    if (proposal === undefined) return;
    const { block, polRound } = proposal;
    const { locked } = this.#promises;
    if (polRound >= this.#round) return;
    if (polRound >= 0 && this.#book.majority(polRound, "prevote") !== block.id) return;
    const free =
      locked === undefined ||
      locked.block.id === block.id ||
      (polRound >= 0 && locked.round <= polRound);
    const good = free && (await this.#isAcceptable(block));
    await this.#voteFor("prevote", good ? block.id : NIL);
  }

  async #maybePrecommit(): Promise<void> {
    if (this.#step === "wait" || this.#step === "propose") return;
    const round = this.#round;
    const id = this.#book.majority(round, "prevote");
    const block = id === undefined ? undefined : this.#book.blocks.get(id);
    if (block !== undefined && this.#holding !== round && (await this.#isAcceptable(block))) {
      this.#holding = round;
      const bound = this.#promises.height === this.height;
      if (bound) this.#promises.valid = { round, block };
      this.#wake();
      if (this.#step === "prevote") {
        if (bound) this.#promises.locked = { round, block };
        await this.#voteFor("precommit", block.id);
        return;
      }
    }
    if (this.#step === "prevote") {
      if (id === NIL) await this.#voteFor("precommit", NIL);
      else if (this.#book.hasAny(round, "prevote")) this.#timers.votes("prevote");
    }
  }

  async #maybeDecide(): Promise<void> {
    for (const round of this.#book.rounds()) {
      const id = this.#book.majority(round, "precommit");
      const block = id === undefined || id === NIL ? undefined : this.#book.blocks.get(id);
      if (block !== undefined) {
        const votes = this.#book.commitVotes(round, block.id);
        const commit = { height: block.height, round, blockId: block.id, votes };
        await this.#decide({ block, commit });
        return;
      }
    }
    if (this.#step !== "wait" && this.#book.hasAny(this.#round, "precommit"))
      this.#timers.votes("precommit");
  }

  // ---- what goes out -------------------------------------------------------------------------------

  async #startRound(round: number): Promise<void> {
    this.#round = round;
    this.#step = "propose";
    this.#wake();
    this.#timers.propose();
    if (this.#promises.height !== this.height) return;
    this.#promises.round = round;
    if (this.#proposerOf(round) !== this.#parts.index) return;
    const proposal = this.#promises.proposals.get(round) ?? (await this.#makeProposal(round));
    this.#promises.proposals.set(round, proposal);
    this.#book.addProposal(proposal);
    this.#herald.tell({ proposals: [proposal] });
  }

  async #makeProposal(round: number): Promise<Proposal> {
    const parts = this.#parts;
    const { valid } = this.#promises;
    const block = valid?.block ?? (await proposeBlock(parts, this.#application, this.#contents()));
    const polRound = valid?.round ?? -1;
    return { height: this.height, round, proposer: parts.index, block, polRound };
  }

  #contents(): BlockContents {
    const { commit } = this.#lastVotes;
    return {
      lastCommit: commit === null ? null : this.#parts.chooseVotes(commit),
      evidence: this.#evidence.fresh,
      txs: this.#mempool.txs,
    };
  }

  async #voteFor(kind: VoteKind, blockId: BlockId): Promise<void> {
    await this.#vote(kind, blockId);
    this.#step = kind;
  }

  async #vote(kind: VoteKind, blockId: BlockId): Promise<void> {
    const round = this.#round;
    const { votes, height } = this.#promises;
    // A validator that has lost its blocks says nothing about heights that it has voted on before.
    if (height !== this.height) return;
    const vote = votes.get(voteName(round, kind)) ?? (await this.#sign(kind, blockId));
    votes.set(voteName(round, kind), vote);
    if (!this.#book.isKnown(vote)) this.#addVote(vote);
    this.#herald.tell({ votes: [vote] });
  }

  #sign(kind: VoteKind, blockId: BlockId): Promise<Vote> {
    const block = this.#book.blocks.get(blockId);
    const after = (block ?? this.#promises.locked?.block)?.timeMs ?? 0;
    const place = { kind, height: this.height, round: this.#round };
    return signVote(this.#parts, this.#application, place, block, after);
  }

  // ---- blocks --------------------------------------------------------------------------------------

  #isAcceptable(block: Block): Promise<boolean> {
    return this.#judge.accepts(block, this.#enough);
  }

  async #decide(decided: Decided): Promise<void> {
    await this.#parts.apply(decided);
    for (const tx of decided.block.txs) this.#mempool.remove(tx);
    this.#evidence.decided(decided.block);
    if (this.#parts.recheck) await this.#mempool.recheck();
    this.#book = this.#parts.newBook(this.height + 1);
    this.#enterHeight();
    this.#chatter.soon();
  }

  #enterHeight(): void {
    this.#promises.moveTo(this.height);
    this.#round = 0;
    this.#holding = -1;
    this.#step = "wait";
    this.#waited = false;
    this.#heartbeat = false;
    this.#timers.moved();
    this.#judge.moved();
    this.#lastVotes.moved();
    const { commitMs, heartbeatMs } = this.#parts.timing;
    this.#later(commitMs, () => {
      this.#waited = true;
    });
    this.#later(heartbeatMs, () => {
      this.#heartbeat = true;
    });
    this.#wake();
  }

  get #state(): EngineState {
    return this.#parts.storage.state;
  }

  /** Whether the application's state has changed and no header says so yet (CometBFT needProofBlock). */
  get #needsProof(): boolean {
    const { height, appHash, headerAppHash } = this.#state;
    return height < this.#parts.storage.initialHeight || appHash !== headerAppHash;
  }

  #proposerOf(round: number): number {
    return (this.height + round) % this.#parts.n;
  }

  // ---- timers and gossip ---------------------------------------------------------------------------

  /** Runs something of this height later. */
  #later(ms: number, run: () => void | Promise<void>): void {
    const { height } = this;
    this.#parts.after(ms, () => (height === this.height ? this.#act(run) : undefined));
  }

  /** Does something, and whatever follows from it. */
  async #act(run: () => void | Promise<void>): Promise<void> {
    this.#changes++;
    await run();
    await this.#progress();
  }

  #wake(): void {
    this.#changes++;
    this.#chatter.wake();
  }
}
