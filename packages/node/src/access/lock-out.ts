import {
  FAILURES_PER_MINUTE,
  LOCK_OUT_FIRST_MS,
  LOCK_OUT_LONGEST_MS,
  REMEMBERED_MAX,
} from "./limits.ts";

const MINUTE_MS = 60_000;

interface Failures {
  since: number;
  count: number;
  /** How many lock-outs there were. */
  locked: number;
  until: number;
}

/**
 * Counts failed attempts by address and by token. Beyond a number in a minute whoever fails is turned
 * away without a look, for a time that doubles.
 *
 * What is right still passes: tokens have 256 bits, so guessing is not what the lock-out stops, and a
 * guesser on the same network must not be able to lock the owner out.
 */
export class LockOut {
  readonly #failuresPerMinute: number;
  readonly #seen = new Map<string, Failures>();

  constructor(failuresPerMinute: number = FAILURES_PER_MINUTE) {
    this.#failuresPerMinute = failuresPerMinute;
  }

  /** Seconds for which it is still locked out, 0 when it is not. @param now ms since the epoch */
  lockedFor(name: string, now: number): number {
    const until = this.#seen.get(name)?.until ?? 0;
    return until <= now ? 0 : Math.ceil((until - now) / 1000);
  }

  /** Takes note of a failure. @returns as {@link lockedFor} */
  failed(name: string, now: number): number {
    const seen = this.#seen.get(name) ?? { since: now, count: 0, locked: 0, until: 0 };
    // Moved to the end: the map's order is then the order of the last failure.
    this.#seen.delete(name);
    this.#seen.set(name, seen);
    if (this.#seen.size > REMEMBERED_MAX) {
      const [oldest] = this.#seen.keys();
      this.#seen.delete(oldest as string);
    }
    if (seen.until > now) return Math.ceil((seen.until - now) / 1000);
    // A lock-out that was served long ago is forgotten.
    if (now - seen.until > LOCK_OUT_LONGEST_MS) seen.locked = 0;
    if (now - seen.since >= MINUTE_MS) Object.assign(seen, { since: now, count: 0 });
    seen.count += 1;
    if (seen.count <= this.#failuresPerMinute) return 0;
    const span = Math.min(LOCK_OUT_FIRST_MS * 2 ** seen.locked, LOCK_OUT_LONGEST_MS);
    Object.assign(seen, { since: now, count: 0, locked: seen.locked + 1, until: now + span });
    return Math.ceil(span / 1000);
  }

  /** Forgets a token's failures when it was used rightly. */
  succeeded(name: string): void {
    this.#seen.delete(name);
  }

  /** How many names are remembered. */
  get size(): number {
    return this.#seen.size;
  }
}
