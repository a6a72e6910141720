/** When a batch is full, and how many may be under way. */
export interface BatchRule {
  /** Items in one batch, at most. */
  readonly size: number;
  /** Bytes in one batch, at most; an item that is larger goes alone. */
  readonly bytes: number;
  /** A batch that is not full goes after this long. */
  readonly waitMs: number;
  /** Batches under way at a time. */
  readonly atOnce: number;
}

interface Queued<Item, Result> {
  readonly item: Item;
  readonly bytes: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers single items into batches and gives each caller its own result. */
export class Batcher<Item, Result> {
  readonly #rule: BatchRule;
  readonly #send: (batch: readonly Item[]) => Promise<readonly Result[]>;
  readonly #queue: Queued<Item, Result>[] = [];
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;
  #overdue = false;

  constructor(rule: BatchRule, send: (batch: readonly Item[]) => Promise<readonly Result[]>) {
    this.#rule = rule;
    this.#send = send;
  }

  /** Hands an item over; the promise is settled with its batch. */
  add(item: Item, bytes: number): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, bytes, resolve, reject });
      this.#go();
    });
  }

  #go(): void {
    while (this.#queue.length > 0 && this.#underWay < this.#rule.atOnce) {
      const count = this.#countNext();
      const full = count < this.#queue.length || count === this.#rule.size;
      if (!full && !this.#overdue) break;
      this.#overdue = false;
      void this.#sendOne(this.#queue.splice(0, count));
    }
    if (this.#queue.length > 0 && this.#timer === undefined && !this.#overdue) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#overdue = true;
        this.#go();
      }, this.#rule.waitMs);
    }
  }

  #countNext(): number {
    let bytes = 0;
    let count = 0;
    for (const one of this.#queue) {
      bytes += one.bytes;
      if (count > 0 && (count === this.#rule.size || bytes > this.#rule.bytes)) break;
      count++;
    }
    return count;
  }

  async #sendOne(batch: readonly Queued<Item, Result>[]): Promise<void> {
    this.#underWay++;
    try {
      const results = await this.#send(batch.map(({ item }) => item));
      for (const [at, { resolve }] of batch.entries()) resolve(results[at] as Result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#underWay--;
      this.#go();
    }
  }
}
