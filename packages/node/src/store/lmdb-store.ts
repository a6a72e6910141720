import { mkdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  type RangeQuery,
  type Store,
  type StoreEntry,
  StoreError,
  type StoreSnapshot,
  type StoreStats,
  type WriteOp,
} from "@tallystick/ledger/store";
import { open, type RootDatabase, type Transaction } from "lmdb";
import { StoreFault, storeFault } from "./store-errors.ts";
import { boundedQuery, checkWrites, isStoreKey } from "./write-check.ts";

type Database = RootDatabase<Uint8Array, Uint8Array>;
/** What lmdb's read calls take; its own types leave `transaction` out of some of them. */
type ReadOptions = { transaction: Transaction } | undefined;
/** Members that lmdb has and its type declarations do not. */
interface Undeclared {
  readonly lastSize: number;
  getBinaryFast(key: Uint8Array, options?: ReadOptions): Uint8Array | undefined;
}

/**
 * Address space reserved for the map: 1 TiB. It costs no memory and no disk on a 64-bit system. LMDB
 * would otherwise grow the map by mapping the file again and keeping every older map, so the same
 * pages would count in the resident set several times.
 */
const MAP_BYTES = 1_099_511_627_776;
const MAIN_FILE = "data.mdb";
/** With less than this left on the disk, a failed write is put down to that. */
const DISK_FULL_BYTES = 1_048_576;

/** Where an {@link LmdbStore} lives. */
export interface LmdbOptions {
  /** Folder of `data.mdb` and `lock.mdb`; made when missing, mode 0700. */
  readonly path: string;
}

/**
 * The store on LMDB: one environment, one table, one write transaction a commit.
 *
 * Durability: `overlappingSync` is off, so LMDB writes pages, `fdatasync`s, then writes the meta page
 * with O_DSYNC, and only then does the commit's promise resolve. A crash at any instant leaves the
 * last or the one before it, never a part. The work is done in a thread of lmdb's own, so the
 * caller may prepare the next block meanwhile; keys and values must stay unchanged until then.
 */
export class LmdbStore implements Store {
  readonly #path: string;
  readonly #db: Database;
  readonly #fast: Undeclared;
  #failed: StoreFault | undefined;
  #closed = false;

  private constructor(path: string, db: Database) {
    this.#path = path;
    this.#db = db;
    this.#fast = db as unknown as Undeclared;
  }

