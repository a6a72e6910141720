import { equalBytes } from "@tallystick/core/bytes";
import type { Statement } from "@tallystick/core/statement";
import type { EngineFault, SubmitOptions, Submitted } from "./engine.ts";
import type { Candidate } from "./machine.ts";

/** Whoever waits for a statement's answer. */
export interface Waiter {
  readonly answer: (submitted: Submitted) => void;
  readonly fail: (fault: EngineFault) => void;
}

/** A statement between arrival and answer. */
export interface Pending extends Candidate {
  readonly item: { readonly statement: Statement; readonly signatureValid: true };
  readonly attach: SubmitOptions["attach"] | undefined;
  /** Under which name it is found; see {@link statementName}. */
  readonly name: string;
  readonly waiter: Waiter;
  /** Others who sent the same bytes meanwhile. */
  twins: Waiter[] | undefined;
}

/** Key and id of a statement as a string of one character a byte. */
export function statementName({ keyId, id }: Statement): string {
  return latin1(keyId) + latin1(id);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** The statements under way: bounded in number and bytes, each found by key and id. */
export class InFlight {
  readonly #statementsMax: number;
  readonly #bytesMax: number;
  readonly #known = new Map<string, Pending>();
  readonly #whenEmpty: (() => void)[] = [];
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

  /** The same bytes, when they are under way. */
  find(name: string, statement: Statement): Pending | undefined {
    const pending = this.#known.get(name);
    if (pending === undefined) return undefined;
    return equalBytes(pending.item.statement.bytes, statement.bytes) ? pending : undefined;
  }

  /** Let `waiter` wait along when the same bytes are under way. */
  join(name: string, statement: Statement, waiter: Waiter): boolean {
    const pending = this.find(name, statement);
    if (pending === undefined) return false;
    pending.twins ??= [];
    pending.twins.push(waiter);
    return true;
  }

  /**
   * Take a statement in. Of two with one key and id and different bytes only the first is found
   * again; the ledger refuses the second as a replay.
   */
  add(
    name: string,
    statement: Statement,
    attach: SubmitOptions["attach"] | undefined,
    waiter: Waiter,
  ): Pending {
    this.#added++;
    const pending: Pending = {
      item: { statement, signatureValid: true },
      attach,
      name: this.#known.has(name) ? `${name}+${this.#added}` : name,
      waiter,
      twins: undefined,
    };
    this.#known.set(pending.name, pending);
    this.#bytes += statement.bytes.length;
    return pending;
  }

  /** Everything under way, oldest first. */
  all(): Iterable<Pending> {
    return this.#known.values();
  }

  /** Answer a statement and forget it. Those who only sent the same bytes learn that they repeated it. */
  answer(pending: Pending, submitted: Submitted): void {
    if (!this.#leave(pending)) return;
    pending.waiter.answer(submitted);
    if (pending.twins === undefined) return;
    const repeated = submitted.status === "logged" ? { ...submitted, repeated: true } : submitted;
    for (const twin of pending.twins) twin.answer(repeated);
  }

  /** Forget a statement that gets no answer, and tell everyone who waits for it why. */
  fail(pending: Pending, fault: EngineFault): void {
    if (!this.#leave(pending)) return;
    for (const waiter of [pending.waiter, ...(pending.twins ?? [])]) waiter.fail(fault);
  }

  /** Tell everyone who waits that the engine has failed. */
  failAll(fault: EngineFault): void {
    for (const pending of [...this.#known.values()]) this.fail(pending, fault);
  }

  /** Resolves once nothing is under way. */
  drained(): Promise<void> {
    if (this.#known.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  #leave(pending: Pending): boolean {
    if (!this.#known.delete(pending.name)) return false;
    this.#bytes -= pending.item.statement.bytes.length;
    if (this.#known.size === 0) for (const done of this.#whenEmpty.splice(0)) done();
    return true;
  }
}
