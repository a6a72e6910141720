import type { Refused } from "../engine/engine.ts";

/** What is known of a statement that was answered with 202. */
export type PendingState = "pending" | Refused;

/**
 * Statements answered before their outcome was known. Those that reach the log are found there; this
 * table is for the ones still under way and the ones refused without reaching it. Bounded in number
 * and time, and only ever a help to those who poll: the log is the record.
 */
export class PendingStatements {
  readonly #max: number;
  readonly #keepMs: number;
  readonly #known = new Map<string, { state: PendingState; until: number }>();

  constructor(max: number, keepMs: number) {
    this.#max = max;
    this.#keepMs = keepMs;
  }

  /** @param now ms since the epoch */
  set(name: string, state: PendingState, now: number): void {
    this.#known.delete(name);
    this.#known.set(name, { state, until: now + this.#keepMs });
    if (this.#known.size <= this.#max) return;
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }

  get(name: string, now: number): PendingState | undefined {
    const known = this.#known.get(name);
    if (known === undefined) return undefined;
    if (known.until >= now) return known.state;
    this.#known.delete(name);
    return undefined;
  }

  delete(name: string): void {
    this.#known.delete(name);
  }
}
