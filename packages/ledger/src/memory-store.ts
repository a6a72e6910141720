import { compareBytes } from "@tallystick/core/bytes";
import {
  type RangeQuery,
  STORE_KEY_BYTES_MAX,
  type Store,
  type StoreEntry,
  StoreError,
  type StoreReader,
  type StoreSnapshot,
  type StoreStats,
  type WriteOp,
} from "./store.ts";

/** Pairs in a run before it is cut in two. Large enough for short lists of runs, small enough to copy. */
const RUN_PAIRS_MAX = 256;

/** A sorted stretch of pairs. It may be written to only while its `epoch` is the store's own. */
interface Run {
  readonly epoch: number;
  readonly keys: Uint8Array[];
  readonly values: Uint8Array[];
}

/**
 * The reference implementation of {@link Store}: a sorted list of sorted runs, copied on write.
 *
 * A snapshot costs one copy of the list of runs; a run is copied when it is first changed after that.
 * Nothing is durable, by nature.
 */
export class MemoryStore implements Store {
  #runs: Run[] = [];
  #epoch = 0;
  #keys = 0;
  #bytes = 0;
  #closed = false;

  get(key: Uint8Array): Uint8Array | undefined {
    this.#open();
    return getFrom(this.#runs, key);
  }

  range(query: RangeQuery): Iterable<StoreEntry> {
    this.#open();
    return rangeOf(this.#runs, query);
  }

  async commit(writes: readonly WriteOp[]): Promise<void> {
    this.#open();
    for (const { key } of writes) {
      if (key.length === 0 || key.length > STORE_KEY_BYTES_MAX) {
        throw new StoreError("key-size", `a key has 1 to ${STORE_KEY_BYTES_MAX} bytes`);
      }
    }
    for (const { key, value } of writes) {
      if (value === null) this.#delete(key);
      else this.#put(key, value);
    }
  }

  snapshot(): StoreSnapshot {
    this.#open();
    this.#epoch++;
    return new MemorySnapshot(this.#runs.slice());
  }

  stats(): StoreStats {
    return { keys: this.#keys, bytes: this.#bytes };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#runs = [];
  }

  #open(): void {
    if (this.#closed) throw new StoreError("closed", "the store is closed");
  }

  #put(key: Uint8Array, value: Uint8Array): void {
    const at = runOf(this.#runs, key);
    const run = this.#writable(at);
    const i = lowerBound(run.keys, key);
    const present = run.keys[i];
    if (present !== undefined && compareBytes(present, key) === 0) {
      this.#bytes += value.length - (run.values[i]?.length ?? 0);
      run.values[i] = value;
      return;
    }
    run.keys.splice(i, 0, key);
    run.values.splice(i, 0, value);
    this.#keys++;
    this.#bytes += key.length + value.length;
    if (run.keys.length > RUN_PAIRS_MAX) this.#split(at, run);
  }

  #delete(key: Uint8Array): void {
    if (getFrom(this.#runs, key) === undefined) return;
    const at = runOf(this.#runs, key);
    const run = this.#writable(at);
    const i = lowerBound(run.keys, key);
    this.#keys--;
    this.#bytes -= key.length + (run.values[i]?.length ?? 0);
    run.keys.splice(i, 1);
    run.values.splice(i, 1);
    if (run.keys.length === 0) this.#runs.splice(at, 1);
  }

  #writable(at: number): Run {
    const run = this.#runs[at];
    if (run !== undefined && run.epoch === this.#epoch) return run;
    const copy = {
      epoch: this.#epoch,
      keys: run?.keys.slice() ?? [],
      values: run?.values.slice() ?? [],
    };
    this.#runs[at] = copy;
    return copy;
  }

  #split(at: number, run: Run): void {
    // Keys that arrive in rising order, as most of a ledger's do, leave full runs behind.
    const cut = at === this.#runs.length - 1 ? RUN_PAIRS_MAX : RUN_PAIRS_MAX >> 1;
    const keys = run.keys.splice(cut);
    const values = run.values.splice(cut);
    this.#runs.splice(at + 1, 0, { epoch: this.#epoch, keys, values });
  }
}

class MemorySnapshot implements StoreSnapshot {
  #runs: readonly Run[] | undefined;

  constructor(runs: readonly Run[]) {
    this.#runs = runs;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return getFrom(this.#live(), key);
  }

  range(query: RangeQuery): ReturnType<StoreReader["range"]> {
    return rangeOf(this.#live(), query);
  }

  close(): void {
    this.#runs = undefined;
  }

  #live(): readonly Run[] {
    if (this.#runs === undefined) throw new StoreError("closed", "the snapshot is closed");
    return this.#runs;
  }
}

/** Index of the run that holds or would take `key`: the last whose first key is not above it. */
function runOf(runs: readonly Run[], key: Uint8Array): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const first = runs[middle]?.keys[0];
    if (first !== undefined && compareBytes(first, key) <= 0) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function lowerBound(keys: readonly Uint8Array[], key: Uint8Array): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = keys[middle];
    if (at !== undefined && compareBytes(at, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function getFrom(runs: readonly Run[], key: Uint8Array): Uint8Array | undefined {
  const run = runs[runOf(runs, key)];
  if (run === undefined) return undefined;
  const i = lowerBound(run.keys, key);
  const found = run.keys[i];
  return found !== undefined && compareBytes(found, key) === 0 ? run.values[i] : undefined;
}

function* rangeOf(runs: readonly Run[], query: RangeQuery): Generator<StoreEntry> {
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  if (left <= 0 || compareBytes(query.gte, query.lt) >= 0) return;
  const step = query.reverse === true ? -1 : 1;
  let at = runOf(runs, step > 0 ? query.gte : query.lt);
  let run = runs[at];
  if (run === undefined) return;
  let i = step > 0 ? lowerBound(run.keys, query.gte) : lowerBound(run.keys, query.lt) - 1;
  while (run !== undefined && left > 0) {
    const key = run.keys[i];
    const value = run.values[i];
    if (key === undefined || value === undefined) {
      at += step;
      run = runs[at];
      i = step > 0 || run === undefined ? 0 : run.keys.length - 1;
      continue;
    }
    if (step > 0 ? compareBytes(key, query.lt) >= 0 : compareBytes(key, query.gte) < 0) return;
    yield [key, value];
    left--;
    i += step;
  }
}
