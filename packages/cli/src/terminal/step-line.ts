import type { ProgressSink } from "./progress.ts";
import { formatCount } from "./quantities.ts";

const PAINT_MS = 120;
const LINE_MS = 5_000;

/** Progress of work that has steps: one line painted over on a terminal, plain lines elsewhere. */
export class StepLine {
  readonly #sink: ProgressSink;
  #painted = performance.now();
  #shown = false;

  constructor(sink: ProgressSink) {
    this.#sink = sink;
  }

  /** Tells how far a step has come. A total of 0 is one that is not known. */
  show(step: string, done: number, total: number): void {
    const now = performance.now();
    if (now - this.#painted < (this.#sink.isTTY ? PAINT_MS : LINE_MS)) return;
    this.#painted = now;
    this.#shown = true;
    const of = total > 0 ? ` of ${formatCount(total)}` : "";
    const text = `${step}  ${formatCount(done)}${of}`;
    this.#sink.write(this.#sink.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown && this.#sink.isTTY) this.#sink.write("\r\u001b[2K");
    this.#shown = false;
  }
}
