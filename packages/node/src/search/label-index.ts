import { chmodSync, rmSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/** What the index holds of one labelled record. */
export interface LabelledRecord {
  /** Log index of the deposit or batch. */
  readonly index: number;
  readonly member: string;
  readonly labels: readonly string[];
}

/** Which labelled records to find. */
export interface LabelQuery {
  /** As a person writes it; case does not matter. */
  readonly label: string;
  readonly member?: string | undefined;
  /** Log indexes, `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** A label with how often it occurs. */
export interface LabelCount {
  readonly label: string;
  readonly count: number;
}

/** How far the index has read the log, and the hash of the last entry read. */
export interface IndexedTo {
  readonly size: number;
  readonly tail: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER, tail TEXT);
  CREATE TABLE IF NOT EXISTS found (key TEXT, idx INTEGER, member TEXT, PRIMARY KEY (key, idx)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS labels (key TEXT PRIMARY KEY, label TEXT, count INTEGER) WITHOUT ROWID;
`;

/** Form under which a label is looked up. */
const keyOf = (label: string): string => label.normalize("NFC").toLowerCase();

/**
 * Labels of evidence by log index, in a database of its own beside the ledger. Everything in it comes
 * from the log: a lost, damaged or foreign file is made again, and no answer rests on it alone, since
 * each record found is read from the ledger.
 */
export class LabelIndex {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Opens the file, or makes it anew when it is not such a database. */
  static open(file: string): LabelIndex {
    try {
      return new LabelIndex(prepare(file));
    } catch {
      for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
      return new LabelIndex(prepare(file));
    }
  }

  get indexed(): IndexedTo {
    const row = this.#prepare("SELECT size, tail FROM state").get();
    return row === undefined
      ? { size: 0, tail: "" }
      : { size: Number(row["size"]), tail: String(row["tail"]) };
  }

  /** Takes in records and says how far the log has been read, in one step. */
  add(records: readonly LabelledRecord[], to: IndexedTo): void {
    const insert = this.#prepare("INSERT OR IGNORE INTO found (key, idx, member) VALUES (?, ?, ?)");
    const count = this.#prepare(
      "INSERT INTO labels (key, label, count) VALUES (?, ?, 1) ON CONFLICT (key) DO UPDATE SET count = count + 1",
    );
    this.#atomically(() => {
      for (const { index, member, labels } of records) {
        for (const label of labels) {
          const key = keyOf(label);
          if (insert.run(key, index, member).changes > 0) count.run(key, label);
        }
      }
      this.#prepare("INSERT OR REPLACE INTO state (one, size, tail) VALUES (1, ?, ?)").run(
        to.size,
        to.tail,
      );
    });
  }

  /** Forgets everything: the log is another one than it was. */
  clear(): void {
    this.#atomically(() => {
      for (const table of ["state", "found", "labels"]) this.#prepare(`DELETE FROM ${table}`).run();
    });
  }

  /** Log indexes, the highest first. */
  find({ label, member, from, to, limit }: LabelQuery): number[] {
    const values: SQLInputValue[] = [keyOf(label), from, to];
    let where = "key = ? AND idx >= ? AND idx < ?";
    if (member !== undefined) {
      where += " AND member = ?";
      values.push(member);
    }
    const sql = `SELECT idx FROM found WHERE ${where} ORDER BY idx DESC LIMIT ?`;
    return this.#prepare(sql)
      .all(...values, limit)
      .map((row) => Number(row["idx"]));
  }

  /** Labels that begin with a text, the most frequent first. */
  suggest(prefix: string, limit: number): LabelCount[] {
    const start = keyOf(prefix);
    const sql =
      "SELECT label, count FROM labels WHERE key >= ? AND key < ? ORDER BY count DESC, key LIMIT ?";
    return this.#prepare(sql)
      .all(start, `${start}\u{10ffff}`, limit)
      .map((row) => ({ label: String(row["label"]), count: Number(row["count"]) }));
  }

  close(): void {
    this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #atomically(run: () => void): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      run();
      this.#db.exec("COMMIT");
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }
}

function prepare(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    chmodSync(file, 0o600);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    db.exec(SCHEMA);
    db.prepare("SELECT size, tail FROM state").get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
