import { appendFileSync, renameSync, statSync } from "node:fs";

/** Bytes of a log before it is put aside; the one before that is dropped. */
const FILE_BYTES = 8_388_608;

/** Lines that are kept in memory for reports. */
const KEPT = 200;

/** Longest line that is kept. */
const LINE_LENGTH = 4000;

/** The lines of the engine: in a file that does not grow for ever, and the last ones at hand. */
export class LineLog {
  readonly #path: string;
  readonly #last: string[] = [];
  #bytes: number;

  constructor(path: string) {
    this.#path = path;
    this.#bytes = sizeOf(path);
  }

  /** The last lines, oldest first. */
  get last(): readonly string[] {
    return this.#last;
  }

  add(line: string): void {
    const text = line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)} ...` : line;
    this.#last.push(text);
    if (this.#last.length > KEPT) this.#last.shift();
    try {
      if (this.#bytes > FILE_BYTES) {
        renameSync(this.#path, `${this.#path}.1`);
        this.#bytes = 0;
      }
      appendFileSync(this.#path, `${text}\n`, { mode: 0o600 });
      this.#bytes += Buffer.byteLength(text) + 1;
    } catch {
      // A full disk must not take the node down for the sake of a log; the ledger will say so itself.
    }
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
