import { DIGEST_LENGTH, type DigestTag, type SuiteName } from "@tallystick/core/algorithms";
import type { BatchShare } from "@tallystick/core/batch-share";
import type { RangeProof } from "@tallystick/core/range-proof";
import type { BatchJob, BuiltBatch } from "./batch-build.ts";

/** What happened to a whole batch. */
export interface OrderedBatch {
  readonly index: number;
  readonly height: number;
  readonly receipt: Uint8Array;
}

/** The parts an aggregator works with. */
export interface AggregatorOptions {
  readonly suite: SuiteName;
  /** Builds the tree, see batch-builder.ts. */
  readonly build: (job: BatchJob) => Promise<BuiltBatch>;
  /** Signs, orders and stores a batch; resolves when it is durable. */
  readonly order: (batch: BuiltBatch) => Promise<OrderedBatch>;
  /** How long the first digest of a batch waits for company, ms. */
  readonly lingerMs?: number;
  /** Digests in one batch; it is closed as soon as it holds so many. */
  readonly batchDigests?: number;
  /** Digests that may wait, in all batches under way. */
  readonly queueDigests?: number;
  /** Batches built and ordered at the same time. */
  readonly concurrency?: number;
  /** Called for every durable batch. @param seconds since its first digest arrived */
  readonly onBatch?: (digests: number, seconds: number) => void;
}

/** More digests are waiting than the node takes. */
export class AggregatorFull extends Error {
  override readonly name = "AggregatorFull";
}

interface Waiting {
  readonly alg: DigestTag;
  readonly count: number;
  readonly digests: Uint8Array;
  readonly resolve: (share: BatchShare) => void;
  readonly reject: (error: unknown) => void;
}

interface OpenBatch {
  readonly groups: Waiting[];
  readonly startedAt: number;
  count: number;
}

const DEFAULTS = { lingerMs: 20, batchDigests: 65_536, queueDigests: 2_000_000, concurrency: 3 };

/**
 * Orders single digests from many callers as one batch: one statement, one entry and one signature
 * for thousands of records, each of which still gets a receipt of its own.
 */
export class Aggregator {
  readonly #options: AggregatorOptions & typeof DEFAULTS;
  readonly #closed: OpenBatch[] = [];
  readonly #running = new Set<Promise<void>>();
  #open: OpenBatch | undefined;
  #timer: NodeJS.Timeout | undefined;
  #queued = 0;

  constructor(options: AggregatorOptions) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.#options = { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as AggregatorOptions) };
  }

  /** Digests that wait for their batch to become durable. */
  get queued(): number {
    return this.#queued;
  }

  /**
   * Adds one caller's digests, which stay next to each other. Resolves when they are durable.
   * @param digests at least one digest of `alg`, concatenated; not to be changed afterwards
   * @throws AggregatorFull when too many are waiting
   */
  add(alg: DigestTag, digests: Uint8Array): Promise<BatchShare> {
    const count = digests.length / DIGEST_LENGTH[alg];
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError("not a number of whole digests");
    const { batchDigests, queueDigests, lingerMs } = this.#options;
    if (this.#queued > 0 && this.#queued + count > queueDigests) {
      return Promise.reject(new AggregatorFull("too many digests are waiting"));
    }
    return new Promise((resolve, reject) => {
      if (this.#open !== undefined && this.#open.count + count > batchDigests) this.#close();
      if (this.#open === undefined) {
        this.#open = { groups: [], count: 0, startedAt: performance.now() };
        this.#timer = setTimeout(() => this.#close(), lingerMs);
      }
      this.#open.groups.push({ alg, count, digests, resolve, reject });
      this.#open.count += count;
      this.#queued += count;
      if (this.#open.count >= batchDigests) this.#close();
    });
  }

  /** Orders what waits and resolves when all of it is answered. */
  async drain(): Promise<void> {
    this.#close();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #close(): void {
    clearTimeout(this.#timer);
    if (this.#open !== undefined) this.#closed.push(this.#open);
    this.#open = undefined;
    this.#advance();
  }

  #advance(): void {
    while (this.#running.size < this.#options.concurrency) {
      const batch = this.#closed.shift();
      if (batch === undefined) return;
      const work = this.#process(batch).finally(() => {
        this.#running.delete(work);
        this.#queued -= batch.count;
        this.#advance();
      });
      this.#running.add(work);
    }
  }

  async #process({ groups, startedAt, count }: OpenBatch): Promise<void> {
    try {
      const { suite, build, order, onBatch } = this.#options;
      const built = await build({
        suite,
        groups: groups.map((group) => [group.alg, group.count] as const),
        digests: concatenate(groups),
      });
      const ordered = await order(built);
      let first = 0;
      groups.forEach((group, i) => {
        group.resolve({
          ...ordered,
          size: built.size,
          first,
          count: group.count,
          proof: built.proofs[i] as RangeProof,
        });
        first += group.count;
      });
      onBatch?.(count, (performance.now() - startedAt) / 1000);
    } catch (error) {
      for (const { reject } of groups) reject(error);
    }
  }
}

/** One array that can be handed to the worker thread whole. */
function concatenate(groups: readonly Waiting[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(groups.reduce((sum, { digests }) => sum + digests.length, 0));
  let at = 0;
  for (const { digests } of groups) {
    all.set(digests, at);
    at += digests.length;
  }
  return all;
}
