import type {
  RangeQuery,
  Store,
  StoreEntry,
  StoreReader,
  StoreSnapshot,
  StoreStats,
  WriteOp,
} from "@tallystick/ledger/store";
import { type KeptStore, upkeepOf } from "./kept-store.ts";

/**
 * A store whose reads do not move before the ledger does.
 *
 * A commit becomes visible in the store a moment before the ledger above has taken the new block into
 * its memory; a read in between would mix two heights. While a commit is under way reads therefore
 * come from a snapshot taken before it, until `moved` says that the ledger stands on the new block.
 */
export class SteadyStore implements KeptStore {
  readonly #inner: Store;
  #held: { snapshot: StoreSnapshot; moved: () => boolean } | undefined;
  /** Takes the mark of the ledger's present block; the function it returns tells whether it has moved on. */
  #mark: () => () => boolean = () => () => true;

  constructor(inner: Store) {
    this.#inner = inner;
  }

  /** Name the number by which to tell whether the ledger has moved: its height. */
  follow(height: () => number): void {
    this.#mark = () => {
      const before = height();
      return () => height() !== before;
    };
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#reader().get(key);
  }

  range(query: RangeQuery): Iterable<StoreEntry> {
    return this.#reader().range(query);
  }

  async commit(writes: readonly WriteOp[]): Promise<void> {
    this.settle();
    this.#held ??= { snapshot: this.#inner.snapshot(), moved: this.#mark() };
    await this.#inner.commit(writes);
  }

  /** A view of its own, of the last block or of one that is durable while the ledger has yet to move. */
  snapshot(): StoreSnapshot {
    return this.#inner.snapshot();
  }

  /** Let go of the view before the last commit if the ledger has moved; reads do it themselves too. */
  settle(): void {
    if (this.#held?.moved() !== true) return;
    this.#held.snapshot.close();
    this.#held = undefined;
  }

  upkeep(): Promise<void> {
    this.settle();
    return upkeepOf(this.#inner);
  }

  stats(): StoreStats {
    return this.#inner.stats();
  }

  async close(): Promise<void> {
    this.#held?.snapshot.close();
    this.#held = undefined;
    await this.#inner.close();
  }

  #reader(): StoreReader {
    if (this.#held === undefined) return this.#inner;
    this.settle();
    return this.#held?.snapshot ?? this.#inner;
  }
}
