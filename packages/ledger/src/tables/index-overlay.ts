import { compareBytes } from "@tallystick/core/bytes";
import { identityOf, type RowState } from "./row-state.ts";
import type { IndexCodec, IndexKeys, TableCodec } from "./table-codec.ts";

/** A row that the block put at a place of an index. */
export interface OverlayEntry {
  readonly key: Uint8Array;
  readonly row: RowState;
}

/**
 * What a block has changed in one index, built only when something scans it: blocks of plain deposits
 * never pay for it.
 */
export class IndexOverlay {
  readonly #codec: TableCodec;
  readonly #index: IndexCodec;
  readonly #current = new Map<RowState, Uint8Array>();
  readonly #hidden = new Set<string>();
  readonly #sorted: OverlayEntry[] = [];

  constructor(codec: TableCodec, index: IndexCodec) {
    this.#codec = codec;
    this.#index = index;
  }

  /** Takes in rows as they stand now. A row may come any number of times. */
  absorb(rows: Iterable<RowState>): void {
    for (const row of rows) if (row.codec === this.#codec) this.#take(row);
  }

  /** True when the committed entry at `key` no longer holds. */
  hides(key: Uint8Array): boolean {
    return this.#hidden.size > 0 && this.#hidden.has(identityOf(key));
  }

  /** The block's own entries in `[gte, lt)`, ascending. */
  entries(gte: Uint8Array, lt: Uint8Array): readonly OverlayEntry[] {
    return this.#sorted.slice(this.#lowerBound(gte), this.#lowerBound(lt));
  }

  #take(row: RowState): void {
    const old = this.#current.get(row);
    if (old !== undefined) {
      this.#sorted.splice(this.#lowerBound(old), 1);
      this.#current.delete(row);
    }
    const { position } = this.#index;
    const changed = row.indexKeys !== null;
    const committed = committedKeys(row)[position];
    if (committed !== undefined) {
      if (changed) this.#hidden.add(identityOf(committed));
      else this.#hidden.delete(identityOf(committed));
    }
    const key = row.indexKeys?.[position];
    if (key === undefined) return;
    this.#sorted.splice(this.#lowerBound(key), 0, { key, row });
    this.#current.set(row, key);
  }

  #lowerBound(key: Uint8Array): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.#sorted[middle];
      if (at !== undefined && compareBytes(at.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Index keys of a row as committed before the block; none when it did not exist. */
export function committedKeys({ codec, keyBytes, before, rowId }: RowState): IndexKeys {
  return before === null ? [] : codec.indexKeys(codec.decode(keyBytes, before), rowId);
}
