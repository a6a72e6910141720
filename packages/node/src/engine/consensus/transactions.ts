import { hash } from "node:crypto";
import type { Statement } from "@tallystick/core/statement";
import type { BlockItem, Outcome } from "@tallystick/ledger/block";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { Machine } from "../machine.ts";

/** Bounds of what is remembered of transactions. */
export interface TransactionLimits {
  /** Statements whose signature was found good that are remembered. */
  readonly keptStatements: number;
  /** Bytes of those statements. */
  readonly keptBytes: number;
  /** Statements whose signatures are sent to the threads in one go. */
  readonly verifyStatements: number;
}

/** The transactions of a block as they were read last. */
interface ReadBlock {
  readonly items: readonly BlockItem[];
  readonly names: readonly string[];
}

/** Checks of arrived signatures under way before those that arrive meanwhile are gathered. */
const VERIFYING_MAX = 2;

interface Arrived {
  readonly name: string;
  readonly statement: Statement;
  readonly answer: (outcome: Outcome | null) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Transactions as statements. A signature that was found good is not checked again: not when the block
 * is proposed, not when it is judged, not when it is executed. Only good ones are remembered, because a
 * key id pins its key: what is good once stays so, whatever the state.
 */
export class Transactions {
  readonly #machine: Machine;
  readonly #limits: TransactionLimits;
  readonly #good = new Map<string, Statement>();
  #goodBytes = 0;
  #arrived: Arrived[] = [];
  #verifying = 0;
  /** A block is judged and then executed: it is the same block, and the state has not moved. */
  #lastRead: ReadBlock = { items: [], names: [] };

  constructor(machine: Machine, limits: TransactionLimits) {
    this.#machine = machine;
    this.#limits = limits;
  }

  /** Statements that are remembered. */
  get kept(): number {
    return this.#good.size;
  }

  /**
   * Why a transaction may not enter the mempool, or null. All that arrive in one turn of the event loop,
   * or while others are being checked, have their signatures checked together.
   * @param now clock of this node, ms since 1970 UTC
   */
  check(tx: Uint8Array, now: number): Promise<Outcome | null> {
    const name = nameOf(tx);
    const known = this.#good.get(name);
    if (known !== undefined) return Promise.resolve(this.#machine.admit(known, now));
    // The frame that the bytes came in is not kept alive for their sake.
    const statement = this.#machine.decode(tx.slice());
    if ("code" in statement) return Promise.resolve(statement);
    const refusal = this.#machine.admit(statement, now);
    if (refusal !== null) return Promise.resolve(refusal);
    return new Promise((answer, fail) => {
      if (this.#arrived.length === 0 && this.#verifying < VERIFYING_MAX) {
        setImmediate(() => this.#verifyArrived());
      }
      this.#arrived.push({ name, statement, answer, fail });
    });
  }

  /** The transactions of a block as the ledger executes them, in order. */
  async read(txs: readonly Uint8Array[]): Promise<readonly BlockItem[]> {
    if (this.#isLastRead(txs)) return this.#lastRead.items;
    const items: BlockItem[] = [];
    const names = txs.map(nameOf);
    const unknown: { at: number; name: string; statement: Statement }[] = [];
    txs.forEach((tx, at) => {
      const name = names[at] as string;
      const known = this.#good.get(name);
      if (known !== undefined) items[at] = { statement: known, signatureValid: true };
      else {
        const bytes = tx.slice();
        const statement = this.#machine.decode(bytes);
        if ("code" in statement) items[at] = { statement: null, bytes };
        else unknown.push({ at, name, statement });
      }
    });
    const verdicts =
      unknown.length === 0
        ? []
        : await this.#machine.verify(unknown.map(({ statement }) => statement));
    unknown.forEach(({ at, name, statement }, i) => {
      const signatureValid = verdicts[i] === true;
      items[at] = { statement, signatureValid };
      if (signatureValid) this.#keep(name, statement);
    });
    this.#lastRead = { items, names };
    return items;
  }

  /** Let go of what has been ordered: its ids are used, so nobody asks again. */
  forget(txs: readonly Uint8Array[]): void {
    const names = this.#isLastRead(txs) ? this.#lastRead.names : txs.map(nameOf);
    for (const name of names) this.#drop(name);
    // Whether a signature is good is asked of the keys of the committed state, which moves now.
    this.#lastRead = { items: [], names: [] };
  }

  #isLastRead(txs: readonly Uint8Array[]): boolean {
    const { items } = this.#lastRead;
    return (
      items.length === txs.length &&
      items.every((item, at) => {
        const bytes = item.statement === null ? item.bytes : item.statement.bytes;
        return Buffer.compare(bytes, txs[at] as Uint8Array) === 0;
      })
    );
  }

  #verifyArrived(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    const { verifyStatements } = this.#limits;
    for (let at = 0; at < arrived.length; at += verifyStatements) {
      const some = arrived.slice(at, at + verifyStatements);
      this.#verify(some).catch((error: unknown) => {
        for (const { fail } of some) fail(error);
      });
    }
  }

  async #verify(arrived: readonly Arrived[]): Promise<void> {
    this.#verifying += 1;
    let verdicts: readonly boolean[];
    try {
      verdicts = await this.#machine.verify(arrived.map(({ statement }) => statement));
    } finally {
      this.#verifying -= 1;
      if (this.#arrived.length > 0) setImmediate(() => this.#verifyArrived());
    }
    arrived.forEach(({ name, statement, answer }, i) => {
      if (verdicts[i] !== true) answer({ code: OUTCOMES.badSignature.number, data: null });
      else {
        this.#keep(name, statement);
        answer(null);
      }
    });
  }

  #keep(name: string, statement: Statement): void {
    this.#drop(name);
    this.#good.set(name, statement);
    this.#goodBytes += statement.bytes.length;
    const { keptStatements, keptBytes } = this.#limits;
    while (this.#good.size > keptStatements || this.#goodBytes > keptBytes) {
      const oldest = this.#good.keys().next();
      if (oldest.done) return;
      this.#drop(oldest.value);
    }
  }

  #drop(name: string): void {
    const statement = this.#good.get(name);
    if (statement === undefined) return;
    this.#good.delete(name);
    this.#goodBytes -= statement.bytes.length;
  }
}

/** SHA-256 of the bytes, one character a byte: a name within this process and nothing else. */
function nameOf(tx: Uint8Array): string {
  return hash("sha256", tx, "binary");
}
