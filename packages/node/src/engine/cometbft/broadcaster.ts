import type { BroadcastLimits } from "./limits.ts";
import type { EngineRpc } from "./rpc.ts";

/** What is handed to the mempool. */
export interface Broadcast {
  readonly tx: Uint8Array;
  /** Called when the mempool has no room for it. */
  readonly onFull: () => void;
}

/** What the mempool says when it has no room (CometBFT v0.38 mempool/errors.go). */
const FULL = /is full|considered as full/;

/**
 * Hands transactions to the engine's mempool in the order in which they came: what gathers while one call
 * is under way goes with the next. While the engine does not answer they wait.
 */
export class Broadcaster {
  readonly #rpc: Pick<EngineRpc, "broadcast">;
  readonly #limits: BroadcastLimits;
  #waiting: Broadcast[] = [];
  #sending = false;
  #stopped = false;

  constructor(rpc: Pick<EngineRpc, "broadcast">, limits: BroadcastLimits) {
    this.#rpc = rpc;
    this.#limits = limits;
  }

  /** Transactions that wait to be handed over. */
  get waiting(): number {
    return this.#waiting.length;
  }

  add(broadcast: Broadcast): void {
    if (this.#stopped) return;
    this.#waiting.push(broadcast);
    if (this.#sending) return;
    this.#sending = true;
    setImmediate(() => void this.#send());
  }

  /** Hand nothing over any more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#batch();
      try {
        const problems = await this.#rpc.broadcast(batch.map(({ tx }) => tx));
        this.#waiting = this.#waiting.slice(batch.length);
        for (const [i, problem] of problems.entries()) {
          // Anything else is either no problem, as when it is there already, or shows by its absence
          // from the blocks.
          if (problem !== undefined && FULL.test(problem)) batch[i]?.onFull();
        }
      } catch {
        // The engine is starting, or has gone; its supervisor sees to it. A mempool takes nothing twice.
        await new Promise((resolve) => setTimeout(resolve, this.#limits.retryMs));
      }
    }
    this.#sending = false;
  }

  #batch(): Broadcast[] {
    const { batchItems, batchBytes } = this.#limits;
    let bytes = 0;
    let count = 0;
    for (const { tx } of this.#waiting) {
      bytes += tx.length;
      if (count === batchItems || (count > 0 && bytes > batchBytes)) break;
      count += 1;
    }
    return this.#waiting.slice(0, count);
  }
}
