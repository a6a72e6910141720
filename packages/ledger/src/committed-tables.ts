import type { Tables } from "./app/define-table.ts";
import type { TableReaders } from "./app/table-access.ts";
import { AppOverlay, foundingBudget } from "./tables/app-overlay.ts";
import type { AppState } from "./tables/app-state.ts";
import { bindReaders } from "./tables/bind-tables.ts";
import type { CommittedState } from "./tables/overlays.ts";

/** The committed rows of one application, as a gate reads them. */
export interface CommittedRows {
  readonly tables: TableReaders<Tables>;
  /** Forgets what was read on the way. */
  readonly rest: () => void;
}

/**
 * The committed rows that gates go by. The tables of an application are the same object for as long as
 * its rows are the same, so that what a gate has worked out from them can be kept beside them.
 *
 * Reading is not counted: how much a gate reads depends on what it has kept, which differs between
 * nodes, so no outcome may depend on it. A gate bounds its own work.
 */
export class CommittedTables {
  readonly #state: Pick<CommittedState, "store" | "suite">;
  readonly #bound = new Map<Tables, CommittedRows & { readonly app: number }>();

  constructor(state: Pick<CommittedState, "store" | "suite">) {
    this.#state = state;
  }

  /** The rows of an application in some of its tables. */
  of(app: AppState, tables: Tables): CommittedRows {
    const known = this.#bound.get(tables);
    if (known !== undefined) return known;
    const { store, suite } = this.#state;
    const overlay = new AppOverlay(app, store, suite);
    overlay.begin(foundingBudget());
    const rest = () => overlay.keep();
    const rows = { tables: bindReaders(overlay, tables), rest, app: app.number };
    this.#bound.set(tables, rows);
    return rows;
  }

  /** A commit has changed an application: whoever reads it next gets tables of their own. */
  forget(app: number): void {
    for (const [tables, rows] of this.#bound) if (rows.app === app) this.#bound.delete(tables);
  }
}
