import type {
  RangeQuery,
  Store,
  StoreEntry,
  StoreSnapshot,
  StoreStats,
  WriteOp,
} from "@tallystick/ledger/store";
import { crc32 } from "./crc32.ts";
import { type KeptStore, upkeepOf } from "./kept-store.ts";
import { StoreDamaged } from "./store-errors.ts";

const CHECK_BYTES = 4;

/** A row as it is found: its value, or what is wrong with it. */
export type SurveyedRow = readonly [key: Uint8Array, found: Uint8Array | StoreDamaged];

/** A view that can also be walked past damaged rows, for those who look for all of them. */
export interface CheckedSnapshot extends StoreSnapshot {
  survey(query: RangeQuery): Iterable<SurveyedRow>;
}

/**
 * Adds a checksum to every value of another store and checks it on every read.
 *
 * The four bytes behind each value are the CRC-32 of key‖value, big-endian. The key is part of it so
 * that a value written in the wrong place is found too. CRC-32 finds every single flipped bit and
 * every burst of up to 32 bits; deliberate changes are what the trees and signatures above are for.
 */
export class CheckedStore implements KeptStore {
  readonly #inner: Store;

  constructor(inner: Store) {
    this.#inner = inner;
  }

  /** The value without its checksum. Throws {@link StoreDamaged} instead of handing out a wrong one. */
  get(key: Uint8Array): Uint8Array | undefined {
    const stored = this.#inner.get(key);
    return stored === undefined ? undefined : open(key, stored);
  }

  range(query: RangeQuery): Iterable<StoreEntry> {
    return openAll(this.#inner.range(query));
  }

  commit(writes: readonly WriteOp[]): Promise<void> {
    return this.#inner.commit(seal(writes));
  }

  snapshot(): CheckedSnapshot {
    const inner = this.#inner.snapshot();
    return {
      get: (key) => {
        const stored = inner.get(key);
        return stored === undefined ? undefined : open(key, stored);
      },
      range: (query) => openAll(inner.range(query)),
      survey: (query) => surveyAll(inner.range(query)),
      close: () => inner.close(),
    };
  }

  upkeep(): Promise<void> {
    return upkeepOf(this.#inner);
  }

  stats(): StoreStats {
    return this.#inner.stats();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

function open(key: Uint8Array, stored: Uint8Array): Uint8Array {
  const found = examine(key, stored);
  if (found instanceof StoreDamaged) throw found;
  return found;
}

function examine(key: Uint8Array, stored: Uint8Array): Uint8Array | StoreDamaged {
  const length = stored.length - CHECK_BYTES;
  if (length < 0) return new StoreDamaged(key, "too-short");
  const expected =
    (((stored[length] as number) << 24) |
      ((stored[length + 1] as number) << 16) |
      ((stored[length + 2] as number) << 8) |
      (stored[length + 3] as number)) >>>
    0;
  const sum = crc32(stored, 0, length, crc32(key, 0, key.length));
  if (sum !== expected) return new StoreDamaged(key, "checksum-mismatch");
  return stored.subarray(0, length);
}

function* surveyAll(rows: Iterable<StoreEntry>): Generator<SurveyedRow> {
  for (const [key, stored] of rows) yield [key, examine(key, stored)];
}

function* openAll(rows: Iterable<StoreEntry>): Generator<StoreEntry> {
  for (const [key, stored] of rows) yield [key, open(key, stored)];
}

/** All values of a commit in one buffer, laid out key‖value‖check so that one pass sums both. */
function seal(writes: readonly WriteOp[]): WriteOp[] {
  let bytes = 0;
  for (const { key, value } of writes) {
    if (value !== null) bytes += key.length + value.length + CHECK_BYTES;
  }
  const buffer = new Uint8Array(bytes);
  const view = new DataView(buffer.buffer);
  let at = 0;
  return writes.map(({ key, value }) => {
    if (value === null) return { key, value };
    const start = at + key.length;
    const end = start + value.length;
    buffer.set(key, at);
    buffer.set(value, start);
    view.setUint32(end, crc32(buffer, at, end));
    at = end + CHECK_BYTES;
    return { key, value: buffer.subarray(start, at) };
  });
}
