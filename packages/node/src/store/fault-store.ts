import type {
  RangeQuery,
  Store,
  StoreEntry,
  StoreSnapshot,
  StoreStats,
  WriteOp,
} from "@tallystick/ledger/store";
import type { SeededRandom } from "./seeded-random.ts";
import { StoreFault } from "./store-errors.ts";

/**
 * What a disk can do to a commit.
 *
 * - `torn`: a first part is written, the last value of it cut short, the rest not; reported as done
 * - `lost`: one write is not done; reported as done
 * - `misdirected`: one value lands under another key of the commit; reported as done
 * - `bit-flip`: one bit of one value is wrong; reported as done
 * - `disk-full`: nothing is written and the commit fails
 * - `write-error`: the commit fails, and may have been written or not, as after a failed fsync
 */
export type CommitFault =
  | "torn"
  | "lost"
  | "misdirected"
  | "bit-flip"
  | "disk-full"
  | "write-error";

/** A fault that was injected, with the keys whose stored value is not what was asked for. */
export interface InjectedFault {
  readonly kind: CommitFault | "read-error";
  readonly commit: number;
  readonly keys: readonly Uint8Array[];
}

/** When and how a {@link FaultStore} misbehaves. */
export interface FaultPlan {
  readonly random: SeededRandom;
  /** The fault of the nth commit (from 0), if any. */
  commit?(nth: number, writes: readonly WriteOp[]): CommitFault | undefined;
  /** True when the nth read (from 0) fails with EIO. A range counts as one read a row. */
  read?(nth: number): boolean;
}

/**
 * A store that misbehaves on purpose, by a seeded plan. It stands where the disk would, below the
 * checksums of CheckedStore, and remembers what it did in {@link injected}.
 */
export class FaultStore implements Store {
  readonly injected: InjectedFault[] = [];
  readonly #inner: Store;
  readonly #plan: FaultPlan;
  #commits = 0;
  #reads = 0;

  constructor(inner: Store, plan: FaultPlan) {
    this.#inner = inner;
    this.#plan = plan;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#countRead(key);
    return this.#inner.get(key);
  }

  range(query: RangeQuery): Iterable<StoreEntry> {
    return this.#counted(this.#inner.range(query));
  }

  async commit(writes: readonly WriteOp[]): Promise<void> {
    const nth = this.#commits++;
    const kind = writes.length === 0 ? undefined : this.#plan.commit?.(nth, writes);
    if (kind === undefined) return this.#inner.commit(writes);
    if (kind === "disk-full") {
      this.#remember(kind, nth, []);
      throw new StoreFault("disk-full", "injected: the disk is full");
    }
    if (kind === "write-error") {
      if (this.#plan.random.below(2) === 0) await this.#inner.commit(writes);
      this.#remember(kind, nth, []);
      throw new StoreFault("io", "injected: EIO on write");
    }
    const damaged = damage(kind, writes, this.#plan.random);
    this.#remember(kind, nth, damaged.keys);
    return this.#inner.commit(damaged.writes);
  }

  snapshot(): StoreSnapshot {
    const inner = this.#inner.snapshot();
    return {
      get: (key) => {
        this.#countRead(key);
        return inner.get(key);
      },
      range: (query) => this.#counted(inner.range(query)),
      close: () => inner.close(),
    };
  }

  stats(): StoreStats {
    return this.#inner.stats();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  *#counted(rows: Iterable<StoreEntry>): Generator<StoreEntry> {
    for (const row of rows) {
      this.#countRead(row[0]);
      yield row;
    }
  }

  #countRead(key: Uint8Array): void {
    if (this.#plan.read?.(this.#reads++) !== true) return;
    this.#remember("read-error", this.#commits, [key]);
    throw new StoreFault("io", "injected: EIO on read");
  }

  #remember(kind: InjectedFault["kind"], commit: number, keys: readonly Uint8Array[]): void {
    this.injected.push({ kind, commit, keys });
  }
}

interface Damage {
  readonly writes: WriteOp[];
  readonly keys: Uint8Array[];
}

function damage(kind: CommitFault, writes: readonly WriteOp[], random: SeededRandom): Damage {
  const at = random.below(writes.length);
  const op = writes[at] as WriteOp;
  if (kind === "torn") {
    const kept = writes.slice(0, at);
    if (op.value !== null && op.value.length > 0) {
      kept.push({ key: op.key, value: op.value.slice(0, random.below(op.value.length)) });
    }
    return { writes: kept, keys: writes.slice(at).map(({ key }) => key) };
  }
  if (kind === "misdirected") {
    const other = writes[(at + 1 + random.below(writes.length)) % writes.length] as WriteOp;
    if (other.key === op.key || op.value === null) return lose(writes, at);
    // The value meant for `op` overwrites `other`; nothing is written under op's own key.
    const rest = writes.filter((write) => write !== op && write !== other);
    rest.push({ key: other.key, value: op.value });
    return { writes: rest, keys: [op.key, other.key] };
  }
  if (kind === "bit-flip" && op.value !== null && op.value.length > 0) {
    const value = op.value.slice();
    const bit = random.below(value.length * 8);
    value[bit >> 3] = (value[bit >> 3] as number) ^ (1 << (bit & 7));
    return { writes: writes.with(at, { key: op.key, value }), keys: [op.key] };
  }
  return lose(writes, at);
}

function lose(writes: readonly WriteOp[], at: number): Damage {
  return { writes: writes.toSpliced(at, 1), keys: [(writes[at] as WriteOp).key] };
}
