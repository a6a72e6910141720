import { equalBytes, readU64be } from "@tallystick/core/bytes";
import { decodeCbor } from "@tallystick/core/cbor";
import type { App } from "@tallystick/ledger/app/define-app";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import { KEY_SPACE, prefixRange, rowKey, statePrefix } from "@tallystick/ledger/key-space";
import { decodeBucket, TreeKeys } from "@tallystick/ledger/state-tree/bucket";
import { StateTreeDamaged } from "@tallystick/ledger/state-tree/damaged";
import { StateTree } from "@tallystick/ledger/state-tree/state-tree";
import type { StoreReader } from "@tallystick/ledger/store";
import {
  type IndexKeys,
  rowIdOfIndexKey,
  TableCodec,
  unpackRow,
} from "@tallystick/ledger/tables/table-codec";
import { StoreDamaged } from "../../store/store-errors.ts";
import { type DoctorSubject, softReader } from "./subject.ts";

const PROGRESS_ROWS = 10_000;

/** Every application's tree, rows and indexes, against each other and against the last block. */
export function examineState(
  subject: DoctorSubject,
  last: BlockRecord | undefined,
  rows: number,
): void {
  const progress = { done: 0, total: rows };
  subject.apps.forEach((app, number) => {
    new AppExamination(subject, app, number).run(last, progress);
  });
  subject.progress("state", progress.done, progress.total);
}

class AppExamination {
  readonly #subject: DoctorSubject;
  readonly #app: App;
  readonly #number: number;
  readonly #reader: StoreReader;
  readonly #codecs: ReadonlyMap<string, TableCodec>;
  readonly #missing = new Set<number>();
  #tree: StateTree | undefined;
  #rows = 0;
  #indexRows = 0;

