import { Worker } from "node:worker_threads";
import type { BatchJob, BuiltBatch } from "./batch-build.ts";

type Answer = { number: number; batch?: BuiltBatch; error?: string };
type Waiting = { resolve: (batch: BuiltBatch) => void; reject: (error: Error) => void };

/** Builds batch trees in a thread of its own, so that hashing never delays a block. */
export class BatchBuilder {
  #worker: Worker | undefined;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** The tree of a job; the job's digests are handed over and must not be used again. */
  build(job: BatchJob): Promise<BuiltBatch> {
    const number = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#running().postMessage({ ...job, number }, [job.digests.buffer]);
    });
  }

  /** Stops the thread; jobs under way are rejected. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#failAll(new Error("the batch builder is closed"));
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("./batch-worker.ts", import.meta.url));
    worker.unref();
    worker.on("message", (answer: Answer) => this.#settle(answer));
    const gone = (error: Error): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#failAll(error);
    };
    worker.on("error", (error) => gone(error as Error));
    worker.on("exit", (code) => gone(new Error(`the batch thread ended with code ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #settle({ number, batch, error }: Answer): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (batch === undefined) waiting?.reject(new Error(error ?? "no batch"));
    else waiting?.resolve(batch);
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
