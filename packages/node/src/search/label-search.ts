import { toHex } from "@tallystick/core/bytes";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { Engine } from "../engine/engine.ts";
import {
  type LabelCount,
  LabelIndex,
  type LabelledRecord,
  type LabelQuery,
} from "./label-index.ts";
import { labelsOfEntry } from "./labels-of-entry.ts";

/** Entries taken in at a time: a few milliseconds, so that nothing else waits long. */
const SLICE = 500;
/** Pause between two slices while the index catches up, ms. */
const PAUSE_MS = 2;

/** What a search by label answers beside its findings: how far the log has been read. */
export interface IndexProgress {
  readonly indexed: number;
  readonly logSize: number;
}

/**
 * Finds evidence by label. The index is made when somebody first searches, goes on by itself until it
 * has read the whole log, and from then on reads what is new before each answer. A node that nobody
 * searches pays nothing for it.
 */
export class LabelSearch {
  readonly #engine: Pick<Engine, "read">;
  readonly #file: string;
  #index: LabelIndex | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(engine: Pick<Engine, "read">, file: string) {
    this.#engine = engine;
    this.#file = file;
  }

  /** Log indexes of labelled records, the highest first, as far as the log has been read. */
  find(query: LabelQuery): IndexProgress & { readonly found: readonly number[] } {
    const progress = this.#follow();
    return { ...progress, found: this.#open().find(query) };
  }

  /** Labels that begin with a text, the most frequent first. */
  suggest(prefix: string, limit: number): IndexProgress & { readonly labels: LabelCount[] } {
    const progress = this.#follow();
    return { ...progress, labels: this.#open().suggest(prefix, limit) };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#index?.close();
    this.#index = undefined;
  }

  #open(): LabelIndex {
    if (this.#closed) throw new Error("the search is closed");
    this.#index ??= LabelIndex.open(this.#file);
    return this.#index;
  }

  /** Takes in one slice now, and the rest in the background. */
  #follow(): IndexProgress {
    const progress = this.#engine.read((reader) => this.#slice(reader));
    if (progress.indexed < progress.logSize) this.#goOn();
    return progress;
  }

  #goOn(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      try {
        this.#follow();
      } catch {
        // A node that is closing or damaged says so where it is asked; the next search tries again.
      }
    }, PAUSE_MS);
    this.#timer.unref();
  }

  #slice(reader: LedgerReader): IndexProgress {
    const index = this.#open();
    let { size, tail } = index.indexed;
    if (size > 0 && tailOf(reader, size) !== tail) {
      index.clear();
      size = 0;
    }
    const records: LabelledRecord[] = [];
    const page = reader.entries(size, SLICE);
    for (const { index: at, entry } of page) {
      const found = labelsOfEntry(reader, at, entry);
      if (found !== undefined) records.push(found);
    }
    size += page.length;
    tail = tailOf(reader, size) ?? "";
    if (page.length > 0) index.add(records, { size, tail });
    return { indexed: size, logSize: reader.logSize };
  }
}

/** Hash of the last of the first `size` entries; undefined when the log is shorter. */
function tailOf(reader: LedgerReader, size: number): string | undefined {
  const entry = size === 0 ? undefined : reader.entry(size - 1);
  return entry && toHex(reader.suite.hash(entry));
}
