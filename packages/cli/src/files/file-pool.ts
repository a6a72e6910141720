import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Trust } from "@tallystick/core/trust";
import type { VerifyResult } from "@tallystick/core/verify";
import { cliLimits } from "../limits.ts";
import { type FileDigests, FileFault, type WantedDigest } from "./digest-file.ts";
import type { FileAnswer, FileJob, FileWorkerData } from "./file-worker.ts";

interface Waiting {
  readonly resolve: (result: FileDigests | VerifyResult) => void;
  readonly reject: (error: Error) => void;
  readonly tell: (bytes: number) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** Bytes that were handed over and are not done: large files spread over the threads by it. */
  load: number;
}

/** What the bookkeeping of one file weighs beside its bytes. */
const FILE_COST = 4096;

/** Threads that read, hash and verify files, so that all processors work and none waits for a disk alone. */
export class FilePool {
  readonly #threads: Thread[] = [];
  readonly #size: number;
  readonly #trust: Trust | undefined;
  #nextId = 1;

  /**
   * @param trust what receipts are checked against
   * @param size threads, at most
   */
  constructor(
    trust?: Trust,
    size: number = Math.min(cliLimits.fileThreadsMax, availableParallelism()),
  ) {
    this.#trust = trust;
    this.#size = Math.max(1, size);
  }

  /** Files that may be under way at a time without one waiting for memory. */
  get capacity(): number {
    return this.#size * cliLimits.fileQueue;
  }

  /**
   * Digests one file.
   * @param size its expected size in bytes, for spreading the work
   * @param tell called with the bytes done since the last call, for large files
   * @throws FileFault
   */
  async digest(
    path: string,
    wanted: readonly WantedDigest[],
    size: number,
    tell: (bytes: number) => void = () => {},
  ): Promise<FileDigests> {
    return (await this.#run({ kind: "digest", path, wanted }, size, tell)) as FileDigests;
  }

  /**
   * Checks a receipt, with the file when there is one.
   * @param size expected size of the file in bytes
   * @throws FileFault when one of the two cannot be read
   */
  async verify(
    receipt: string,
    path: string | undefined,
    size: number,
    tell: (bytes: number) => void = () => {},
  ): Promise<VerifyResult> {
    return (await this.#run({ kind: "verify", receipt, path }, size, tell)) as VerifyResult;
  }

  #run(job: FileJob, size: number, tell: (bytes: number) => void) {
    const thread = this.#choose();
    const id = this.#nextId++;
    const cost = size + FILE_COST;
    thread.load += cost;
    return new Promise<FileDigests | VerifyResult>((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject, tell });
      thread.worker.postMessage({ id, job });
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
    const workerData: FileWorkerData = { trust: this.#trust };
    const worker = new Worker(new URL("./file-worker.ts", import.meta.url), { workerData });
    const thread: Thread = { worker, waiting: new Map(), load: 0 };
    worker.on("message", (message: { id: number; answer: FileAnswer }) => settle(thread, message));
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

function settle(
  thread: Thread,
  { id, answer }: { readonly id: number; readonly answer: FileAnswer },
): void {
  const waiting = thread.waiting.get(id);
  if (waiting === undefined) return;
  if (answer.kind === "told") {
    waiting.tell(answer.bytes);
    return;
  }
  thread.waiting.delete(id);
  if (answer.kind === "done") waiting.resolve(answer.result);
  else waiting.reject(new FileFault(answer.code, answer.message));
}
