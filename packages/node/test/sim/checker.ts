/** What must hold after every step, whatever happens. A breach is kept, and ends the run. */
import { equalBytes, toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { verify } from "@tallystick/core/verify";
import type { FinalizedBlock } from "../../src/engine/consensus/application.ts";
import type { Misconduct } from "../../src/engine/consensus/misconduct.ts";
import type { Block, Vote } from "./chain-types.ts";
import { type Consortium, EPOCH } from "./consortium.ts";
import { nameOf } from "./mempool.ts";
import type { SimProcess } from "./process.ts";
import { resultsHash } from "./replica.ts";
import type { Statistics } from "./statistics.ts";

/** What the checker has to know of the nodes. */
export interface Standing {
  /** Honest, and its disk has kept what was written to it. */
  isSound(node: number): boolean;
  /** Whether it has been sound all the time. */
  wasAlwaysSound(node: number): boolean;
  readonly maxSkewMs: number;
  /** Virtual ms. */
  now(): number;
}

interface Known {
  readonly id: string;
  readonly appHash: string;
  readonly results: string;
  readonly node: number;
}

/** Holds what is known to all against what each node says. */
export class Checker {
  readonly #consortium: Consortium;
  readonly #standing: Standing;
  readonly #statistics: Statistics;
  readonly #blocks = new Map<number, Known>();
  readonly #log: Uint8Array[];
  readonly #indexes = new Map<string, number>();
  readonly #submitted = new Map<string, number>();
  readonly #certifiedTimes = new Map<number, number>();
  /** By node: last height, last certified height, entries with a receipt. */
  readonly #heights: number[] = [];
  readonly #certified: number[] = [];
  readonly #receipted: number[] = [];
  readonly #proposals = new Map<string, boolean>();
  readonly #extensions = new Map<string, boolean>();
  readonly #lies = new Map<string, { readonly organisation: string; readonly height: number }>();
  readonly #named = new Set<string>();
  /** The first breach. */
  breach: string | undefined;

  constructor(consortium: Consortium, standing: Standing, statistics: Statistics) {
    this.#consortium = consortium;
    this.#standing = standing;
    this.#statistics = statistics;
    this.#log = [...consortium.history];
  }

  fail(what: string): void {
    this.breach ??= what;
  }

  /** Entries of the log that all agree on. */
  get logSize(): number {
    return this.#log.length;
  }

  /** Who has been named by a sound node. */
  get named(): ReadonlySet<string> {
    return this.#named;
  }

  /** A client sends a good statement for the first time. */
  submitted(statement: Uint8Array): void {
    const name = nameOf(statement);
    if (!this.#submitted.has(name)) this.#submitted.set(name, Math.floor(this.#standing.now()));
  }

  /** Log index of a statement that some node has committed. */
  indexOf(statement: Uint8Array): number | undefined {
    return this.#indexes.get(nameOf(statement));
  }

  /** How many entries a node has given good receipts for. */
  receiptsOf(node: number): number {
    return this.#receipted[node] ?? 0;
  }

  // ---- a node commits ------------------------------------------------------------------------------

  committed(node: number, process: SimProcess, block: Block, result: FinalizedBlock): void {
    if (!this.#standing.isSound(node)) return;
    const { height } = block;
    const { ledger, application } = process;
    const results = resultsHash(result.txResults);
    const said = { id: block.id, appHash: toHex(result.appHash), results, node };
    const known = this.#blocks.get(height);
    if (known === undefined) this.#blocks.set(height, said);
    else this.#same(height, known, said);
    if (ledger.height !== height) this.fail(`node ${node} is at ${ledger.height}, not ${height}`);
    const info = application.info();
    if (info.height !== height || toHex(info.appHash) !== said.appHash) {
      this.fail(`node ${node} says another height or app hash than it committed at ${height}`);
    }
    this.#heights[node] = height;
    this.#checkEntries(node, process);
    this.#checkCertified(node, process);
  }

  #same(height: number, known: Known, said: Known): void {
    const pair = `nodes ${known.node} and ${said.node} at height ${height}`;
    if (known.id !== said.id) this.fail(`fork: ${pair} have different blocks`);
    else if (known.appHash !== said.appHash) this.fail(`fork: ${pair} have different app hashes`);
    else if (known.results !== said.results) this.fail(`fork: ${pair} have different results`);
  }

  #checkEntries(node: number, { ledger }: SimProcess): void {
    const reader = ledger.reader();
    const record = reader.block(ledger.height);
    if (record === undefined) {
      this.fail(`node ${node}: block ${ledger.height} is missing`);
      return;
    }
    // What was written just before a crash has not been seen yet.
    const from = Math.min(record.firstIndex, this.#log.length);
    for (let index = from; index < record.logSize; index++) {
      const entry = reader.entry(index);
      if (entry === undefined) {
        this.fail(`node ${node}: entry ${index} is missing`);
        return;
      }
      const known = this.#log[index];
      if (known === undefined) this.#newEntry(index, entry);
      else if (!equalBytes(known, entry)) this.fail(`node ${node}: entry ${index} is another`);
    }
  }

  #newEntry(index: number, entry: Uint8Array): void {
    if (index !== this.#log.length) {
      this.fail(`entry ${index} before ${this.#log.length}`);
      return;
    }
    this.#log.push(entry.slice());
    const { statement, outcome } = decodeEntry(entry);
    const name = nameOf(statement);
    if (this.#indexes.has(name)) this.fail(`entry ${index} is logged a second time`);
    if (!this.#submitted.has(name)) this.fail(`entry ${index} is not what a client asked for`);
    if (outcome !== 0) this.fail(`entry ${index} came to outcome ${outcome}`);
    this.#indexes.set(name, index);
    this.#statistics.count("entries");
  }

  // ---- certificates and receipts -------------------------------------------------------------------

  #checkCertified(node: number, process: SimProcess): void {
    const { certifiedHeight } = process.application;
    if (certifiedHeight < (this.#certified[node] ?? 0)) {
      this.fail(`node ${node} is certified up to ${certifiedHeight}, and was further`);
    }
    if (certifiedHeight === (this.#certified[node] ?? 0)) return;
    this.#certified[node] = certifiedHeight;
    const last = process.ledger.reader().lastCertified();
    if (last?.block.height !== certifiedHeight) {
      this.fail(`node ${node} has no certificate of block ${certifiedHeight}`);
      return;
    }
    const { time } = last.certificate;
    const known = this.#certifiedTimes.get(certifiedHeight) ?? time;
    if (known !== time) this.fail(`block ${certifiedHeight} is certified with two times`);
    if (!this.#certifiedTimes.has(certifiedHeight)) this.#statistics.count("certificates");
    this.#certifiedTimes.set(certifiedHeight, time);
    const { maxSkewMs } = this.#standing;
    const latest = EPOCH + this.#standing.now() + maxSkewMs + 1_000;
    if (time > latest) this.fail(`block ${certifiedHeight} is certified ${time - latest} ms ahead`);
    const to = last.block.logSize;
    for (let index = this.#receipted[node] ?? 0; index < to; index++) {
      this.#checkReceipt(node, process, index);
    }
    this.#receipted[node] = to;
  }

  #checkReceipt(node: number, { receipts, ledger }: SimProcess, index: number): void {
    const { trust, suite } = this.#consortium;
    const receipt = receipts.receipt(ledger.reader(), index);
    const { valid, layers, summary } = verify({ receipt, trust, suites: () => suite });
    if (!valid) {
      const failed = layers.filter(({ verdict }) => verdict === "fail").map(({ layer }) => layer);
      this.fail(`node ${node}: the receipt of entry ${index} fails: ${failed.join(", ")}`);
      return;
    }
    this.#statistics.count("receipts");
    const sent = this.#submitted.get(nameOf(decodeEntry(this.#log[index] as Uint8Array).statement));
    const claimed = (summary?.time ?? 0) - EPOCH;
    if (sent !== undefined && claimed < sent - this.#standing.maxSkewMs) {
      this.fail(`entry ${index}: its receipt claims ${claimed} ms, it was sent at ${sent} ms`);
    }
  }

  // ---- a node starts -------------------------------------------------------------------------------

  /** A node was given a new disk, or an old backup: what it had acknowledged is with the others. */
  forgot(node: number): void {
    this.#heights[node] = 0;
    this.#certified[node] = 0;
    this.#receipted[node] = 0;
  }

  /** Right after a node has opened its ledger, before the engine brings it up to date. */
  opened(node: number, process: SimProcess): void {
    if (!this.#standing.isSound(node)) return;
    const { height, appHash } = process.application.info();
    const known = this.#blocks.get(height);
    if (known !== undefined && known.appHash !== toHex(appHash)) {
      this.fail(`node ${node} starts at height ${height} with another app hash`);
    }
    const before = this.#heights[node] ?? 0;
    if (height < before) {
      this.fail(`node ${node} starts at height ${height} and had committed ${before}`);
    }
    if (height > 0) this.#checkEntries(node, process);
    this.#checkCertified(node, process);
  }

  /** Holds the whole log of a node against what has been acknowledged. */
  audit(node: number, { ledger }: SimProcess): void {
    const reader = ledger.reader();
    if (ledger.logSize !== this.#log.length) {
      this.fail(`node ${node} has ${ledger.logSize} entries of ${this.#log.length}`);
      return;
    }
    for (const [index, known] of this.#log.entries()) {
      const entry = reader.entry(index);
      if (entry === undefined || !equalBytes(entry, known)) {
        this.fail(`node ${node}: the acknowledged entry ${index} is not there`);
        return;
      }
    }
  }

  // ---- judgements and reports ----------------------------------------------------------------------

  judgedProposal(node: number, block: Block, accepted: boolean): void {
    if (!this.#standing.isSound(node)) return;
    if (!accepted) this.#statistics.count("proposals refused");
    const known = this.#proposals.get(block.id);
    if (known === undefined) this.#proposals.set(block.id, accepted);
    else if (known !== accepted) this.fail(`nodes judge a proposal of ${block.height} differently`);
    if (!accepted && this.#standing.wasAlwaysSound(block.proposer)) {
      this.fail(`node ${node} refuses what the honest node ${block.proposer} proposed`);
    }
  }

  judgedExtension(node: number, process: SimProcess, vote: Vote, accepted: boolean): void {
    if (!this.#standing.isSound(node)) return;
    const { validator, height, extension } = vote;
    const hex = toHex(extension);
    const name = `${height} ${validator} ${hex}`;
    const known = this.#extensions.get(name);
    if (known === undefined) this.#extensions.set(name, accepted);
    else if (known !== accepted) this.fail(`nodes judge a vote extension of ${height} differently`);
    if (!accepted) this.#statistics.count("extensions refused");
    if (!accepted && this.#standing.wasAlwaysSound(validator)) {
      this.fail(`node ${node} refuses the honest vote extension of ${validator}`);
    }
    const lie = this.#lies.get(hex);
    // Another liar may have sent it on as its own: that names nobody.
    const sender = this.#consortium.organisations[validator]?.id;
    if (lie === undefined || lie.height !== height - 1 || lie.organisation !== sender) return;
    if (accepted) this.fail(`node ${node} accepts a signature over another root`);
    const named = process.application.misconduct.some(
      (report) =>
        report.kind === "another-root" &&
        report.organisation === lie.organisation &&
        report.height === lie.height,
    );
    if (named) this.#statistics.count("liars named");
    else this.fail(`node ${node} does not name ${lie.organisation}, which signed another root`);
  }

  /** An extension is a lie about the roots at a height. */
  lied(extension: Uint8Array, organisation: string, height: number): void {
    this.#lies.set(toHex(extension), { organisation, height });
  }

  reported(node: number, report: Misconduct): void {
    if (!this.#standing.isSound(node)) return;
    const { organisations } = this.#consortium;
    const named = organisations.findIndex(({ id }) => id === report.organisation);
    if (this.#standing.wasAlwaysSound(named)) {
      this.fail(`node ${node} names the honest ${report.organisation}: ${report.kind}`);
    }
    this.#named.add(`${report.kind} ${report.organisation}`);
    this.#statistics.count(`reported ${report.kind}`);
  }
}
