import { equalBytes } from "@tallystick/core/bytes";
import type { Suite } from "@tallystick/core/suite/suite";
import type { Page, ScanQuery } from "../app/table-access.ts";
import { assertLedger, LedgerFault, LimitReached } from "../errors.ts";
import { rowKey } from "../key-space.ts";
import { LIMITS, type LimitName } from "../limits.ts";
import type { FoundLeaf } from "../state-tree/state-tree.ts";
import type { StoreReader } from "../store.ts";
import type { AppState } from "./app-state.ts";
import { IndexOverlay, type OverlayEntry } from "./index-overlay.ts";
import { identityOf, type RowState, sameValue } from "./row-state.ts";
import { cursorAfter, scanRange } from "./scan-range.ts";
import {
  type IndexCodec,
  type IndexKeys,
  type PlainRow,
  rowIdOfIndexKey,
  type TableCodec,
  unpackRow,
} from "./table-codec.ts";

/** How many rows may still be read and written. */
export interface Budget {
  reads: number;
  writes: number;
  /** What is said to be reached when the reads are used up. */
  readonly readLimit: LimitName;
}

/** What one action may do. */
export function actionBudget(): Budget {
  const { actionRowReads: reads, actionRowWrites: writes } = LIMITS;
  return { reads, writes, readLimit: "actionRowReads" };
}

/** What one call of a view may do. */
export function viewBudget(): Budget {
  return { reads: LIMITS.viewRowReads, writes: 0, readLimit: "viewRowReads" };
}

/** What the founding of a ledger may do: whatever its genesis document says. */
export function foundingBudget(): Budget {
  const { MAX_SAFE_INTEGER: reads, MAX_SAFE_INTEGER: writes } = Number;
  return { reads, writes, readLimit: "actionRowReads" };
}

/** Told of every point read, present or absent, so that its proof can be attached. */
export type ReadObserver = (row: RowState) => void;

/** A place in an action, to roll back to. */
export interface OverlayMark {
  /** Writes until then. */
  readonly writes: number;
  readonly nextRowId: number;
}

interface Undo {
  readonly row: RowState;
  readonly previous: Uint8Array | null;
  readonly previousKeys: IndexKeys | null;
  readonly joined: boolean;
}

/**
 * One application's rows during a block (or a view): committed state below, the block's writes above.
 *
 * An action's writes go straight into the overlay beside an undo log; refusing plays the log back.
 * Of the rows that were only read no more than `rowsKept` outlive the action, so memory is
 * bounded by what a block writes.
 */
export class AppOverlay {
  readonly state: AppState;
  readonly #store: StoreReader;
  readonly #suite: Suite;
  readonly #written = new Map<string, RowState>();
  readonly #loaded = new Map<string, RowState>();
  /** Rows as committed that earlier actions read; none when the committed state may change beneath. */
  readonly #kept: Map<string, RowState> | undefined;
  readonly #indexes = new Map<IndexCodec, IndexOverlay>();
  #undo: Undo[] = [];
  /** Rows that the indexes in use have not taken in yet; of one action at most. */
  #fresh: RowState[] = [];
  #nextRowId: number;
  #budget: Budget = actionBudget();
  #observe: ReadObserver | undefined;

  /** @param steady whether the committed state stays what it is for as long as the overlay lives */
  constructor(state: AppState, store: StoreReader, suite: Suite, steady = false) {
    this.state = state;
    this.#store = store;
    this.#suite = suite;
    this.#nextRowId = state.nextRowId;
    this.#kept = steady ? new Map() : undefined;
  }

  /** Row id that the next new row takes. */
  get nextRowId(): number {
    return this.#nextRowId;
  }

  /** Rows that the block has written, in the order of their first writing. */
  get written(): Iterable<RowState> {
    return this.#written.values();
  }

  /** Starts an action (or a view). */
  begin(budget: Budget, observe?: ReadObserver): void {
    this.#budget = budget;
    this.#observe = observe;
    this.#undo = [];
  }

  /** Ends the action, keeping its writes. */
  keep(): void {
    this.#refreshIndexes();
    this.#keepRead();
    this.#loaded.clear();
    this.#undo = [];
  }

