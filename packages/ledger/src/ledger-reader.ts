import { readU64be } from "@tallystick/core/bytes";
import type { CborEncodable } from "@tallystick/core/cbor";
import { type DecodedCertificate, decodeCertificate } from "@tallystick/core/certificate";
import type { Checkpoint } from "@tallystick/core/checkpoint";
import { consistencyPath, inclusionPath, type NodeReader } from "@tallystick/core/log-tree";
import type { StateProof } from "@tallystick/core/state-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import { tileWidth } from "@tallystick/core/tiles";
import { ActionRun } from "./action-run.ts";
import type { BoundAction } from "./action-table.ts";
import type { Attempts } from "./app/calls.ts";
import type { ForeignTables, Tables } from "./app/define-table.ts";
import type { AnyView } from "./app/define-view.ts";
import type { Page, TableReaders } from "./app/table-access.ts";
import { FieldError } from "./app/wire.ts";
import { type BlockRecord, checkpointOf, decodeBlock } from "./block-record.ts";
import { LedgerFault, LimitReached } from "./errors.ts";
import { blockKey, certificateKey, entryKey, numberedRange, statementKey } from "./key-space.ts";
import { LIMITS, type LimitName } from "./limits.ts";
import type { LogTiles } from "./log-tiles.ts";
import { OUTCOMES } from "./outcomes.ts";
import { proveRow } from "./prove-row.ts";
import { RequestRefused } from "./request-refused.ts";
import { AppOverlay, viewBudget } from "./tables/app-overlay.ts";
import type { AppState } from "./tables/app-state.ts";
import { bindReaders } from "./tables/bind-tables.ts";
import { type CommittedState, Overlays } from "./tables/overlays.ts";
import { keyOf, type RowState } from "./tables/row-state.ts";
import { type RowsQuery, writtenRows } from "./tables/rows-page.ts";
import type { PlainRow } from "./tables/table-codec.ts";

/** What a reader stands on. */
export interface ReaderSource extends CommittedState {
  readonly ledgerId: Uint8Array;
  /** The actions in force in the next block. */
  actions(): ReadonlyMap<string, BoundAction>;
  readonly log: LogTiles;
  readonly last: BlockRecord;
}

/** A block whose checkpoint the organisations have signed. */
export interface CertifiedBlock {
  readonly block: BlockRecord;
  readonly certificate: DecodedCertificate;
  /** What they signed: the block's roots at the certificate's time. */
  readonly checkpoint: Checkpoint;
}

/** What a view answered. */
export interface ViewAnswer<O = unknown> {
  readonly output: O;
  /** Proofs of every point read, when asked for and the view proves its answer; else empty. */
  readonly proofs: readonly StateProof[];
  /** The checkpoint of the block that the answer and its proofs hold for. */
  readonly checkpoint: Checkpoint;
}

/** The committed ledger at one height. Good until the next commit. */
export class LedgerReader {
  readonly #source: ReaderSource;

  constructor(source: ReaderSource) {
    this.#source = source;
  }

  get height(): number {
    return this.#source.last.height;
  }

  get logSize(): number {
    return this.#source.last.logSize;
  }

  /** The checkpoint of the last block. */
  get checkpoint(): Checkpoint {
    return checkpointOf(this.#source.ledgerId, this.#source.last);
  }

  /** Bytes of the entry at a log index, or undefined beyond the log. @throws LedgerFault `log-damaged` */
  entry(index: number): Uint8Array | undefined {
    if (index >= this.logSize) return undefined;
    const entry = this.#source.store.get(entryKey(index));
    if (entry === undefined) throw missing(`entry ${index}`);
    return entry;
  }

  /** Entries from a log index on, in order. @throws LedgerFault `log-damaged` when one is missing */
  entries(from: number, limit: number): { index: number; entry: Uint8Array }[] {
    const to = Math.min(from + limit, this.logSize);
    if (to <= from) return [];
    const range = this.#source.store.range(numberedRange("entries", from, to));
    const found = Array.from(range, ([key, entry]) => ({ index: readU64be(key, 1), entry }));
    const gap = found.findIndex(({ index }, i) => index !== from + i);
    if (gap >= 0 || found.length < to - from) {
      throw missing(`entry ${from + (gap < 0 ? found.length : gap)}`);
    }
    return found;
  }

  /** The record of a block, or undefined beyond the last. @throws LedgerFault `log-damaged` */
  block(height: number): BlockRecord | undefined {
    if (height > this.height) return undefined;
    const bytes = this.#source.store.get(blockKey(height));
    if (bytes === undefined) throw missing(`the record of block ${height}`);
    return decodeBlock(bytes);
  }

  /** The first block whose log holds the entry at `index`, or undefined beyond the log. */
  blockOf(index: number): BlockRecord | undefined {
    if (index < 0 || index >= this.logSize) return undefined;
    let low = 1;
    let high = this.height;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const size = this.block(middle)?.logSize ?? 0;
      if (size > index) high = middle;
      else low = middle + 1;
    }
    return this.block(low);
  }

