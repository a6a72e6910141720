import { formatBytes, formatCount, formatSeconds } from "./quantities.ts";
import { shorten } from "./width.ts";

/** Where progress goes: standard error, or whatever a test hands in. */
export interface ProgressSink {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** What has been done so far and, once it is known, how much there is. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** How often the line is painted again on a terminal, and a line is added elsewhere, ms. */
const PAINT_MS = 120;
const LINE_MS = 5_000;
/** The rate is that of the last while, so that a change shows: the weight of the newest second. */
const RATE_WEIGHT = 0.2;
/** Files of this mean size and above are large. */
const MEAN_BYTES_LARGE = 1_000_000;

/**
 * One line that tells how far long work is: count, bytes, rate and the time that is left. On a
 * terminal it is painted over; elsewhere a plain line is written every few seconds.
 */
export class Progress {
  readonly #sink: ProgressSink;
  readonly #verb: string;
  readonly #clock: () => number;
  readonly #began: number;
  #painted = 0;
  #shown = false;
  #last: { at: number; bytes: number; files: number };
  #byteRate = 0;
  #fileRate = 0;
  done: Amount = { files: 0, bytes: 0 };
  total: Amount | undefined;

  constructor(verb: string, sink: ProgressSink, clock: () => number = () => performance.now()) {
    this.#verb = verb;
    this.#sink = sink;
    this.#clock = clock;
    this.#began = clock();
    this.#painted = this.#began;
    this.#last = { at: this.#began, bytes: 0, files: 0 };
  }

  /** Seconds since the work began. */
  get seconds(): number {
    return (this.#clock() - this.#began) / 1000;
  }

  /** Adds to what is done and paints when it is time. */
  add(files: number, bytes: number): void {
    this.done = { files: this.done.files + files, bytes: this.done.bytes + bytes };
    this.tick();
  }

  /** Paints when it is time. */
  tick(): void {
    const now = this.#clock();
    this.#measure(now);
    if (now - this.#painted < (this.#sink.isTTY ? PAINT_MS : LINE_MS)) return;
    this.#painted = now;
    this.#shown = true;
    const width = Math.max(20, (this.#sink.columns ?? 80) - 1);
    if (this.#sink.isTTY) this.#sink.write(`\r\u001b[2K${shorten(this.text(), width)}`);
    else this.#sink.write(`${this.text()}\n`);
  }

  /** Writes something above the line, which comes back with the next tick. */
  say(text: string): void {
    this.clear();
    this.#sink.write(`${text}\n`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown && this.#sink.isTTY) this.#sink.write("\r\u001b[2K");
    this.#shown = false;
  }

  #measure(now: number): void {
    const seconds = (now - this.#last.at) / 1000;
    if (seconds < 1) return;
    const weight = this.#byteRate + this.#fileRate === 0 ? 1 : RATE_WEIGHT;
    const newer = (old: number, amount: number) => old + weight * (amount / seconds - old);
    this.#byteRate = newer(this.#byteRate, this.done.bytes - this.#last.bytes);
    this.#fileRate = newer(this.#fileRate, this.done.files - this.#last.files);
    this.#last = { at: now, ...this.done };
  }

  /** The line as text, without anything that steers a terminal. */
  text(): string {
    const { files, bytes } = this.done;
    const parts = [this.#verb];
    if (this.total === undefined) {
      parts.push(`${formatCount(files)} files, ${formatBytes(bytes)}`);
    } else {
      parts.push(`${formatCount(files)} of ${formatCount(this.total.files)} files`);
      parts.push(`${formatBytes(bytes)} of ${formatBytes(this.total.bytes)}`);
    }
    if (this.#fileRate > 0 || this.#byteRate > 0) {
      parts.push(
        `${formatCount(Math.round(this.#fileRate))} files/s, ${formatBytes(this.#byteRate)}/s`,
      );
      const left = this.#secondsLeft();
      if (left !== undefined) parts.push(`${formatSeconds(left)} left`);
    }
    return parts.join("  ");
  }

  /** Small files cost by their number, large ones by their bytes: the mean size of the last while tells which. */
  #secondsLeft(): number | undefined {
    if (this.total === undefined) return undefined;
    const files = this.total.files - this.done.files;
    const bytes = this.total.bytes - this.done.bytes;
    if (files <= 0 && bytes <= 0) return 0;
    const byFiles = this.#fileRate > 0 ? files / this.#fileRate : undefined;
    const byBytes = this.#byteRate > 0 ? bytes / this.#byteRate : undefined;
    if (byFiles === undefined || byBytes === undefined) return byFiles ?? byBytes;
    return this.#byteRate < MEAN_BYTES_LARGE * this.#fileRate ? byFiles : byBytes;
  }
}