  /** Where the action stands, to come back to. */
  mark(): OverlayMark {
    return { writes: this.#undo.length, nextRowId: this.#nextRowId };
  }

  /** Undoes what the action has written since a mark of its own. */
  rollBackTo({ writes, nextRowId }: OverlayMark): void {
    for (let i = this.#undo.length - 1; i >= writes; i--) {
      const { row, previous, previousKeys, joined } = this.#undo[i] as Undo;
      row.current = previous;
      row.indexKeys = previousKeys;
      if (joined) {
        row.written = false;
        this.#written.delete(row.identity);
        // Its row id is free again, so the row must be met anew.
        this.#loaded.delete(row.identity);
        this.#kept?.delete(row.identity);
      }
      this.#changed(row);
    }
    this.#undo.length = writes;
    this.#nextRowId = nextRowId;
  }

  /** Rows whose value is not the one at a mark, with that value. */
  changesSince({ writes }: OverlayMark): { row: RowState; before: Uint8Array | null }[] {
    const first = new Map<RowState, Uint8Array | null>();
    for (const { row, previous } of this.#undo.slice(writes)) {
      if (!first.has(row)) first.set(row, previous);
    }
    const changes = Array.from(first, ([row, before]) => ({ row, before }));
    return changes.filter(({ row, before }) => !sameValue(before, row.current));
  }

  /** The row under a key. @throws FieldError, LimitReached */
  get(codec: TableCodec, key: PlainRow): PlainRow | undefined {
    const row = this.load(codec, key);
    return row.current === null ? undefined : codec.decode(row.keyBytes, row.current);
  }

  /** True when a row stands under the key. @throws FieldError, LimitReached */
  has(codec: TableCodec, key: PlainRow): boolean {
    return this.load(codec, key).current !== null;
  }

  /** The row under a key, present or absent, as bytes. @throws FieldError, LimitReached */
  load(codec: TableCodec, key: PlainRow): RowState {
    return this.#load(codec, codec.encodeKey(key));
  }

  /** Writes a whole row. @throws FieldError, LimitReached */
  put(codec: TableCodec, row: PlainRow): void {
    const value = codec.encodeValue(row);
    if (value.length > LIMITS.rowBytes) throw new LimitReached("rowBytes");
    const state = this.load(codec, row);
    this.#write(state, value);
    state.indexKeys = codec.indexKeys(row, state.rowId);
  }

  /** Deletes a row; true when there was one. @throws FieldError, LimitReached */
  delete(codec: TableCodec, key: PlainRow): boolean {
    const state = this.load(codec, key);
    if (state.current === null) return false;
    this.#write(state, null);
    state.indexKeys = [];
    return true;
  }

  /** One page of an index. @throws FieldError, LimitReached */
  scan(codec: TableCodec, name: string, query: ScanQuery): Page<PlainRow> {
    const index = codec.index(name);
    const { gte, lt } = scanRange(codec, index, query);
    const reverse = query.reverse === true;
    const overlay = this.#overlayOf(codec, index);
    const own = overlay?.entries(gte, lt) ?? [];
    const merged = merge(
      this.#store.range({ gte, lt, reverse }),
      reverse ? [...own].reverse() : own,
      reverse,
    );
    const rows: PlainRow[] = [];
    let last: Uint8Array | undefined;
    for (const { key, row } of merged) {
      // Counted before it is looked at: a block that deletes much must not make scans endless.
      this.#spendRead();
      if (row === undefined && overlay?.hides(key)) continue;
      if (rows.length === query.limit && last !== undefined) {
        return { rows, next: cursorAfter(index, last) };
      }
      rows.push(row === undefined ? this.#rowAt(codec, rowIdOfIndexKey(key)) : this.#decode(row));
      last = key;
    }
    return { rows };
  }

  #load(codec: TableCodec, keyBytes: Uint8Array): RowState {
    const identity = identityOf(keyBytes);
    const known = this.#loaded.get(identity) ?? this.#written.get(identity);
    const row = known ?? this.#committed(codec, keyBytes, identity);
    if (known === undefined) this.#loaded.set(identity, row);
    this.#observe?.(row);
    return row;
  }

  /** A row that the block has not written. It counts as read in each action, kept or not. */
  #committed(codec: TableCodec, keyBytes: Uint8Array, identity: string): RowState {
    this.#spendRead();
    return this.#kept?.get(identity) ?? this.#fetch(codec, keyBytes, identity);
  }