  /** The organisations' signatures over the checkpoint of one block, if they signed that of this very block. */
  certificate(height: number): DecodedCertificate | undefined {
    const bytes = this.#source.store.get(certificateKey(height));
    return bytes === undefined ? undefined : readCertificate(bytes);
  }

  /** The first certified block at or above a height: its signatures serve every entry up to that height. */
  firstCertified(height: number): CertifiedBlock | undefined {
    return this.#certified(height, this.height + 1, false);
  }

  /** The checkpoint of the founding state. */
  get founding(): Checkpoint {
    const block = this.block(0);
    if (block === undefined) throw new LedgerFault("log-damaged", "block 0 is missing");
    return checkpointOf(this.#source.ledgerId, block);
  }

  /** The last certified block below a height, of all unless given; undefined when there is none. */
  lastCertified(below: number = this.height + 1): CertifiedBlock | undefined {
    return this.#certified(0, Math.min(below, this.height + 1), true);
  }

  #certified(from: number, to: number, reverse: boolean): CertifiedBlock | undefined {
    if (from >= to) return undefined;
    const query = { ...numberedRange("certificates", from, to), reverse, limit: 1 };
    for (const [key, bytes] of this.#source.store.range(query)) {
      const certificate = readCertificate(bytes);
      const height = readU64be(key, 1);
      const block = this.block(height);
      if (block === undefined || certificate.height !== height) {
        throw new LedgerFault("log-damaged", `the certificate of block ${height} has no block`);
      }
      const checkpoint = checkpointOf(this.#source.ledgerId, block, certificate.time);
      return { block, certificate, checkpoint };
    }
    return undefined;
  }

  /** Inclusion path of an entry in the log of `size` entries. @throws RangeError outside the log */
  inclusion(index: number, size: number = this.logSize): Uint8Array[] {
    if (size > this.logSize) throw new RangeError("the log is not that long");
    return inclusionPath(this.#source.log, index, size);
  }

  /** Consistency path between two sizes of the log. @throws RangeError outside the log */
  consistency(first: number, second: number = this.logSize): Uint8Array[] {
    if (second > this.logSize) throw new RangeError("the log is not that long");
    return consistencyPath(this.#source.log, first, second);
  }

  /** Hashes of a log tile, 32 bytes each, as many as there are up to 256; undefined beyond the log. */
  tile(level: number, number: number, width?: number): Uint8Array | undefined {
    return this.#source.log.tile(level, number, width ?? tileWidth(level, number, this.logSize));
  }

  /** Complete subtrees of the log, for whoever makes many paths of one size. */
  get logNodes(): NodeReader {
    return this.#source.log;
  }

  /** Hashes and signature checks of the ledger. */
  get suite(): Suite {
    return this.#source.suite;
  }

  /** Log index of the entry that used a statement id, or undefined. */
  statementIndex(keyId: Uint8Array, id: Uint8Array): number | undefined {
    const stored = this.#source.store.get(statementKey(keyId, id));
    return stored === undefined ? undefined : readU64be(stored);
  }

  /**
   * A row's value, present or absent, with its proof under the last state root.
   *
   * @param key key fields as CBOR items, in the order of the table
   * @throws RequestRefused for an unknown application or table, or a key that does not fit
   */
  stateProof(app: string, table: string, key: readonly CborEncodable[]): StateProof {
    const state = this.#app(app);
    const codec = state.codecNamed(table);
    if (codec === undefined) throw notFound(`table ${table}`);
    const row = refusing(() => codec.keyOfItems(key));
    const overlay = this.#overlay(state);
    return this.#prove(
      state,
      refusing(() => overlay.load(codec, row)),
    );
  }

  /**
   * A page of a table's rows, along one of its indexes or in the order of first writing. Ordered and
   * complete, but not provable by itself: each row has a proof of its own.
   *
   * @throws RequestRefused for an unknown application, table or index, or beyond a limit
   */
  rows(app: string, table: string, query: RowsQuery): Page<PlainRow> {
    const state = this.#app(app);
    const codec = state.codecNamed(table);
    if (codec === undefined) throw notFound(`table ${table}`);
    const { index, ...rest } = query;
    if (index !== undefined && !codec.indexes.some(({ name }) => name === index)) {
      throw notFound(`index ${index} of table ${table}`);
    }
    const overlay = this.#overlay(state);
    return refusing(() =>
      index === undefined
        ? writtenRows(overlay, this.#source.store, codec, query)
        : overlay.scan(codec, index, rest),
    );
  }

  /**
   * Asks a view.
   *
   * @param input typed input, as the view's schema has it
   * @param options.proofs attach a state proof of every point read, if the view proves its answer
   * @throws RequestRefused when the view is unknown or the call exceeds a limit
   */
  runView<O>(
    app: string,
    name: string,
    input: unknown,
    options: { readonly proofs?: boolean } = {},
  ): ViewAnswer<O> {
    const state = this.#app(app);
    const view = viewNamed(state, name);
    const overlay = this.#overlay(state);
    const read = new Set<RowState>();
    overlay.begin(viewBudget(), (row) => read.add(row));
    const { height, time, logSize } = this.#source.last;
    const tables = bindReaders(overlay, view.tables);
    const reads = view.reads ? this.#foreign(view.reads) : {};
    const context = {
      tables,
      reads,
      height,
      time,
      logSize,
      ...(view.calls ? this.#attempts() : {}),
    };
    const output = refusing(() => view.run(context, input)) as O;
    const prove = view.proves && options.proofs === true;
    if (prove && read.size > LIMITS.viewProofs) throw overLimit("viewProofs");
    const proofs = prove ? Array.from(read, (row) => this.#prove(state, row)) : [];
    return { output, proofs, checkpoint: this.checkpoint };
  }

  #foreign({ app, tables }: ForeignTables): TableReaders<Tables> {
    return bindReaders(this.#overlay(this.#app(app)), tables);
  }

  /** Attempts on overlays of their own, which are dropped. */
  #attempts(): Attempts {
    const { height, time, logSize } = this.#source.last;
    return {
      attempt: (by, calls) => {
        const machine = { ...this.#source, actions: this.#source.actions() };
        const overlays = new Overlays(this.#source);
        const run = new ActionRun(machine, { height: height + 1, time }, overlays);
        return run.attempt(by, calls, logSize);
      },
    };
  }

  #app(name: string): AppState {
    const state = this.#source.apps.find((app) => app.name === name);
    if (state === undefined) throw notFound(`application ${name}`);
    return state;
  }

  #overlay(state: AppState): AppOverlay {
    const overlay = new AppOverlay(state, this.#source.store, this.#source.suite);
    overlay.begin(viewBudget());
    return overlay;
  }

  #prove(state: AppState, row: RowState): StateProof {
    const { suite, last } = this.#source;
    const { codec, path, current: value } = row;
    const proved = { table: codec.name, key: keyOf(row), path, value };
    return proveRow(suite, state, last.appRoots, proved);
  }
}

function readCertificate(bytes: Uint8Array): DecodedCertificate {
  try {
    return decodeCertificate(bytes);
  } catch (cause) {
    throw new LedgerFault("log-damaged", "a certificate does not decode", { cause });
  }
}

function viewNamed(state: AppState, name: string): AnyView {
  const view = Object.values(state.app.views).find((one) => one.name === name);
  if (view === undefined) throw notFound(`view ${name} in ${state.name}`);
  return view;
}

/** What the ledger must have and the store has not. */
function missing(what: string): LedgerFault {
  return new LedgerFault("log-damaged", `${what} is missing from the store`);
}

function notFound(what: string): RequestRefused {
  return new RequestRefused(OUTCOMES.notFound, { missing: what });
}

function overLimit(limit: LimitName): RequestRefused {
  return new RequestRefused(OUTCOMES.limitReached, { limit });
}

/** Turns what a caller can cause into a refusal; everything else stays a fault. */
function refusing<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof LimitReached) throw overLimit(error.limit);
    if (error instanceof FieldError) {
      throw new RequestRefused(OUTCOMES.invalidInput, {
        member: error.path,
        problem: error.problem,
      });
    }
    throw error;
  }
}
