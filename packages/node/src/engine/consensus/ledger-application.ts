import { u64be } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import type { Certificate } from "@tallystick/core/certificate";
import type { Outcome } from "@tallystick/ledger/block";
import type { Ledger } from "@tallystick/ledger/ledger";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { StoreReader, WriteOp } from "@tallystick/ledger/store";
import { CONSENSUS_LIMITS, type ConsensusLimits } from "../../limits.ts";
import type { Machine } from "../machine.ts";
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
} from "./application.ts";
import { appHash } from "./certification.ts";
import { CertifiedWaiters } from "./certified-waiters.ts";
import { Certifier, readCertificate } from "./certifier.ts";
import { type Chain, chainWrites, foundChain, openChain } from "./chain.ts";
import type { CommittedBlock } from "./committed-block.ts";
import { ConsensusFault } from "./consensus-fault.ts";
import { type Executed, Halting, type HaltReport, haltReport } from "./halt.ts";
import { type Misconduct, MisconductLog, reportEvidence } from "./misconduct.ts";
import { chooseTransactions, countedBytes, proposalFault } from "./proposal.ts";
import type { Roster } from "./roster.ts";
import { rosterProofWrites } from "./roster-proofs.ts";
import type { RosterSource } from "./rosters.ts";
import { statedRoster } from "./stated-roster.ts";
import { Transactions } from "./transactions.ts";

/** The methods that serve and restore snapshots. */
export type ConsensusSnapshots = Pick<
  ConsensusApplication,
  "listSnapshots" | "offerSnapshot" | "loadSnapshotChunk" | "applySnapshotChunk"
>;

/** What a {@link LedgerApplication} is made of. */
export interface LedgerApplicationParts {
  readonly machine: Machine;
  readonly ledger: Pick<Ledger, "suite" | "genesis" | "ledgerId" | "requireRules">;
  /** The store under the ledger. */
  readonly store: StoreReader;
  /** Id of this node's organisation. */
  readonly organisation: string;
  /** The system clock, ms since 1970 UTC: for admitting alone. */
  readonly now?: () => number;
  readonly limits?: Partial<ConsensusLimits>;
  /** Version of the rules; 1 unless given. */
  readonly appVersion?: number;
  readonly snapshots?: ConsensusSnapshots;
  /** Rows of the node's own that become durable together with a block. */
  readonly attach?: (block: Omit<CommittedBlock, "certifiedHeight">) => readonly WriteOp[];
  /** First height that the engine must keep; all are kept unless given. */
  readonly retainHeight?: () => number;
  /** Told of proposals and extensions that were refused, and why. */
  readonly onRefused?: (what: "proposal" | "extension", height: number, reason: string) => void;
  /** Told of each new case of an organisation that signed another root, or voted twice. */
  readonly onMisconduct?: (report: Misconduct) => void;
  /** Told once, when the application halts. */
  readonly onHalt?: (report: HaltReport) => void;
}

const NOTHING = new Uint8Array(0);

/**
 * The ledger of one organisation as an engine of several drives it.
 *
 * All state is the machine's; this class remembers what is between a decided block and its commit.
 * Nothing is durable before `commit`, which is one atomic write of the block, its certificate and, the
 * first time, the record of the chain. Whatever is thrown halts it for good: every later call throws the
 * same, and a restart begins from the last commit.
 */
export class LedgerApplication implements ConsensusApplication {
  readonly #parts: LedgerApplicationParts;
  readonly #limits: ConsensusLimits;
  readonly #now: () => number;
  readonly #transactions: Transactions;
  readonly #certifier: Certifier;
  readonly #misconduct: MisconductLog;
  readonly #waiters = new CertifiedWaiters();
  readonly #listeners = new Set<(committed: CommittedBlock) => void>();
  #chain: Chain | undefined;
  #executed: Executed | undefined;
  readonly #halting: Halting;
  readonly #stated: RosterSource;

