import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { equalBytes, u64be } from "@tallystick/core/bytes";
import { encodeCertificate } from "@tallystick/core/certificate";
import { decodeEntry } from "@tallystick/core/entry";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type {
  ApplicationInfo,
  ConsensusApplication,
  FinalizeBlockRequest,
  FinalizedBlock,
  InitChainRequest,
  PrepareProposalRequest,
  ProcessProposalRequest,
  ProposedBlock,
  VerifyVoteExtensionRequest,
} from "./application.ts";
import { appHash, type Certification } from "./certification.ts";
import { readCertificate } from "./certifier.ts";
import type { ChainRecord } from "./chain-record.ts";
import { chainStartFromJson, encodeChainStart } from "./chain-start.ts";
import { ConsensusFault } from "./consensus-fault.ts";
import type { LedgerApplication } from "./ledger-application.ts";
import type { Rosters } from "./rosters.ts";

/** Blocks between a block and the one that carries its certificate. */
const CERTIFICATE_DISTANCE = 2;

const NOTHING = new Uint8Array(0);

/** What a {@link RetracingApplication} is made of. */
export interface RetracingParts {
  /** The ledger itself, for the blocks that it does not have. */
  readonly inner: LedgerApplication;
  readonly query: <T>(run: (reader: LedgerReader) => T) => T;
  readonly record: ChainRecord;
  readonly rosters: Rosters;
  /** File that says how far the engine has come. */
  readonly path: string;
  /** Told when the engine has come as far as the ledger. */
  readonly onDone?: () => void;
}

/**
 * A ledger whose engine has to begin anew: after a restored backup, when the engine's own blocks are lost.
 *
 * An engine without blocks can join an application that stands at no height but the beginning. So this one says
 * that it stands there, and answers for each block that the ledger has with what is on record: nothing is executed
 * again, and every block of the chain is compared with the ledger on the way. Once the engine has come as far as
 * the ledger, the ledger answers itself.
 */
export class RetracingApplication implements ConsensusApplication {
  readonly #parts: RetracingParts;
  readonly #target: number;
  #height: number;
  #answered: number;

  constructor(parts: RetracingParts) {
    this.#parts = parts;
    this.#target = parts.query((reader) => reader.height);
    this.#height = readTraced(parts.path);
    this.#answered = this.#height;
  }