  /** Most actions go by a few same rows; to check one against the tree costs more than all else done with it. */
  #keepRead(): void {
    const kept = this.#kept;
    if (kept === undefined) return;
    for (const [identity, row] of this.#loaded) {
      if (row.written) kept.delete(identity);
      else kept.set(identity, row);
      if (kept.size > LIMITS.rowsKept) kept.clear();
    }
  }

  #fetch(codec: TableCodec, keyBytes: Uint8Array, identity: string): RowState {
    const path = this.#suite.hash(keyBytes);
    const found = this.state.tree.find(path);
    let before: Uint8Array | null = null;
    if (found !== undefined) {
      const stored = this.#stored(found.rowId);
      if (!equalBytes(stored.key, keyBytes)) {
        throw new LedgerFault("row-damaged", `row ${found.rowId} of ${this.state.name} is another`);
      }
      this.#requireValue(found, stored.value);
      before = stored.value;
    }
    const rowId = found?.rowId ?? -1;
    return {
      codec,
      keyBytes,
      identity,
      path,
      before,
      current: before,
      indexKeys: null,
      rowId,
      written: false,
    };
  }

  #write(row: RowState, value: Uint8Array | null): void {
    if (this.#budget.writes-- <= 0) throw new LimitReached("actionRowWrites");
    const { current: previous, indexKeys: previousKeys } = row;
    this.#undo.push({ row, previous, previousKeys, joined: !row.written });
    if (!row.written) {
      row.written = true;
      this.#written.set(row.identity, row);
    }
    // A committed row keeps its id; so does one that this block deleted and writes again.
    if (row.rowId < 0) row.rowId = this.#nextRowId++;
    row.current = value;
    this.#changed(row);
  }

  #changed(row: RowState): void {
    if (this.#indexes.size > 0) this.#fresh.push(row);
  }

  #refreshIndexes(): void {
    if (this.#fresh.length === 0) return;
    for (const index of this.#indexes.values()) index.absorb(this.#fresh);
    this.#fresh = [];
  }

  #overlayOf(codec: TableCodec, index: IndexCodec): IndexOverlay | undefined {
    this.#refreshIndexes();
    let overlay = this.#indexes.get(index);
    if (overlay !== undefined || this.#written.size === 0) return overlay;
    overlay = new IndexOverlay(codec, index);
    overlay.absorb(this.#written.values());
    this.#indexes.set(index, overlay);
    return overlay;
  }

  #rowAt(codec: TableCodec, rowId: number): PlainRow {
    const stored = this.#stored(rowId);
    if (this.#written.size > 0) {
      const row = this.#written.get(identityOf(stored.key));
      if (row !== undefined) return this.#decode(row);
    }
    // The index is derived and the row came by its number alone: the tree says whether it is the one.
    const found = this.state.tree.find(this.#suite.hash(stored.key));
    if (found?.rowId !== rowId) {
      throw new LedgerFault(
        "row-damaged",
        `row ${rowId} of ${this.state.name} is not in the state`,
      );
    }
    this.#requireValue(found, stored.value);
    return codec.decode(stored.key, stored.value);
  }

  /** A row whose last write was lost still has a good checksum; the state tree knows its value. */
  #requireValue({ rowId, valueHash }: FoundLeaf, value: Uint8Array): void {
    if (equalBytes(this.#suite.hash(value), valueHash)) return;
    throw new LedgerFault("row-damaged", `row ${rowId} of ${this.state.name} has another value`);
  }

  #decode(row: RowState): PlainRow {
    assertLedger(row.current !== null, "an index entry of a deleted row");
    return row.codec.decode(row.keyBytes, row.current);
  }

  #stored(rowId: number): { key: Uint8Array; value: Uint8Array } {
    const stored = this.#store.get(rowKey(this.state.number, rowId));
    if (stored === undefined) {
      throw new LedgerFault("index-damaged", `row ${rowId} of ${this.state.name} is missing`);
    }
    return unpackRow(stored);
  }

  #spendRead(): void {
    if (this.#budget.reads-- <= 0) throw new LimitReached(this.#budget.readLimit);
  }
}

interface Merged {
  readonly key: Uint8Array;
  readonly row: RowState | undefined;
}

/** Walks committed and own entries in one order; a committed one comes first when they coincide. */
function* merge(
  committed: Iterable<readonly [Uint8Array, Uint8Array]>,
  own: readonly OverlayEntry[],
  reverse: boolean,
): Generator<Merged> {
  let next = 0;
  for (const [key] of committed) {
    for (let entry = own[next]; entry !== undefined && before(entry.key, key, reverse); ) {
      yield entry;
      entry = own[++next];
    }
    yield { key, row: undefined };
  }
  for (; next < own.length; next++) yield own[next] as OverlayEntry;
}

function before(a: Uint8Array, b: Uint8Array, reverse: boolean): boolean {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return reverse ? difference > 0 : difference < 0;
  }
  return reverse ? a.length > b.length : a.length < b.length;
}
