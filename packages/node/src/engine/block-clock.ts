/**
 * The time of blocks: the system clock, except that it never goes backwards. While the clock is
 * behind the last block (it was set back), blocks repeat that block's time until it has caught up.
 */
export class BlockClock {
  readonly #now: () => number;
  #last: number;

  /** @param last time of the last block, ms since 1970 UTC */
  constructor(last: number, now: () => number) {
    this.#last = last;
    this.#now = now;
  }

  /** Time for the next block, ms since 1970 UTC. */
  next(): number {
    this.#last = Math.max(this.#last, Math.floor(this.#now()));
    return this.#last;
  }

  /** Milliseconds by which the system clock lags behind the last block. */
  get behindMs(): number {
    return Math.max(0, this.#last - Math.floor(this.#now()));
  }
}