  /** @throws ConsensusFault `record-damaged`, LedgerFault */
  constructor(parts: LedgerApplicationParts) {
    const { machine, ledger, store, organisation } = parts;
    const { suite, ledgerId } = ledger;
    this.#parts = parts;
    this.#limits = { ...CONSENSUS_LIMITS, ...parts.limits };
    this.#now = parts.now ?? Date.now;
    this.#transactions = new Transactions(machine, this.#limits);
    const misconduct = new MisconductLog(parts.onMisconduct);
    this.#misconduct = misconduct;
    this.#certifier = new Certifier({
      machine,
      suite,
      ledgerId,
      organisation,
      misconduct,
    });
    this.#stated = (height) => machine.query((reader) => statedRoster(reader, height));
    this.#chain = openChain(suite, store, this.#stated);
    this.#halting = new Halting((at, error) => {
      this.#waiters.end(error);
      parts.onHalt?.(this.#haltReport(at, error));
    });
  }

  /** The chain, once it is founded. */
  get chain(): Chain | undefined {
    return this.#chain;
  }

  /** Who certifies the next block, or one up to two blocks above the last; undefined before the chain is founded. */
  roster(height = this.#parts.machine.height + 1): Roster | undefined {
    return this.#chain?.rosters.at(height);
  }

  /** Last height whose certificate is durable. */
  get certifiedHeight(): number {
    return this.#certifier.state.height;
  }

  /** What organisations are named for, since this node started. */
  get misconduct(): readonly Misconduct[] {
    return this.#misconduct.reports;
  }

  /** What halted it. */
  get halted(): { readonly error: unknown } | undefined {
    return this.#halting.halted;
  }

  /** Calls back after every commit until the returned function is called. */
  onCommit(listener: (committed: CommittedBlock) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves once the certificate of a block at the height, or of a later one, is durable; rejects when it halts. */
  whenCertified(height: number): Promise<void> {
    return this.certifiedHeight >= height ? Promise.resolve() : this.#waiters.wait(height);
  }

  /** Nobody drives it any more: whoever waits is told so. */
  end(error: unknown): void {
    this.#waiters.end(error);
  }

  info(): ApplicationInfo {
    return this.#halting.guard("info", () => {
      const appVersion = this.#parts.appVersion ?? 1;
      // A ledger that is older than its chain is at the chain's beginning until the first commit.
      if (this.#chain?.durable !== true) return { height: 0, appHash: NOTHING, appVersion };
      return { height: this.#parts.machine.height, appHash: this.#committedHash(), appVersion };
    });
  }

  initChain(request: InitChainRequest): { readonly appHash: Uint8Array } {
    return this.#halting.guard("founding the chain", () => {
      const { ledger, machine } = this.#parts;
      if (this.#chain?.durable === true) {
        throw new ConsensusFault("out-of-order", "the chain has blocks already");
      }
      this.#chain = foundChain(ledger, machine, request, this.#stated);
      return { appHash: this.#committedHash() };
    });
  }

  checkTx(tx: Uint8Array, _recheck: boolean): Promise<TransactionResult> {
    return this.#halting.guarded("checking a transaction", async () => {
      const refusal = await this.#transactions.check(tx, this.#now());
      return refusal === null
        ? { code: OUTCOMES.accepted.number, data: NOTHING }
        : { code: refusal.code, data: encodeData(refusal) };
    });
  }

  prepareProposal(request: PrepareProposalRequest): Promise<Uint8Array[]> {
    return this.#halting.guarded(`proposing block ${request.height}`, async () => {
      const { machine } = this.#parts;
      const { height, timeMs, maxTxBytes, lastExtensions } = request;
      const chain = this.#next(height);
      const certificate = this.#certifier.collect(chain, height, lastExtensions);
      const own = certificate === undefined ? 0 : countedBytes(certificate.length);
      // What cannot fit is not looked at: a full mempool is larger than any block.
      const { proposalCandidates, blockStatements } = this.#limits;
      const candidates = request.txs.slice(0, proposalCandidates);
      const items = await this.#transactions.read(candidates);
      const chosen = chooseTransactions(machine, items, this.#time(timeMs), {
        statements: blockStatements,
        bytes: maxTxBytes - own,
      });
      const txs = chosen.map((position) => candidates[position] as Uint8Array);
      if (certificate === undefined || own > maxTxBytes) return txs;
      return [certificate, ...txs];
    });
  }

  processProposal(request: ProcessProposalRequest): Promise<boolean> {
    return this.#halting.guarded(`judging the proposal of block ${request.height}`, async () => {
      const fault = await this.#proposalFault(request);
      if (fault === undefined) return true;
      this.#parts.onRefused?.("proposal", request.height, fault);
      return false;
    });
  }

  extendVote(block: ProposedBlock): Promise<Uint8Array> {
    return this.#halting.guarded(`voting for block ${block.height}`, () => {
      const chain = this.#next(block.height);
      const carried = this.#validCertificate(chain, block.height, this.#readBlock(block).first);
      return this.#certifier.extension(chain, this.#time(block.timeMs), carried);
    });
  }

  verifyVoteExtension(request: VerifyVoteExtensionRequest): Promise<boolean> {
    return this.#halting.guarded(`judging a vote for block ${request.height}`, async () => {
      const { height } = request;
      const judged = this.#certifier.judge(this.#founded(), request, height);
      if (judged === undefined || judged.verdict === "good" || judged.verdict === "absent") {
        return true;
      }
      const reason = judged.verdict === "bad" ? judged.reason : "it is over another root";
      this.#parts.onRefused?.("extension", height, reason);
      return false;
    });
  }

  finalizeBlock(request: FinalizeBlockRequest): Promise<FinalizedBlock> {
    return this.#halting.guarded(`executing block ${request.height}`, async () => {
      const { height, timeMs, misbehaviour } = request;
      const chain = this.#next(height);
      this.#executed = undefined;
      for (const one of misbehaviour) {
        const roster = chain.rosters.at(one.height - 1);
        this.#misconduct.add(reportEvidence(roster.byAddress(one.address), one));
      }
      const read = this.#readBlock(request);
      const certificate = this.#validCertificate(chain, height, read.first) ?? null;
      const items = await this.#transactions.read(read.txs);
      const block = this.#parts.machine.finalize({ height, time: this.#time(timeMs), items });
      const certification = this.#certifier.after(block, certificate);
      const hash = appHash(this.#parts.ledger.suite, block, certification);
      this.#executed = { block, items, txs: read.txs, certificate, certification, appHash: hash };
      const results = block.outcomes.map(({ code, index }) => ({ code, data: u64be(index) }));
      if (read.first !== undefined) {
        const { number } = certificate === null ? OUTCOMES.malformed : OUTCOMES.accepted;
        results.unshift({ code: number, data: NOTHING });
      }
      return {
        txResults: results,
        validatorUpdates: chain.rosters.updatesWith(height),
        appHash: hash,
      };
    });
  }

  commit(): Promise<{ readonly retainHeight: number }> {
    return this.#halting.guarded(`committing block ${this.#parts.machine.height + 1}`, async () => {
      const chain = this.#founded();
      const executed = this.#executed;
      if (executed === undefined) throw new ConsensusFault("out-of-order", "no block to commit");
      const { machine, attach, retainHeight } = this.#parts;
      const { block, items, certificate, certification } = executed;
      const extra = attach?.({ block, items, certificate }) ?? [];
      const proofs = machine.query(rosterProofWrites);
      await machine.commit(block, certificate, [...chainWrites(chain), ...proofs, ...extra]);
      this.#executed = undefined;
      this.#chain = { ...chain, durable: true };
      this.#certifier.moved(certification);
      this.#transactions.forget(executed.txs);
      const { height: certifiedHeight } = certification;
      this.#waiters.reached(certifiedHeight);
      this.#announce({ block, items, certificate, certifiedHeight });
      return { retainHeight: retainHeight?.() ?? 0 };
    });
  }

  async listSnapshots(): Promise<readonly SnapshotOffer[]> {
    return (await this.#parts.snapshots?.listSnapshots()) ?? [];
  }

  async offerSnapshot(
    request: Parameters<ConsensusApplication["offerSnapshot"]>[0],
  ): Promise<OfferVerdict> {
    return (await this.#parts.snapshots?.offerSnapshot(request)) ?? "reject";
  }

  async loadSnapshotChunk(
    request: Parameters<ConsensusApplication["loadSnapshotChunk"]>[0],
  ): Promise<Uint8Array> {
    return (await this.#parts.snapshots?.loadSnapshotChunk(request)) ?? NOTHING;
  }

  async applySnapshotChunk(
    request: Parameters<ConsensusApplication["applySnapshotChunk"]>[0],
  ): Promise<ChunkVerdict> {
    const verdict = await this.#parts.snapshots?.applySnapshotChunk(request);
    return verdict ?? { result: "abort", refetchChunks: [], rejectSenders: [] };
  }

  async #proposalFault(request: ProcessProposalRequest): Promise<string | undefined> {
    const { height, timeMs } = request;
    const chain = this.#next(height);
    const { first, txs } = this.#readBlock(request);
    if (first !== undefined) {
      const fault = this.#certifier.fault(chain, height, first);
      if (fault !== undefined) return `a certificate that does not hold: ${fault}`;
    }
    const items = await this.#transactions.read(txs);
    return proposalFault(this.#parts.machine, items, this.#time(timeMs));
  }

  /** The certificate at the head of a block, if there is one, and the other transactions. */
  #readBlock({ txs }: ProposedBlock): {
    readonly first: Uint8Array | undefined;
    readonly txs: readonly Uint8Array[];
  } {
    const [first] = txs;
    return readCertificate(first) === undefined
      ? { first: undefined, txs }
      : { first, txs: txs.slice(1) };
  }

  #validCertificate(
    chain: Chain,
    height: number,
    first: Uint8Array | undefined,
  ): Certificate | undefined {
    if (first === undefined || this.#certifier.fault(chain, height, first) !== undefined) {
      return undefined;
    }
    return readCertificate(first);
  }

  #haltReport(at: string, error: unknown): HaltReport {
    const { machine } = this.#parts;
    return haltReport(at, error, machine.height, () => this.#committedHash(), this.#executed);
  }

  #founded(): Chain {
    if (this.#chain !== undefined) return this.#chain;
    throw new ConsensusFault("out-of-order", "the chain is not founded");
  }

  /** The chain, when the block is the one that follows the last committed. */
  #next(height: number): Chain {
    const { machine, ledger } = this.#parts;
    const expected = machine.height + 1;
    if (height === expected) {
      // A program that cannot execute the block must not vote for it either.
      ledger.requireRules();
      return this.#founded();
    }
    throw new ConsensusFault("out-of-order", `block ${height} where ${expected} is next`);
  }

  /** Time of a block: its header's, which is never before the last block of a ledger older than its chain. */
  #time(timeMs: number): number {
    return Math.max(Math.floor(timeMs), this.#parts.machine.lastTime);
  }

  #committedHash(): Uint8Array {
    const { machine, ledger } = this.#parts;
    const checkpoint = machine.query((reader) => reader.checkpoint);
    return appHash(ledger.suite, checkpoint, this.#certifier.state);
  }

  #announce(committed: CommittedBlock): void {
    for (const listener of this.#listeners) {
      try {
        listener(committed);
      } catch {
        // A listener's failure is its own: the block is durable and the others must hear of it.
      }
    }
  }
}

function encodeData({ data }: Outcome): Uint8Array {
  return data === null ? NOTHING : encodeCbor(data);
}
