import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { cliLimits } from "../limits.ts";
import { DigestFault, type FileDigests, type WantedDigest } from "./digest-file.ts";
import type { DigestAnswer, DigestJob } from "./digest-worker.ts";

interface Waiting {
  readonly resolve: (digests: FileDigests) => void;
  readonly reject: (error: Error) => void;
  readonly tell: (bytes: number) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** Bytes that were handed over and are not done: large files spread over the threads by it. */
  load: number;
}

/** Threads that read and hash files, so that all processors work and none waits for a disk alone. */
export class DigestPool {
  readonly #threads: Thread[] = [];
  readonly #size: number;
  #nextId = 1;

  constructor(size: number = Math.min(cliLimits.digestThreadsMax, availableParallelism())) {
    this.#size = Math.max(1, size);
  }

  /** Files that may be under way at a time without one waiting for memory. */
  get capacity(): number {
    return this.#size * cliLimits.digestQueue;
  }

  /**
   * Digests one file.
   * @param size its expected size in bytes, for spreading the work
   * @param tell called with the bytes done since the last call, for large files
   * @throws DigestFault
   */
  digest(
    path: string,
    wanted: readonly WantedDigest[],
    size: number,
    tell: (bytes: number) => void = () => {},
  ): Promise<FileDigests> {
    const thread = this.#choose();
    const id = this.#nextId++;
    const cost = size + 4096; // opening a file costs too
    thread.load += cost;
    return new Promise<FileDigests>((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject, tell });
      thread.worker.postMessage({ id, path, wanted } satisfies DigestJob);
    }).finally(() => {
      thread.load -= cost;
    });
  }

  #choose(): Thread {
    const idle = this.#threads.find(({ load }) => load === 0);
    if (idle !== undefined) return idle;
    if (this.#threads.length < this.#size) return this.#start();
    return this.#threads.reduce((least, one) => (one.load < least.load ? one : least));
  }

  #start(): Thread {
    const worker = new Worker(new URL("./digest-worker.ts", import.meta.url));
    const thread: Thread = { worker, waiting: new Map(), load: 0 };
    worker.on("message", (answer: DigestAnswer) => settle(thread, answer));
    worker.on("error", (error) => {
      for (const { reject } of thread.waiting.values()) reject(error as Error);
      thread.waiting.clear();
      this.#threads.splice(this.#threads.indexOf(thread), 1);
    });
    this.#threads.push(thread);
    return thread;
  }

  /** Ends the threads; files under way are given up. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()));
  }
}

function settle(thread: Thread, answer: DigestAnswer): void {
  const waiting = thread.waiting.get(answer.id);
  if (waiting === undefined) return;
  switch (answer.kind) {
    case "told":
      waiting.tell(answer.bytes);
      return;
    case "done":
      waiting.resolve({ size: answer.size, digests: answer.digests });
      break;
    case "fault":
      waiting.reject(new DigestFault(answer.code, answer.message));
      break;
  }
  thread.waiting.delete(answer.id);
}