  /** Open or create. Throws {@link StoreFault} when the folder or file cannot be used. */
  static open(options: LmdbOptions): LmdbStore {
    try {
      mkdirSync(options.path, { recursive: true, mode: 0o700 });
      return new LmdbStore(options.path, openEnvironment(options.path));
    } catch (cause) {
      throw storeFault("opening the LMDB store", cause);
    }
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#assertOpen();
    return read(this.#fast, key, undefined);
  }

  range(query: RangeQuery): Iterable<StoreEntry> {
    this.#assertOpen();
    return scan(this.#db, query, undefined);
  }

  /**
   * Apply all of `writes` or none, durable when the promise resolves. Commits are applied in the
   * order of the calls. After a failure the store commits nothing more: LMDB says nothing about what
   * an environment that failed to write still holds in memory. What was durable before can be read.
   */
  async commit(writes: readonly WriteOp[]): Promise<void> {
    this.#assertOpen();
    if (this.#failed !== undefined) {
      throw new StoreFault("unusable", "the store failed and must be opened again", this.#failed);
    }
    checkWrites(writes);
    if (writes.length === 0) return;
    const db = this.#db;
    try {
      await db.batch(() => {
        for (const { key, value } of writes) {
          if (value === null) db.remove(key);
          else db.put(key, value);
        }
      });
    } catch (error) {
      this.#failed = this.#faultOf(await commitCause(error));
      throw this.#failed;
    }
  }

  /** A view that later commits do not change. While it is open, pages freed later are not reused. */
  snapshot(): StoreSnapshot {
    this.#assertOpen();
    // The shared read transaction of this turn may be older than the last commit.
    this.#db.resetReadTxn();
    const transaction = this.#db.useReadTransaction();
    const options = { transaction };
    const [db, fast] = [this.#db, this.#fast];
    let done = false;
    const assertOpen = (): void => {
      this.#assertOpen();
      if (done) throw new StoreError("closed", "the snapshot is closed");
    };
    return {
      get: (key) => {
        assertOpen();
        return read(fast, key, options);
      },
      range: (query) => {
        assertOpen();
        return scan(db, query, options);
      },
      close: () => {
        if (done) return;
        done = true;
        transaction.done();
      },
    };
  }

  /** Rows in the store and bytes of its file. */
  stats(): StoreStats {
    this.#assertOpen();
    const { entryCount } = this.#db.getStats() as { entryCount: number };
    return { keys: entryCount, bytes: statSync(join(this.#path, MAIN_FILE)).size };
  }

  /** Wait for commits under way, then close. Closing twice is harmless. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#db.close();
  }

  /** LMDB reports a write cut short by a full disk as EIO; the disk itself says which it was. */
  #faultOf(cause: unknown): StoreFault {
    const action = "committing to the LMDB store";
    const fault = storeFault(action, cause);
    const { bavail, bsize } = statfsSync(this.#path);
    const full = fault.code === "io" && bavail * bsize < DISK_FULL_BYTES;
    return full ? new StoreFault("disk-full", `${action}: the disk is full`, cause) : fault;
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreError("closed", "the store is closed");
  }
}

function openEnvironment(path: string): Database {
  const options = {
    path,
    noSubdir: false,
    encoding: "binary",
    keyEncoding: "binary",
    cache: false,
    maxDbs: 1,
    overlappingSync: false,
    // A batch starts its own transaction at once instead of at the end of the event turn.
    eventTurnBatching: false,
    // Rows are met in random order: reading ahead fills memory with pages nobody asked for.
    noReadAhead: true,
    permissionsMode: 0o600,
  } as const;
  try {
    return open<Uint8Array, Uint8Array>({ ...options, mapSize: MAP_BYTES });
  } catch (error) {
    // Under a limit on address space (ulimit -v) the reservation fails: let LMDB grow its map.
    if (!/memory|ENOMEM/i.test(String(error))) throw error;
    return open<Uint8Array, Uint8Array>(options);
  }
}

/** lmdb hands out one buffer that the next read overwrites, longer than its `length` says. */
function read(db: Undeclared, key: Uint8Array, options: ReadOptions): Uint8Array | undefined {
  if (!isStoreKey(key)) return undefined;
  let found: Uint8Array | undefined;
  try {
    found = db.getBinaryFast(key, options);
  } catch (cause) {
    throw storeFault("reading from the LMDB store", cause);
  }
  if (found === undefined) return undefined;
  const size = db.lastSize;
  const copy = new Uint8Array(size);
  copy.set(new Uint8Array(found.buffer, found.byteOffset, size));
  return copy;
}

function* scan(db: Database, query: RangeQuery, options: ReadOptions): Generator<StoreEntry> {
  const bounded = boundedQuery(query);
  if (bounded === undefined) return;
  const { gte, lt, limit } = bounded;
  const bounds = bounded.reverse
    ? { start: lt, exclusiveStart: true, end: gte, inclusiveEnd: true, reverse: true }
    : { start: gte, end: lt };
  const rows = db.getRange({ ...bounds, ...options, ...(limit === undefined ? {} : { limit }) });
  for (const { key, value } of rows) yield [plain(key), plain(value)];
}

/** The same bytes as a Uint8Array: a Buffer's `slice` is a view, and callers rely on a copy. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** lmdb rejects with a general error and keeps the reason in a promise of its own. */
async function commitCause(error: unknown): Promise<unknown> {
  const inner = (error as { commitError?: Promise<unknown> }).commitError;
  if (inner === undefined) return error;
  try {
    await inner;
    return error;
  } catch (cause) {
    return cause;
  }
}
