import type { App } from "../app/define-app.ts";
import type { AnyTable } from "../app/define-table.ts";
import { LedgerFault } from "../errors.ts";
import type { StateTree } from "../state-tree/state-tree.ts";
import { TableCodec } from "./table-codec.ts";

/** One application of an open ledger: its number, its tree and the codecs of its tables. */
export class AppState {
  readonly app: App;
  readonly name: string;
  readonly number: number;
  readonly tree: StateTree;
  /** Row id that the next new row takes, as committed. */
  nextRowId: number;
  readonly #codecs = new Map<AnyTable, TableCodec>();

  constructor(app: App, number: number, tree: StateTree, nextRowId: number) {
    this.app = app;
    this.name = app.name;
    this.number = number;
    this.tree = tree;
    this.nextRowId = nextRowId;
    for (const [position, table] of Object.values(app.tables).entries()) {
      this.#codecs.set(table, new TableCodec(table, number, position));
    }
  }

  /** Codecs of all tables, in the order of their numbers. */
  get codecs(): Iterable<TableCodec> {
    return this.#codecs.values();
  }

  /** @throws LedgerFault when the table is not the application's */
  codec(table: AnyTable): TableCodec {
    const found = this.#codecs.get(table);
    if (found === undefined) {
      throw new LedgerFault("assertion", `${this.name} has no table ${table.name}`);
    }
    return found;
  }

  /** Codec of the table of a name, or undefined. */
  codecNamed(name: string): TableCodec | undefined {
    for (const codec of this.#codecs.values()) if (codec.name === name) return codec;
    return undefined;
  }
}