  constructor(subject: DoctorSubject, app: App, number: number) {
    this.#subject = subject;
    this.#app = app;
    this.#number = number;
    this.#reader = softReader(subject.view);
    this.#codecs = new Map(
      Object.values(app.tables).map((table, at) => [table.name, new TableCodec(table, number, at)]),
    );
  }

  run(last: BlockRecord | undefined, progress: { done: number; total: number }): void {
    this.#tree = this.#openTree(last);
    const prefix = Uint8Array.of(KEY_SPACE.rows, this.#number);
    for (const [key, found] of this.#subject.view.survey(prefixRange(prefix))) {
      // A value that fails its checksum has been named; its row then is missing from the count.
      if (!(found instanceof StoreDamaged)) this.#examineRow(key, found);
      progress.done++;
      if (progress.done % PROGRESS_ROWS === 0) {
        this.#subject.progress("state", progress.done, progress.total);
      }
    }
    const size = this.#tree?.size;
    if (size !== undefined && size !== this.#rows) {
      const message = `${this.#app.name}: ${size} records in the state tree, ${this.#rows} good rows`;
      this.#subject.findings.add("row", message);
    }
    if (size === undefined || this.#rows < size) this.#nameMissingRows();
    this.#examineIndexes();
  }

  #openTree(last: BlockRecord | undefined): StateTree | undefined {
    const { suite, view, findings } = this.#subject;
    const prefix = statePrefix(this.#number);
    try {
      const tree = StateTree.open({ suite, reader: view, prefix, audit: true });
      const root = last?.appRoots.find(({ app }) => app === this.#app.name)?.root;
      if (root !== undefined && !equalBytes(root, tree.root)) {
        findings.add(
          "state-tree",
          `the state of ${this.#app.name} has not the root of the last block`,
        );
      }
      return tree;
    } catch (error) {
      if (!(error instanceof StateTreeDamaged || error instanceof StoreDamaged)) throw error;
      const message = `the state tree of ${this.#app.name} is damaged: ${error.message}`;
      findings.add("state-tree", message, { key: error.key });
      return undefined;
    }
  }

  #examineRow(key: Uint8Array, stored: Uint8Array): void {
    const wrong = this.#rowDamage(key, stored);
    if (wrong === undefined) this.#rows++;
    else this.#subject.findings.add("row", `a row of ${this.#app.name} ${wrong}`, { key });
  }

  /** What is wrong with a row, or undefined. Its index rows are looked up on the way. */
  #rowDamage(key: Uint8Array, stored: Uint8Array): string | undefined {
    const { suite } = this.#subject;
    try {
      const rowId = readU64be(key, 2);
      const row = unpackRow(stored);
      const codec = this.#codecOf(row.key);
      if (codec === undefined) return "is of no table";
      if (this.#tree !== undefined) {
        const leaf = this.#tree.find(suite.hash(row.key));
        if (leaf === undefined) return "is not in the state tree";
        if (leaf.rowId !== rowId) return "is not the one that the state tree points to";
        if (!equalBytes(leaf.valueHash, suite.hash(row.value))) {
          return "has not the value that the state tree has";
        }
      }
      this.#lookUp(codec, codec.indexKeys(codec.decode(row.key, row.value), rowId));
      return undefined;
    } catch (error) {
      return error instanceof StateTreeDamaged
        ? `cannot be found: ${error.message}`
        : "does not decode";
    }
  }

  #codecOf(rowKeyBytes: Uint8Array): TableCodec | undefined {
    const [table] = decodeCbor(rowKeyBytes) as readonly unknown[];
    return this.#codecs.get(String(table));
  }

  #lookUp(codec: TableCodec, indexKeys: IndexKeys): void {
    for (const key of indexKeys) {
      if (key === undefined) continue;
      this.#indexRows++;
      if (this.#reader.get(key) !== undefined) continue;
      const message = `an index of ${this.#app.name}.${codec.name} lacks a row`;
      this.#subject.findings.add("index", message, { key });
    }
  }

  /** Which records have no row, from the buckets that can be read: the tree as a whole may be damaged too. */
  #nameMissingRows(): void {
    const { buckets } = new TreeKeys(statePrefix(this.#number));
    for (const [key, found] of this.#subject.view.survey(buckets)) {
      if (found instanceof StoreDamaged) continue;
      for (const rowId of rowIdsOf(key, found)) this.#requireRow(rowId);
    }
  }

  #requireRow(rowId: number): void {
    const key = rowKey(this.#number, rowId);
    if (this.#missing.has(rowId) || this.#reader.get(key) !== undefined) return;
    this.#missing.add(rowId);
    const message = `a row of ${this.#app.name} is missing or damaged`;
    this.#subject.findings.add("row", message, { key });
  }

  /** Index rows lead back to their rows; so many of them as the rows ask for. */
  #examineIndexes(): void {
    const prefix = Uint8Array.of(KEY_SPACE.indexes, this.#number);
    let count = 0;
    for (const _ of this.#subject.view.survey(prefixRange(prefix))) count++;
    if (count === this.#indexRows) return;
    for (const [key] of this.#subject.view.survey(prefixRange(prefix))) {
      if (!this.#isIndexKey(key)) {
        this.#requireRowOf(key);
        this.#subject.findings.add("index", `an index of ${this.#app.name} has a row too many`, {
          key,
        });
      }
    }
  }

  /** The row that an index row leads to must be there. */
  #requireRowOf(indexKey: Uint8Array): void {
    try {
      this.#requireRow(rowIdOfIndexKey(indexKey));
    } catch {
      // No row id at the end of the key: it is named as an index row.
    }
  }

  #isIndexKey(key: Uint8Array): boolean {
    try {
      const rowId = rowIdOfIndexKey(key);
      const stored = this.#reader.get(rowKey(this.#number, rowId));
      if (stored === undefined) return false;
      const row = unpackRow(stored);
      const codec = this.#codecOf(row.key);
      const keys = codec?.indexKeys(codec.decode(row.key, row.value), rowId) ?? [];
      return keys.some((one) => one !== undefined && equalBytes(one, key));
    } catch {
      return false;
    }
  }
}

/** Row ids of the leaves of a bucket; none when it does not decode. */
function rowIdsOf(key: Uint8Array, bytes: Uint8Array): number[] {
  try {
    const leaves = decodeBucket(key, bytes);
    return Array.from({ length: leaves.count }, (_, i) => leaves.rowId(i));
  } catch {
    return [];
  }
}
