import { toHex } from "@tallystick/core/bytes";
import { FILES_MAX, WORKERS_MAX } from "../../../limits.ts";
import { type Backend, WorkerPool } from "../../../verifier/backend.ts";
import { perform } from "../../../verifier/perform.ts";

/** What a file has come to. */
export type Stage =
  | "waiting"
  | "hashing"
  | "hashed"
  | "unreadable"
  | "sending"
  | "done"
  /** Refused by the ledger or not sent; `error` says why. */
  | "failed";

/** One file that was given. */
export interface DepositFile {
  readonly key: number;
  readonly file: File;
  /** Path inside a dropped folder, else the name. */
  readonly path: string;
  stage: Stage;
  bytesRead: number;
  /** Digest under the hash of the ledger, hex. */
  digest: string | undefined;
  error: unknown;
  receipt: Uint8Array | undefined;
  /** Position in the log. */
  index: number | undefined;
}

/** Sums over all files, for progress. */
export interface Totals {
  readonly files: number;
  readonly hashed: number;
  readonly done: number;
  readonly failed: number;
  readonly unreadable: number;
  readonly bytes: number;
  readonly bytesRead: number;
}

/**
 * The files that somebody gave, being hashed a few at a time. It changes in place, since ten thousand
 * files tell of their progress often; whoever shows it is told that something changed, at most once
 * for each picture that the screen draws.
 */
export class Deposits {
  readonly files: DepositFile[] = [];
  /** Files beyond the limit that were not taken. */
  leftOut = 0;
  paused = false;
  /** Ids of statements by their content: see send-deposits.ts. */
  readonly callIds = new Map<string, string>();
  /** performance.now() when hashing last began. */
  startedAt = 0;
  version = 0;
  #bytesBefore = 0;
  /** Files before it wait for nothing. */
  #cursor = 0;
  #next = 0;
  #running = new Map<DepositFile, AbortController>();
  #scheduled = false;
  readonly #listeners = new Set<() => void>();
  readonly #backend: Backend;
  /** Undefined until the ledger is known: files that were given before then wait for it. */
  #algorithm: "sha-256" | "sm3" | undefined;

  constructor(backend: Backend = newPool()) {
    this.#backend = backend;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;

  /** Says with which hash the ledger wants its deposits, and begins where files wait for it. */
  hashWith(algorithm: "sha-256" | "sm3"): void {
    if (this.#algorithm === algorithm) return;
    this.#algorithm = algorithm;
    if (!this.paused && this.files.length > 0) this.resume();
  }

  /** Takes files and begins to hash them. */
  add(files: readonly File[]): void {
    const room = Math.max(0, FILES_MAX - this.files.length);
    this.leftOut = Math.max(0, files.length - room);
    for (const file of files.slice(0, room)) {
      this.files.push({
        key: this.#next++,
        file,
        path: file.webkitRelativePath || file.name,
        stage: "waiting",
        bytesRead: 0,
        digest: undefined,
        error: undefined,
        receipt: undefined,
        index: undefined,
      });
    }
    this.resume();
  }

  /** Stops reading. What was hashed stays hashed. */
  pause(): void {
    this.paused = true;
    for (const controller of this.#running.values()) controller.abort();
    this.changed();
  }

  /** Goes on where it was stopped; a file that was being read is begun anew. */
  resume(): void {
    this.paused = false;
    this.startedAt = performance.now();
    this.#bytesBefore = this.totals().bytesRead;
    this.#pump();
    this.changed();
  }

  /** Takes one file out again. */
  remove(file: DepositFile): void {
    this.#running.get(file)?.abort();
    const at = this.files.indexOf(file);
    if (at >= 0) this.files.splice(at, 1);
    this.#cursor = 0;
    this.#pump();
    this.changed();
  }

  /** Begins anew, with nothing. */
  clear(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.files.length = 0;
    this.#cursor = 0;
    this.callIds.clear();
    this.leftOut = 0;
    this.paused = false;
    this.changed();
  }

  totals(): Totals {
    const totals = { files: this.files.length, hashed: 0, done: 0, failed: 0, unreadable: 0 };
    let bytes = 0;
    let bytesRead = 0;
    for (const { stage, file, digest, bytesRead: read } of this.files) {
      bytes += file.size;
      bytesRead += digest === undefined ? read : file.size;
      if (digest !== undefined) totals.hashed++;
      if (stage === "done") totals.done++;
      if (stage === "failed") totals.failed++;
      if (stage === "unreadable") totals.unreadable++;
    }
    return { ...totals, bytes, bytesRead };
  }

  /** Bytes a second since hashing last began; 0 before there is a figure. */
  rate(): number {
    const seconds = (performance.now() - this.startedAt) / 1000;
    return seconds < 0.3 ? 0 : (this.totals().bytesRead - this.#bytesBefore) / seconds;
  }

  /** True while files are read. */
  get hashing(): boolean {
    return this.#running.size > 0;
  }

  /** Says that something changed; whoever listens hears it with the next picture. */
  changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.version++;
      for (const listener of this.#listeners) listener();
    });
  }

  #pump(): void {
    if (this.paused || this.#algorithm === undefined) return;
    // Goes on where it was, so that ten thousand files are not looked through ten thousand times.
    for (; this.#cursor < this.files.length; this.#cursor++) {
      if (this.#running.size >= WORKERS_MAX) return;
      const file = this.files[this.#cursor];
      if (file?.stage === "waiting") void this.#hash(file, this.#algorithm);
    }
  }

  async #hash(file: DepositFile, alg: "sha-256" | "sm3"): Promise<void> {
    const controller = new AbortController();
    this.#running.set(file, controller);
    file.stage = "hashing";
    this.changed();
    const onProgress = (bytes: number) => {
      file.bytesRead = bytes;
      this.changed();
    };
    try {
      const task = { kind: "hash", file: file.file, wanted: [{ alg }] } as const;
      const { signal } = controller;
      const [digest] = (await this.#backend.run(task, { onProgress, signal })) as [Uint8Array];
      file.digest = toHex(digest);
      file.stage = "hashed";
    } catch (error) {
      file.bytesRead = 0;
      file.stage = controller.signal.aborted ? "waiting" : "unreadable";
      this.#cursor = 0;
      file.error = error;
    } finally {
      this.#running.delete(file);
      this.#pump();
      this.changed();
    }
  }
}

/** Workers of the console: the same program that the verification page runs in its own. */
export function newPool(): WorkerPool {
  const limit = Math.min(WORKERS_MAX, Math.max(1, navigator.hardwareConcurrency || 1));
  const spawn = () => new Worker(new URL("./check-worker.ts", import.meta.url), { type: "module" });
  return new WorkerPool({ spawn, perform, limit });
}
