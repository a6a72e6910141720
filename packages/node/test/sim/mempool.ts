import { createHash } from "node:crypto";
import type { ConsensusApplication } from "../../src/engine/consensus/application.ts";

const FULL = 500;

/** Transactions that a node has admitted and that wait for their block. Lost with its process. */
export class Mempool {
  readonly #application: ConsensusApplication;
  readonly #waiting = new Map<string, Uint8Array>();

  constructor(application: ConsensusApplication) {
    this.#application = application;
  }

  get size(): number {
    return this.#waiting.size;
  }

  get txs(): readonly Uint8Array[] {
    return [...this.#waiting.values()];
  }

  /** Takes a transaction in if the application admits it. */
  async add(tx: Uint8Array): Promise<{ readonly code: number; readonly added: boolean }> {
    const name = nameOf(tx);
    if (this.#waiting.has(name) || this.#waiting.size >= FULL) return { code: 0, added: false };
    const { code } = await this.#application.checkTx(tx, false);
    if (code === 0) this.#waiting.set(name, tx);
    return { code, added: code === 0 };
  }

  remove(tx: Uint8Array): void {
    this.#waiting.delete(nameOf(tx));
  }

  /** Drops what the application would not admit any more. */
  async recheck(): Promise<void> {
    for (const [name, tx] of [...this.#waiting]) {
      const { code } = await this.#application.checkTx(tx, true);
      if (code !== 0) this.#waiting.delete(name);
    }
  }
}

/** SHA-256 of a transaction, hex. */
export function nameOf(tx: Uint8Array): string {
  return createHash("sha256").update(tx).digest("hex");
}
