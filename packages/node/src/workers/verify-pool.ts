import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SuiteName } from "@tallystick/core/algorithms";
import { VERIFY_BATCH_ITEMS, VERIFY_BUFFERS_KEPT, VERIFY_WORKERS_MAX } from "../limits.ts";
import { type SignatureCheck, signatureBackend } from "./signature-backend.ts";
import { packBatch, packedBytes, type VerifyItem, verdictOf } from "./verify-batch.ts";
import type { VerifyReply, VerifyWorkerData } from "./verify-worker.ts";

export type { VerifyItem } from "./verify-batch.ts";

/** Items that travel together, and whom to tell. */
interface Job {
  readonly items: readonly VerifyItem[];
  /** Where the verdicts go: `verdicts[at]` is that of `items[0]`. */
  readonly verdicts: boolean[];
  readonly at: number;
  readonly done: () => void;
  deaths: number;
}

interface Member {
  readonly worker: Worker;
  /** Sent and not answered, in order. */
  readonly jobs: Job[];
}

/** How to build a {@link VerifyPool}. */
export interface VerifyPoolOptions {
  readonly suite: SuiteName;
  /** Threads; one fewer than the machine has cores unless given. */
  readonly size?: number | undefined;
}

/** Fewer items are not shared out: waking another thread costs more than it saves. */
const SHARE_MIN = 8;
/** Batches sent to one worker before it must answer: one to work on and one to go on with. */
const AHEAD = 2;
/**
 * Threads keep nothing but keys, and their garbage is a few views a signature: small heaps, collected
 * often, instead of V8's usual 48 MB of young generation each.
 */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };
/** A batch that has seen this many workers die is checked on the calling thread instead. */
const DEATHS_MAX = 2;

/**
 * Threads that check signatures. Verdicts are those of the suite's written rule, whichever thread
 * gives them: each runs the edge vectors before its first batch.
 *
 * A worker that dies is replaced and its batches are given to others, so no verdict is ever lost or
 * guessed.
 */
export class VerifyPool {
  readonly #suite: SuiteName;
  readonly #check: SignatureCheck;
  readonly #members: Member[] = [];
  readonly #waiting: Job[] = [];
  readonly #buffers: ArrayBuffer[] = [];
  #closed = false;

  private constructor(suite: SuiteName) {
    this.#suite = suite;
    this.#check = signatureBackend(suite);
  }

  /** Start the threads and wait until every one has passed the self-test. Throws when one does not. */
  static async open(options: VerifyPoolOptions): Promise<VerifyPool> {
    const pool = new VerifyPool(options.suite);
    const size =
      options.size ?? Math.min(VERIFY_WORKERS_MAX, Math.max(1, availableParallelism() - 1));
    try {
      await Promise.all(Array.from({ length: size }, () => pool.#hire()));
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** Threads at work. */
  get size(): number {
    return this.#members.length;
  }

  /** Batches sent or waiting. */
  get pending(): number {
    return this.#members.reduce((sum, { jobs }) => sum + jobs.length, this.#waiting.length);
  }

  /** Check signatures; the verdicts come in the order of the items. Never rejects while the pool is open. */
  verify(items: readonly VerifyItem[]): Promise<boolean[]> {
    if (this.#closed) return Promise.reject(new Error("the verify pool is closed"));
    if (items.length === 0) return Promise.resolve([]);
    const share = Math.ceil(items.length / Math.max(1, this.#members.length));
    const size = Math.min(VERIFY_BATCH_ITEMS, Math.max(SHARE_MIN, share));
    const verdicts = new Array<boolean>(items.length).fill(false);
    return new Promise((resolve) => {
      let left = Math.ceil(items.length / size);
      const done = (): void => {
        left -= 1;
        if (left === 0) resolve(verdicts);
      };
      for (let at = 0; at < items.length; at += size) {
        this.#waiting.push({ items: items.slice(at, at + size), verdicts, at, done, deaths: 0 });
      }
      this.#dispatch();
    });
  }

  /** Stop the threads. What is still unanswered is checked on the calling thread first. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const members = this.#members.splice(0);
    for (const { jobs } of members) this.#waiting.push(...jobs.splice(0));
    for (const job of this.#waiting.splice(0)) this.#judgeHere(job);
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  }

  async #hire(): Promise<void> {
    const workerData: VerifyWorkerData = { suite: this.#suite };
    const worker = new Worker(new URL("./verify-worker.ts", import.meta.url), {
      workerData,
      name: "verify",
      resourceLimits: HEAP,
    });
    const member: Member = { worker, jobs: [] };
    await new Promise<void>((resolve, reject) => {
      worker.on("message", (reply: VerifyReply) => {
        if (reply === "ready") resolve();
        else this.#answered(member, reply);
      });
      // The error of a dying worker is followed by its exit, which is where it is dealt with.
      worker.on("error", reject);
      worker.on("exit", () => {
        reject(new Error("a verify worker stopped before it was ready"));
        this.#lost(member);
      });
    });
    if (this.#closed) {
      await worker.terminate();
      return;
    }
    // The process may end while threads wait for work.
    worker.unref();
    this.#members.push(member);
    this.#dispatch();
  }

  #dispatch(): void {
    if (this.#members.length === 0 && !this.#closed) {
      for (const job of this.#waiting.splice(0)) this.#judgeHere(job);
      return;
    }
    while (this.#waiting.length > 0) {
      let idlest = this.#members[0] as Member;
      for (const member of this.#members) {
        if (member.jobs.length < idlest.jobs.length) idlest = member;
      }
      if (idlest.jobs.length >= AHEAD) return;
      this.#send(idlest, this.#waiting.shift() as Job);
    }
  }

  #send(member: Member, job: Job): void {
    const bytes = packedBytes(job.items);
    const kept = this.#buffers.findIndex((buffer) => buffer.byteLength >= bytes);
    const buffer =
      kept < 0
        ? new ArrayBuffer(bytes + (bytes >> 2))
        : (this.#buffers.splice(kept, 1)[0] as ArrayBuffer);
    packBatch(job.items, buffer);
    member.jobs.push(job);
    if (member.jobs.length === 1) member.worker.ref();
    member.worker.postMessage(buffer, [buffer]);
  }

  #answered(member: Member, buffer: ArrayBuffer): void {
    const job = member.jobs.shift();
    if (job === undefined) return;
    for (let i = 0; i < job.items.length; i++) job.verdicts[job.at + i] = verdictOf(buffer, i);
    if (this.#buffers.length < VERIFY_BUFFERS_KEPT) this.#buffers.push(buffer);
    if (member.jobs.length === 0) member.worker.unref();
    this.#dispatch();
    job.done();
  }

  #lost(member: Member): void {
    const position = this.#members.indexOf(member);
    if (position < 0) return;
    this.#members.splice(position, 1);
    for (const job of member.jobs.splice(0).reverse()) {
      job.deaths += 1;
      if (job.deaths >= DEATHS_MAX) this.#judgeHere(job);
      else this.#waiting.unshift(job);
    }
    // Without a replacement the others, or in the end the calling thread, carry on.
    this.#hire().catch(() => this.#dispatch());
    this.#dispatch();
  }

  #judgeHere(job: Job): void {
    job.items.forEach(({ key, message, signature }, i) => {
      job.verdicts[job.at + i] = this.#check(key.algorithm, key.raw, message, signature);
    });
    job.done();
  }
}
