const QUICK_MS = 100;
const SLOW_MS = 20_000;

/** When a node tells its peers again what it knows: often while something goes on, seldom when nothing does. */
export class Chatter {
  readonly #after: (ms: number, run: () => void) => void;
  readonly #tell: () => void;
  readonly #isIdle: () => boolean;
  #pause = QUICK_MS;
  #version = 0;

  constructor(
    after: (ms: number, run: () => void) => void,
    tell: () => void,
    isIdle: () => boolean,
  ) {
    this.#after = after;
    this.#tell = tell;
    this.#isIdle = isIdle;
  }

  /** Something has changed. */
  wake(): void {
    if (this.#pause > QUICK_MS) this.soon();
  }

  soon(): void {
    this.#pause = QUICK_MS;
    this.#schedule();
  }

  #schedule(): void {
    const version = ++this.#version;
    this.#after(this.#pause, () => {
      if (version !== this.#version) return;
      this.#tell();
      this.#pause = this.#isIdle() ? Math.min(this.#pause * 2, SLOW_MS) : QUICK_MS;
      this.#schedule();
    });
  }
}
