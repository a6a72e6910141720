import { equalBytes } from "@tallystick/core/bytes";
import type { Statement } from "@tallystick/core/statement";
import type { EngineFault, SubmitOptions, Submitted } from "./engine.ts";
import type { Candidate } from "./machine.ts";

/** A statement between arrival and answer. */
export interface Pending extends Candidate {
  readonly item: { readonly statement: Statement; readonly signatureValid: true };
  readonly attach: SubmitOptions["attach"] | undefined;
  readonly answer: (submitted: Submitted) => void;
  readonly fail: (fault: EngineFault) => void;
  /** What the one who submitted it waits for; the same for all who send the same bytes meanwhile. */
  readonly promise: Promise<Submitted>;
}

/** The statements under way: bounded in number and bytes, each found by key and id. */
export class InFlight {
  readonly #statementsMax: number;
  readonly #bytesMax: number;
  readonly #known = new Map<string, Pending>();
  #bytes = 0;
  #added = 0;

  constructor(limits: { readonly statements: number; readonly bytes: number }) {
    this.#statementsMax = limits.statements;
    this.#bytesMax = limits.bytes;
  }

  get size(): number {
    return this.#known.size;
  }

  /** True when one more statement of so many bytes would be too much. */
  isFull(bytes: number): boolean {
    return this.#known.size >= this.#statementsMax || this.#bytes + bytes > this.#bytesMax;
  }

  /** The pending statement with the same bytes, if any. */
  find(statement: Statement): Pending | undefined {
    const pending = this.#known.get(nameOf(statement));
    if (pending === undefined) return undefined;
    return equalBytes(pending.item.statement.bytes, statement.bytes) ? pending : undefined;
  }

  /**
   * Take a statement in. Of two with one key and id and different bytes only the first is found
   * again; the ledger refuses the second as a replay.
   */
  add(statement: Statement, attach: SubmitOptions["attach"] | undefined): Pending {
    const { promise, resolve, reject } = Promise.withResolvers<Submitted>();
    const name = nameOf(statement);
    this.#added++;
    const key = this.#known.has(name) ? `${name}+${this.#added}` : name;
    this.#bytes += statement.bytes.length;
    const leave = (): void => {
      if (this.#known.get(key) !== pending) return;
      this.#known.delete(key);
      this.#bytes -= statement.bytes.length;
    };
    const pending: Pending = {
      item: { statement, signatureValid: true },
      attach,
      promise,
      answer: (submitted) => {
        leave();
        resolve(submitted);
      },
      fail: (fault) => {
        leave();
        reject(fault);
      },
    };
    this.#known.set(key, pending);
    return pending;
  }

  /** Everything under way, oldest first. */
  all(): Iterable<Pending> {
    return this.#known.values();
  }

  /** Reject everything under way. */
  failAll(fault: EngineFault): void {
    for (const pending of [...this.#known.values()]) pending.fail(fault);
  }

  /** Resolves when nothing that is under way now is left, however it ended. */
  async drained(): Promise<void> {
    while (this.#known.size > 0) {
      await Promise.allSettled([...this.#known.values()].map(({ promise }) => promise));
    }
  }
}

/** Key and id as a string of one character a byte. */
function nameOf({ keyId, id }: Statement): string {
  let name = "";
  for (let i = 0; i < keyId.length; i++) name += String.fromCharCode(keyId[i] as number);
  for (let i = 0; i < id.length; i++) name += String.fromCharCode(id[i] as number);
  return name;
}
