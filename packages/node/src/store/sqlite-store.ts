import { chmodSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import {
  type RangeQuery,
  type Store,
  type StoreEntry,
  StoreError,
  type StoreSnapshot,
  type StoreStats,
  type WriteOp,
} from "@tallystick/ledger/store";
import { StoreFault, storeFault } from "./store-errors.ts";
import { boundedQuery, checkWrites } from "./write-check.ts";

/** Rows fetched at a time by a range: a page, so that no statement stays open between two rows. */
const PAGE_ROWS = 256;
const MAIN_FILE = "ledger.sqlite";
/** SQLite before 3.51.3 could corrupt a database when the WAL was reset. */
const OLDEST_SQLITE = [3, 51, 3] as const;

/** Where a {@link SqliteStore} lives. */
export interface SqliteOptions {
  /** Folder of `ledger.sqlite` and its WAL; made when missing, mode 0700. */
  readonly path: string;
}

interface Row {
  readonly k: Uint8Array;
  readonly v: Uint8Array;
}

/**
 * The store on node:sqlite: one WITHOUT ROWID table, write-ahead log, `synchronous=FULL`, so a commit
 * has been synced when it returns. Commits run on the calling thread.
 */
export class SqliteStore implements Store {
  readonly #path: string;
  readonly #reader: Reader;
  readonly #db: DatabaseSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  #failed: StoreFault | undefined;
  #closed = false;
  readonly #open = new Set<StoreSnapshot>();

  private constructor(path: string, db: DatabaseSync) {
    this.#path = path;
    this.#db = db;
    this.#reader = new Reader(db);
    this.#put = db.prepare(
      "INSERT INTO kv (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
    );
    this.#delete = db.prepare("DELETE FROM kv WHERE k = ?");
  }

  /** Open or create. Throws {@link StoreFault} when the folder or file cannot be used. */
  static open(options: SqliteOptions): SqliteStore {
    try {
      mkdirSync(options.path, { recursive: true, mode: 0o700 });
      const file = join(options.path, MAIN_FILE);
      const db = new DatabaseSync(file, { timeout: 5000 });
      chmodSync(file, 0o600);
      prepareDatabase(db);
      return new SqliteStore(options.path, db);
    } catch (cause) {
      throw storeFault("opening the SQLite store", cause);
    }
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#assertOpen();
    return this.#reader.get(key);
  }

  range(query: RangeQuery): Iterable<StoreEntry> {
    this.#assertOpen();
    return this.#reader.range(query);
  }

  /** Apply all of `writes` or none, durable when the promise resolves. */
  async commit(writes: readonly WriteOp[]): Promise<void> {
    this.#assertOpen();
    if (this.#failed !== undefined) {
      throw new StoreFault("unusable", "the store failed and must be opened again", this.#failed);
    }
    checkWrites(writes);
    if (writes.length === 0) return;
    try {
      this.#db.exec("BEGIN IMMEDIATE");
      for (const { key, value } of writes) {
        if (value === null) this.#delete.run(key);
        else this.#put.run(key, value);
      }
      this.#db.exec("COMMIT");
    } catch (cause) {
      this.#failed = storeFault("committing to the SQLite store", cause);
      this.#rollback();
      throw this.#failed;
    }
  }

  /** A view that later commits do not change: a read transaction on a connection of its own. */
  snapshot(): StoreSnapshot {
    this.#assertOpen();
    const view = openView(join(this.#path, MAIN_FILE));
    const snapshot: StoreSnapshot = {
      get: view.reader.get,
      range: view.reader.range,
      close: () => {
        if (this.#open.delete(snapshot)) view.close();
      },
    };
    this.#open.add(snapshot);
    return snapshot;
  }

  /** Rows in the store (a full count) and bytes of its file. */
  stats(): StoreStats {
    this.#assertOpen();
    const row = this.#db.prepare("SELECT count(*) AS n FROM kv").get() as { n: number };
    return { keys: row.n, bytes: statSync(join(this.#path, MAIN_FILE)).size };
  }

  /** Close snapshots and database. Closing twice is harmless. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const snapshot of [...this.#open]) snapshot.close();
    this.#db.close();
  }

  #rollback(): void {
    try {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    } catch {
      // The fault that is thrown already says what happened; the store is unusable either way.
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreError("closed", "the store is closed");
  }
}

function prepareDatabase(db: DatabaseSync): void {
  const { v } = db.prepare("SELECT sqlite_version() AS v").get() as { v: string };
  const parts = v.split(".").map(Number);
  const behind = OLDEST_SQLITE.findIndex((wanted, i) => (parts[i] ?? 0) !== wanted);
  if (behind >= 0 && (parts[behind] ?? 0) < (OLDEST_SQLITE[behind] as number)) {
    throw new StoreFault("unusable", `SQLite ${v} is older than ${OLDEST_SQLITE.join(".")}`);
  }
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL");
  db.exec("PRAGMA cache_size = -65536");
  db.exec("CREATE TABLE IF NOT EXISTS kv (k BLOB PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID");
}

function openView(file: string): { reader: Reader; close: () => void } {
  try {
    const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    db.exec("BEGIN");
    // A deferred transaction takes its view of the WAL with its first read.
    db.prepare("SELECT 1 FROM kv LIMIT 1").get();
    return { reader: new Reader(db), close: () => db.close() };
  } catch (cause) {
    throw storeFault("opening a view of the SQLite store", cause);
  }
}

/** Reads on one connection. */
class Reader {
  readonly #get: StatementSync;
  readonly #forward: StatementSync;
  readonly #forwardAfter: StatementSync;
  readonly #backward: StatementSync;

  constructor(db: DatabaseSync) {
    this.#get = db.prepare("SELECT v FROM kv WHERE k = ?");
    this.#forward = db.prepare("SELECT k, v FROM kv WHERE k >= ? AND k < ? ORDER BY k LIMIT ?");
    this.#forwardAfter = db.prepare("SELECT k, v FROM kv WHERE k > ? AND k < ? ORDER BY k LIMIT ?");
    this.#backward = db.prepare(
      "SELECT k, v FROM kv WHERE k >= ? AND k < ? ORDER BY k DESC LIMIT ?",
    );
  }

  readonly get = (key: Uint8Array): Uint8Array | undefined => {
    try {
      return (this.#get.get(key) as Row | undefined)?.v;
    } catch (cause) {
      throw storeFault("reading from the SQLite store", cause);
    }
  };

  readonly range = (query: RangeQuery): Iterable<StoreEntry> => this.#scan(query);

  *#scan(query: RangeQuery): Generator<StoreEntry> {
    const bounded = boundedQuery(query);
    if (bounded === undefined) return;
    let { gte, lt, limit = Number.POSITIVE_INFINITY } = bounded;
    let first = this.#forward;
    while (limit > 0) {
      const rows = this.#page(query.reverse ? this.#backward : first, gte, lt, limit);
      for (const row of rows) yield [row.k, row.v];
      const last = rows.at(-1);
      if (last === undefined || rows.length < Math.min(limit, PAGE_ROWS)) return;
      limit -= rows.length;
      if (query.reverse) lt = last.k;
      else [gte, first] = [last.k, this.#forwardAfter];
    }
  }

  #page(statement: StatementSync, gte: Uint8Array, lt: Uint8Array, limit: number): Row[] {
    try {
      return statement.all(gte, lt, Math.min(limit, PAGE_ROWS)) as unknown as Row[];
    } catch (cause) {
      throw storeFault("reading from the SQLite store", cause);
    }
  }
}