  get #retracing(): boolean {
    return this.#height < this.#target;
  }

  info(): ApplicationInfo {
    const { inner, record } = this.#parts;
    const own = inner.info();
    if (!this.#retracing) return own;
    if (this.#height < record.initialHeight) return { ...own, height: 0, appHash: NOTHING };
    return { ...own, height: this.#height, appHash: this.#hashAt(this.#height) };
  }

  initChain(request: InitChainRequest): { readonly appHash: Uint8Array } {
    const { inner, record, query } = this.#parts;
    if (!this.#retracing) return inner.initChain(request);
    const suite = query((reader) => reader.suite.name);
    const start = chainStartFromJson(suite, request.appState);
    const same =
      request.chainId === record.chainId &&
      request.initialHeight === record.initialHeight &&
      equalBytes(encodeChainStart(start), encodeChainStart(record.start));
    if (!same) throw new ConsensusFault("wrong-chain", "the engine was founded for another chain");
    return { appHash: this.#hashAt(record.start.height) };
  }

  checkTx(tx: Uint8Array, recheck: boolean) {
    return this.#parts.inner.checkTx(tx, recheck);
  }

  async prepareProposal(request: PrepareProposalRequest): Promise<Uint8Array[]> {
    return this.#has(request.height) ? [] : this.#parts.inner.prepareProposal(request);
  }

  async processProposal(request: ProcessProposalRequest): Promise<boolean> {
    if (!this.#has(request.height)) return this.#parts.inner.processProposal(request);
    return this.#difference(request) === undefined;
  }

  async extendVote(block: ProposedBlock): Promise<Uint8Array> {
    return this.#has(block.height) ? NOTHING : this.#parts.inner.extendVote(block);
  }

  async verifyVoteExtension(request: VerifyVoteExtensionRequest): Promise<boolean> {
    // What was decided long ago is decided; whoever collects signatures judges them then.
    return this.#has(request.height) || this.#parts.inner.verifyVoteExtension(request);
  }

  async finalizeBlock(request: FinalizeBlockRequest): Promise<FinalizedBlock> {
    const { inner, rosters, query } = this.#parts;
    const { height } = request;
    if (!this.#has(height)) return inner.finalizeBlock(request);
    const wrong = this.#difference(request);
    if (wrong !== undefined) {
      throw new ConsensusFault(
        "wrong-chain",
        `block ${height} of the chain is not the one in this ledger: ${wrong}`,
      );
    }
    const txResults = query((reader) => {
      const { firstIndex, count } = blockOf(reader, height);
      return reader.entries(firstIndex, count).map(({ index, entry }) => {
        return { code: decodeEntry(entry).outcome, data: u64be(index) };
      });
    });
    const { certificate } = splitBlock(request);
    if (certificate !== undefined) {
      const { number } =
        this.#carried(height) === undefined ? OUTCOMES.malformed : OUTCOMES.accepted;
      txResults.unshift({ code: number, data: NOTHING });
    }
    this.#answered = height;
    const validatorUpdates = rosters.updatesWith(height);
    return { txResults, validatorUpdates, appHash: this.#hashAt(height) };
  }

  async commit(): Promise<{ readonly retainHeight: number }> {
    if (!this.#has(this.#answered)) return this.#parts.inner.commit();
    this.#height = this.#answered;
    // From here on the others' answers are the ledger's, and so is the next commit.
    this.#answered = this.#target + 1;
    const { path, onDone } = this.#parts;
    if (this.#retracing) writeTraced(path, this.#height);
    else {
      rmSync(path, { force: true });
      onDone?.();
    }
    return { retainHeight: 0 };
  }

  listSnapshots() {
    return this.#parts.inner.listSnapshots();
  }

  offerSnapshot(request: Parameters<ConsensusApplication["offerSnapshot"]>[0]) {
    return this.#parts.inner.offerSnapshot(request);
  }

  loadSnapshotChunk(request: Parameters<ConsensusApplication["loadSnapshotChunk"]>[0]) {
    return this.#parts.inner.loadSnapshotChunk(request);
  }

  applySnapshotChunk(request: Parameters<ConsensusApplication["applySnapshotChunk"]>[0]) {
    return this.#parts.inner.applySnapshotChunk(request);
  }

  /** Whether a block was in the ledger when it was opened. */
  #has(height: number): boolean {
    return height <= this.#target;
  }

  /** In what a block of the chain differs from the ledger's block of that height. */
  #difference(block: ProposedBlock): string | undefined {
    const { certificate, txs } = splitBlock(block);
    const { height, timeMs } = block;
    return this.#parts.query((reader) => {
      const record = blockOf(reader, height);
      const before = blockOf(reader, height - 1);
      if (record.time !== Math.max(Math.floor(timeMs), before.time)) return "its time";
      if (record.count !== txs.length) return "the number of its statements";
      const entries = reader.entries(record.firstIndex, record.count);
      const other = entries.findIndex(
        ({ entry }, i) => !equalBytes(decodeEntry(entry).statement, txs[i] ?? NOTHING),
      );
      if (other >= 0) return `statement ${other}`;
      const carried = this.#carried(height);
      if (
        carried !== undefined &&
        (certificate === undefined || !equalBytes(carried, certificate))
      ) {
        return "its certificate";
      }
      return undefined;
    });
  }

  /** The certificate that the ledger took from the block at a height. */
  #carried(height: number): Uint8Array | undefined {
    const certified = height - CERTIFICATE_DISTANCE;
    const { record, query } = this.#parts;
    if (certified < record.initialHeight) return undefined;
    return query((reader) => {
      const certificate = reader.certificate(certified);
      return certificate === undefined ? undefined : encodeCertificate(certificate);
    });
  }

  #hashAt(height: number): Uint8Array {
    return this.#parts.query((reader) => {
      const block = blockOf(reader, height);
      return appHash(reader.suite, block, this.#certificationAt(reader, block));
    });
  }

  /** How far the ledger was certified after a block. */
  #certificationAt(reader: LedgerReader, { height, logSize }: BlockRecord): Certification {
    const { start } = this.#parts.record;
    // Before the chain each block came with its own certificate.
    const known = Math.max(Math.min(height, start.height), height - CERTIFICATE_DISTANCE);
    const certified = known < 1 ? undefined : reader.lastCertified(known + 1);
    const lastEntries = logSize === 0 ? 0 : (reader.blockOf(logSize - 1)?.height ?? 0);
    if (certified === undefined) {
      return { height: 0, time: reader.block(0)?.time ?? 0, logSize: 0, lastEntries };
    }
    const { checkpoint } = certified;
    const { height: at, time, logSize: size } = checkpoint;
    return { height: at, time, logSize: size, lastEntries };
  }
}

/** Whether a ledger's engine is being taken along its blocks. */
export function isRetracing(path: string): boolean {
  return existsSync(path);
}

/** The engine of a ledger that has blocks begins anew. */
export function beginRetracing(path: string): void {
  writeTraced(path, 0);
}

function writeTraced(path: string, height: number): void {
  // Not synced: an engine that is ahead of it shows the blocks in between once more.
  writeFileSync(`${path}.partial`, `${height}\n`, { mode: 0o600 });
  renameSync(`${path}.partial`, path);
}

function readTraced(path: string): number {
  const height = Number(readFileSync(path, "utf8").trim());
  return Number.isSafeInteger(height) && height >= 0 ? height : 0;
}

function splitBlock({ txs }: ProposedBlock): {
  readonly certificate: Uint8Array | undefined;
  readonly txs: readonly Uint8Array[];
} {
  const [first] = txs;
  return readCertificate(first) === undefined
    ? { certificate: undefined, txs }
    : { certificate: first, txs: txs.slice(1) };
}

function blockOf(reader: LedgerReader, height: number): BlockRecord {
  const block = reader.block(height);
  if (block === undefined) {
    throw new ConsensusFault("out-of-order", `block ${height} is not there yet`);
  }
  return block;
}
