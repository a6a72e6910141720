import { mkdirSync, readFileSync, statfsSync, statSync } from "node:fs";
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

/** What lmdb's read calls take; its own types leave `transaction` out of some of them. */
type ReadOptions = { transaction: Transaction } | undefined;
/** lmdb's database, with members that its type declarations leave out. */
type Database = Omit<RootDatabase<Uint8Array, Uint8Array>, "getBinaryFast"> & {
  readonly lastSize: number;
  getBinaryFast(key: Uint8Array, options?: ReadOptions): Uint8Array | undefined;
};

/**
 * Address space reserved for the map: 1 TiB. It costs no memory and no disk on a 64-bit system. LMDB
 * would otherwise grow the map by mapping the file again and keeping every older map, so the same
 * pages would count in the resident set several times.
 */
const MAP_BYTES = 1_099_511_627_776;
const MAIN_FILE = "data.mdb";
/** 224 MiB, of which Node's own program is some 60. */
const MAPPED_BYTES_MAX = 234_881_024;
/** With less than this left on the disk, a failed write is put down to that. */
const DISK_FULL_BYTES = 1_048_576;

/** Where an {@link LmdbStore} lives. */
export interface LmdbOptions {
  /** Folder of `data.mdb` and `lock.mdb`; made when missing, mode 0700. */
  readonly path: string;
  /** Bytes of files in memory beyond which the store lets go of its map. Linux only. */
  readonly mappedBytesMax?: number;
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
  readonly #mappedBytesMax: number;
  /** Undefined for a moment while the map is being renewed; see {@link LmdbStore.#renewMap}. */
  #db: Database | undefined;
  #renewing: Promise<void> | undefined;
  #failed: StoreFault | undefined;
  #closed = false;
  #commits = 0;
  #snapshots = 0;
  #cursors = 0;

  private constructor(options: LmdbOptions, db: Database) {
    this.#path = options.path;
    this.#mappedBytesMax = options.mappedBytesMax ?? MAPPED_BYTES_MAX;
    this.#db = db;
  }

  /** Open or create. Throws {@link StoreFault} when the folder or file cannot be used. */
  static open(options: LmdbOptions): LmdbStore {
    try {
      mkdirSync(options.path, { recursive: true, mode: 0o700 });
      return new LmdbStore(options, openEnvironment(options.path));
    } catch (cause) {
      throw storeFault("opening the LMDB store", cause);
    }
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return read(this.#live(), key, undefined);
  }

  range(query: RangeQuery): Iterable<StoreEntry> {
    return this.#counted(scan(this.#live(), query, undefined));
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
    this.#commits++;
    try {
      if (this.#renewing !== undefined) await this.#renewing;
      const db = this.#live();
      await db.batch(() => {
        for (const { key, value } of writes) {
          if (value === null) db.remove(key);
          else db.put(key, value);
        }
      });
    } catch (error) {
      this.#failed = this.#faultOf(await commitCause(error));
      throw this.#failed;
    } finally {
      this.#commits--;
    }
  }

  /** A view that later commits do not change. While it is open, pages freed later are not reused. */
  snapshot(): StoreSnapshot {
    const db = this.#live();
    // The shared read transaction of this turn may be older than the last commit.
    db.resetReadTxn();
    const transaction = db.useReadTransaction();
    const options = { transaction };
    this.#snapshots++;
    let done = false;
    const assertOpen = (): void => {
      this.#assertOpen();
      if (done) throw new StoreError("closed", "the snapshot is closed");
    };
    return {
      get: (key) => {
        assertOpen();
        return read(db, key, options);
      },
      range: (query) => {
        assertOpen();
        return this.#counted(scan(db, query, options));
      },
      close: () => {
        if (done) return;
        done = true;
        transaction.done();
        this.#snapshots--;
        this.#trim();
      },
    };
  }

  /** Rows in the store and bytes of its file. */
  stats(): StoreStats {
    const { entryCount } = this.#live().getStats() as { entryCount: number };
    return { keys: entryCount, bytes: statSync(join(this.#path, MAIN_FILE)).size };
  }

  /** Wait for commits under way, then close. Closing twice is harmless. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#renewing;
    await this.#db?.close();
  }

  /**
   * Give memory back. Every page of the file that was ever looked at stays mapped, and counts as this
   * process's, until the file is mapped anew. That is done when too much is mapped and nothing is
   * being read or written: half a millisecond, and the pages stay in the system's cache.
   */
  #trim(): void {
    const busy = this.#commits + this.#snapshots + this.#cursors > 0;
    if (busy || this.#closed || this.#failed !== undefined || this.#renewing !== undefined) return;
    if (mappedBytes() <= this.#mappedBytesMax) return;
    this.#renewing = this.#renewMap().finally(() => {
      this.#renewing = undefined;
    });
  }

  /** A read that comes before the old map is gone opens the file beside it, and the map stays for this time. */
  async #renewMap(): Promise<void> {
    const old = this.#db;
    this.#db = undefined;
    await old?.close();
    if (!this.#closed) this.#live();
  }

  #live(): Database {
    this.#assertOpen();
    this.#db ??= openEnvironment(this.#path);
    return this.#db;
  }

  *#counted(rows: Iterable<StoreEntry>): Generator<StoreEntry> {
    this.#cursors++;
    try {
      yield* rows;
    } finally {
      this.#cursors--;
    }
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
    return open<Uint8Array, Uint8Array>({ ...options, mapSize: MAP_BYTES }) as unknown as Database;
  } catch (error) {
    // Under a limit on address space (ulimit -v) the reservation fails: let LMDB grow its map.
    if (!/memory|ENOMEM/i.test(String(error))) throw error;
    return open<Uint8Array, Uint8Array>(options) as unknown as Database;
  }
}

/** Bytes of files that this process has in memory, the map's among them; 0 where nobody says. */
function mappedBytes(): number {
  try {
    return Number(readFileSync("/proc/self/statm", "latin1").split(" ")[2]) * 4096;
  } catch {
    return 0;
  }
}

/** lmdb hands out one buffer that the next read overwrites, longer than its `length` says. */
function read(db: Database, key: Uint8Array, options: ReadOptions): Uint8Array | undefined {
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
