import type { SuiteName } from "@tallystick/core/algorithms";
import { type CborValue, decodeCbor } from "@tallystick/core/cbor";
import type { App } from "@tallystick/ledger/app/define-app";
import type { AnyTable } from "@tallystick/ledger/app/define-table";
import { rowKey } from "@tallystick/ledger/key-space";
import type { StoreReader } from "@tallystick/ledger/store";
import { unpackRow } from "@tallystick/ledger/tables/table-codec";
import { cborToJson } from "../../api/cbor-json.ts";
import { NodeError } from "../../node-error.ts";
import { leavesOf } from "../history/leaves.ts";
import { csvLine } from "./csv.ts";
import { type AuditFile, DigestFile } from "./digest-file.ts";

/** Where the rows of an application come from and go to. */
export interface StateExport {
  readonly app: App;
  /** The application's number in the store. */
  readonly number: number;
  readonly store: StoreReader;
  readonly folder: string;
  readonly suite: SuiteName;
}

/**
 * Writes every row of an application, a table a pair of files: `state/<app>.<table>.csv` for people and
 * `.jsonl` for programs. Rows are in the order of their paths in the state tree, which is the same in
 * every copy of the ledger.
 *
 * @returns the files, and how many rows
 * @throws NodeError `damaged-ledger`
 */
export function writeState(source: StateExport): { files: AuditFile[]; rows: number } {
  const { app, number, store } = source;
  const writers = new Map<string, TableWriter>();
  for (const table of Object.values(app.tables)) {
    writers.set(table.name, new TableWriter(source, table));
  }
  let rows = 0;
  for (const { rowId } of leavesOf(store, number)) {
    const stored = store.get(rowKey(number, rowId));
    if (stored === undefined) throw damaged(app.name);
    const { key, value } = unpackRow(stored.slice());
    const [table, items] = decodeCbor(key) as [string, CborValue[]];
    const writer = writers.get(table);
    if (writer === undefined) throw damaged(app.name);
    writer.row(items, decodeCbor(value));
    rows += 1;
  }
  return { files: [...writers.values()].flatMap((writer) => writer.end()), rows };
}

class TableWriter {
  readonly #csv: DigestFile;
  readonly #lines: DigestFile;
  readonly #key: readonly string[];
  readonly #fields: readonly string[];

  constructor({ app, folder, suite }: StateExport, table: AnyTable) {
    this.#key = Object.keys(table.key);
    this.#fields = [...this.#key, ...Object.keys(table.value)];
    const name = `state/${app.name}.${table.name}`;
    this.#csv = new DigestFile(folder, `${name}.csv`, suite);
    this.#lines = new DigestFile(folder, `${name}.jsonl`, suite);
    this.#csv.write(csvLine(this.#fields));
  }

  row(key: readonly CborValue[], value: CborValue): void {
    const row: Record<string, unknown> = {};
    for (const [i, name] of this.#key.entries()) row[name] = cborToJson(key[i] as CborValue);
    Object.assign(row, cborToJson(value));
    this.#csv.write(csvLine(this.#fields.map((name) => row[name])));
    this.#lines.write(`${JSON.stringify(row)}\n`);
  }

  end(): AuditFile[] {
    return [this.#csv.end(), this.#lines.end()];
  }
}

function damaged(app: string): NodeError {
  return new NodeError(
    "damaged-ledger",
    `a row of ${app} is missing or of no table`,
    "run `tallystick doctor` for the whole extent",
  );
}
