import { readFileSync } from "node:fs";
import type { RangeQuery, StoreEntry } from "@tallystick/ledger/store";
import { open, type RootDatabase, type Transaction } from "lmdb";
import { storeFault } from "./store-errors.ts";
import { boundedQuery, isStoreKey } from "./write-check.ts";

/** What lmdb's read calls take; its own types leave `transaction` out of some of them. */
export type ReadOptions = { transaction: Transaction } | undefined;
/** lmdb's database, with members that its type declarations leave out. */
export type Database = Omit<RootDatabase<Uint8Array, Uint8Array>, "getBinaryFast"> & {
  readonly lastSize: number;
  getBinaryFast(key: Uint8Array, options?: ReadOptions): Uint8Array | undefined;
};

/**
 * Address space reserved for the map: 1 TiB. It costs no memory and no disk on a 64-bit system. LMDB
 * would otherwise grow the map by mapping the file again and keeping every older map, so the same
 * pages would count in the resident set several times.
 */
const MAP_BYTES = 1_099_511_627_776;

/**
 * Open or create the environment in a folder: one table, synced commits, random access.
 *
 * @param scratch commits are not synced: for what can be made again
 */
export function openEnvironment(path: string, scratch = false): Database {
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
    noSync: scratch,
  } as const;
  const sized = mayReserve() ? { ...options, mapSize: MAP_BYTES } : options;
  return open<Uint8Array, Uint8Array>(sized) as unknown as Database;
}

/**
 * Whether address space is free to reserve. Under a limit (`ulimit -v`, some sandboxes) LMDB must grow
 * its map bit by bit; it would not survive a reservation that fails. On Windows it extends the map itself.
 */
function mayReserve(): boolean {
  if (process.platform === "win32") return false;
  try {
    const limits = readFileSync("/proc/self/limits", "latin1");
    return !/^Max address space +\d/m.test(limits);
  } catch {
    return true;
  }
}

/** Bytes of files that this process has in memory, the map's among them; 0 where nobody says. */
export function mappedBytes(): number {
  try {
    const status = readFileSync("/proc/self/status", "latin1");
    return Number(/^RssFile:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** lmdb hands out one buffer that the next read overwrites, longer than its `length` says. */
export function readValue(
  db: Database,
  key: Uint8Array,
  options: ReadOptions,
): Uint8Array | undefined {
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

/** The rows of a range; lmdb closes its cursor when the iterator is left. */
export function* scanRows(
  db: Database,
  query: RangeQuery,
  options: ReadOptions,
): Generator<StoreEntry> {
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

/** Why a commit failed: lmdb rejects with a general error and keeps the reason in a promise of its own. */
export async function commitCause(error: unknown): Promise<unknown> {
  const inner = (error as { commitError?: Promise<unknown> }).commitError;
  if (inner === undefined) return error;
  try {
    await inner;
    return error;
  } catch (cause) {
    return cause;
  }
}
