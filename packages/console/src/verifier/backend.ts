import type { Reply, Request, Task } from "./protocol.ts";

/** Where tasks run: in workers, or in the page itself where a browser refuses workers. */
export interface Backend {
  /**
   * Runs one task.
   *
   * @param onProgress bytes read so far
   * @throws DOMException AbortError when the signal fires; Error with the task's message
   */
  run(task: Task, options?: RunOptions): Promise<unknown>;
}

export interface RunOptions {
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Runs a task in this thread, in slices; `perform` of perform.ts. */
export type Perform = (task: Task, options: RunOptions) => Promise<unknown>;

interface Waiting {
  readonly task: Task;
  readonly options: RunOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

const aborted = () => new DOMException("cancelled", "AbortError");

/**
 * A small pool of workers made from the page's own script, so that the page stays one file and
 * its policy needs one hash. A worker that does not start (some browsers refuse workers to pages
 * opened from a disk) turns the pool into the in-page runner.
 */
export class WorkerPool implements Backend {
  #idle: Worker[] = [];
  #started = 0;
  #nextId = 1;
  #inPage = false;
  readonly #queue: Waiting[] = [];
  readonly #spawn: () => Worker;
  readonly #perform: Perform;
  readonly #limit: number;

  constructor(options: { spawn: () => Worker; perform: Perform; limit: number }) {
    this.#spawn = options.spawn;
    this.#perform = options.perform;
    this.#limit = options.limit;
  }

  run(task: Task, options: RunOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, options, resolve, reject });
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#queue.length > 0) {
      const worker = this.#inPage ? undefined : this.#obtain();
      if (worker === undefined && !this.#inPage) return;
      const next = this.#queue.shift();
      if (next === undefined) return;
      if (next.options.signal?.aborted === true) {
        if (worker !== undefined) this.#idle.push(worker);
        next.reject(aborted());
      } else if (worker === undefined) {
        this.#perform(next.task, next.options).then(next.resolve, next.reject);
      } else {
        this.#assign(worker, next);
      }
    }
  }

  #obtain(): Worker | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined || this.#started >= this.#limit) return idle;
    try {
      const worker = this.#spawn();
      this.#started++;
      return worker;
    } catch {
      this.#inPage = true;
      return undefined;
    }
  }

  #assign(worker: Worker, job: Waiting): void {
    const id = this.#nextId++;
    const release = (keep: boolean) => {
      job.options.signal?.removeEventListener("abort", onAbort);
      worker.onmessage = null;
      worker.onerror = null;
      if (keep) {
        this.#idle.push(worker);
      } else {
        worker.terminate();
        this.#started--;
      }
    };
    const onAbort = () => {
      // A worker busy with a file hears nothing until the next slice; ending it is immediate.
      release(false);
      job.reject(aborted());
      this.#pump();
    };
    worker.onmessage = (event: MessageEvent<Reply>) => {
      const reply = event.data;
      if (reply.id !== id) return;
      if (reply.kind === "progress") {
        job.options.onProgress?.(reply.bytes);
        return;
      }
      release(true);
      if (reply.kind === "done") job.resolve(reply.value);
      else job.reject(new Error(reply.message));
      this.#pump();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      release(false);
      this.#inPage = true;
      this.#queue.unshift(job);
      this.#pump();
    };
    job.options.signal?.addEventListener("abort", onAbort);
    worker.postMessage({ id, task: job.task } satisfies Request);
  }
}

/**
 * Starts a worker from the text of the page's own script.
 *
 * @param source the script's text, exactly as it stands in the page
 */
export function spawnFromSource(source: string): () => Worker {
  let url: string | undefined;
  return () => {
    url ??= URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    return new Worker(trusted(url));
  };
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

let toScriptUrl: ((url: string) => string) | undefined;

/** The page's policy demands Trusted Types, so that no text can become a script by accident. */
function trusted(url: string): string {
  if (toScriptUrl === undefined) {
    const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
    const policy = types?.createPolicy("tallystick-worker", { createScriptURL: (own) => own });
    toScriptUrl = policy === undefined ? (own) => own : (own) => policy.createScriptURL(own);
  }
  return toScriptUrl(url);
}
