import type { AnyTable, Tables } from "./app/define-table.ts";
import type { ScanQuery, TableReaders } from "./app/table-access.ts";
import { Kept, type Memo, placeOf, ReadMarks } from "./kept.ts";
import { AppOverlay, foundingBudget } from "./tables/app-overlay.ts";
import type { AppState } from "./tables/app-state.ts";
import { bindReaders } from "./tables/bind-tables.ts";
import type { CommittedState } from "./tables/overlays.ts";
import type { RowState } from "./tables/row-state.ts";
import type { IndexCodec, TableCodec } from "./tables/table-codec.ts";

/** The committed rows of one application in some of its tables: one object for as long as the ledger is open. */
export interface CommittedRows<T extends Tables = Tables> {
  readonly tables: TableReaders<T>;
  /**
   * A memory for what is worked out from the tables; each thing in it until one of the rows, or of the
   * ranges of an index, that it was worked out from is changed by a commit.
   *
   * @param max things remembered; one more and all are forgotten
   */
  memo<V>(max: number): Memo<V>;
  /** Forgets the rows that were read on the way. */
  rest(): void;
}

/**
 * The committed rows that gates and the look-up of keys go by, and what they have worked out from them.
 *
 * Reading is not counted: how much a gate reads depends on what it has kept, which differs between
 * nodes, so no outcome may depend on it. A gate bounds its own work.
 */
export class CommittedTables {
  readonly #state: Pick<CommittedState, "store" | "suite">;
  readonly #marks = new ReadMarks();
  readonly #bound = new Map<Tables, CommittedRows>();
  readonly #apps = new Set<number>();

  constructor(state: Pick<CommittedState, "store" | "suite">) {
    this.#state = state;
  }

  /** The rows of an application in some of its tables. */
  of<T extends Tables>(app: AppState, tables: T): CommittedRows<T> {
    const known = this.#bound.get(tables);
    if (known !== undefined) return known as unknown as CommittedRows<T>;
    const marks = this.#marks;
    const { store, suite } = this.#state;
    const overlay = new AppOverlay(app, store, suite);
    let read = false;
    overlay.begin(foundingBudget(), ({ keyBytes }) => {
      read = true;
      marks.note(placeOf(app.number, keyBytes));
    });
    const rest = () => {
      if (read) overlay.keep();
      read = false;
    };
    const readers = noteScans(bindReaders(overlay, tables), app, tables, marks);
    const rows: CommittedRows<T> = { tables: readers, memo: (max) => new Kept(marks, max), rest };
    this.#bound.set(tables, rows as unknown as CommittedRows);
    this.#apps.add(app.number);
    return rows;
  }

  /** A commit has changed rows: what was worked out from them is worked out anew when it is next asked for. */
  changed(apps: Iterable<readonly [AppState, readonly RowState[]]>): void {
    const read = [...apps].filter(([{ number }]) => this.#apps.has(number));
    if (read.length === 0) return;
    this.#marks.advance();
    for (const [{ number }, rows] of read) for (const row of rows) this.#touch(number, row);
    for (const { rest } of this.#bound.values()) rest();
  }

  #touch(app: number, { codec, keyBytes, before, current }: RowState): void {
    const marks = this.#marks;
    marks.touch(placeOf(app, keyBytes));
    if (codec.indexes.length === 0) return;
    for (const value of [before, current]) {
      if (value === null) continue;
      // Wherever it stood and stands, whether it has moved or not: a scan gives whole rows.
      const row = codec.decode(keyBytes, value);
      for (const index of codec.indexes) {
        marks.touch(scanPlace(codec, index, undefined));
        const first = index.columns[0]?.read(row);
        if (first !== undefined) marks.touch(scanPlace(codec, index, first));
      }
    }
  }
}

/** Place of the scans of an index whose first field has a value, or (undefined) of those of all of it. */
function scanPlace(codec: TableCodec, index: IndexCodec, first: unknown): number {
  return placeOf(~codec.app, codec.indexStart(index, first === undefined ? [] : [first]));
}

function noteScans<T extends Tables>(
  readers: TableReaders<T>,
  app: AppState,
  tables: T,
  marks: ReadMarks,
): TableReaders<T> {
  const entries = Object.entries(tables as Record<string, AnyTable>).map(([name, table]) => {
    const codec = app.codec(table);
    const reader = readers[name] as TableReaders<Tables>[string];
    const scan = (index: string, query: ScanQuery) => {
      const [first] = query.prefix ?? [];
      marks.note(scanPlace(codec, codec.index(index), first));
      return reader.scan(index, query);
    };
    return [name, { ...reader, scan }];
  });
  return Object.fromEntries(entries) as TableReaders<T>;
}
