import { mkdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  type RangeQuery,
  type StoreEntry,
  StoreError,
  type StoreSnapshot,
  type StoreStats,
  type WriteOp,
} from "@tallystick/ledger/store";
import type { KeptStore } from "./kept-store.ts";
import {
  commitCause,
  type Database,
  mappedBytes,
  openEnvironment,
  readValue,
  scanRows,
} from "./lmdb-environment.ts";
import { StoreFault, storeFault } from "./store-errors.ts";
import { checkWrites } from "./write-check.ts";

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
  /** Commits are not synced: for what can be made again. */
  readonly scratch?: boolean;
}

/**
 * The store on LMDB: one environment, one table, one write transaction a commit.
 *
 * Durability: `overlappingSync` is off, so LMDB writes pages, `fdatasync`s, then writes the meta page
 * with O_DSYNC, and only then does the commit's promise resolve. A crash at any instant leaves the
 * last or the one before it, never a part. The work is done in a thread of lmdb's own, so the
 * caller may prepare the next block meanwhile; keys and values must stay unchanged until then.
 */
export class LmdbStore implements KeptStore {
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
      return new LmdbStore(options, openEnvironment(options.path, options.scratch));
    } catch (cause) {
      throw storeFault("opening the LMDB store", cause);
    }
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return readValue(this.#live(), key, undefined);
  }

  range(query: RangeQuery): Iterable<StoreEntry> {
    return this.#counted(scanRows(this.#live(), query, undefined));
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
        // The batch's own promise answers for each of these.
        for (const { key, value } of writes) {
          if (value === null) void db.remove(key);
          else void db.put(key, value);
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
        return readValue(db, key, options);
      },
      range: (query) => {
        assertOpen();
        return this.#counted(scanRows(db, query, options));
      },
      close: () => {
        if (done) return;
        done = true;
        transaction.done();
        this.#snapshots--;
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
  async upkeep(): Promise<void> {
    const busy = this.#commits + this.#snapshots + this.#cursors > 0;
    if (busy || this.#closed || this.#failed !== undefined || this.#renewing !== undefined) return;
    if (mappedBytes() <= this.#mappedBytesMax) return;
    this.#renewing = this.#renewMap()
      // The next read or commit opens the file again, and says what is wrong when it cannot.
      .catch(() => {})
      .finally(() => {
        this.#renewing = undefined;
      });
    await this.#renewing;
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
    try {
      this.#db ??= openEnvironment(this.#path);
    } catch (cause) {
      throw storeFault("opening the LMDB store again", cause);
    }
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
