import { hash, timingSafeEqual } from "node:crypto";

/** What a check of the Authorization header found. */
export type TokenVerdict = "ok" | "missing" | "wrong" | "blocked";

const MINUTE_MS = 60_000;
/** Addresses remembered at most; the table is cleared when it is full. */
const ADDRESSES_MAX = 10_000;

/**
 * Checks bearer tokens in constant time and counts wrong ones by address. A right token always
 * passes, so that a guesser on the same machine cannot lock the operator out.
 */
export class TokenGuard {
  readonly #expected: Buffer;
  readonly #failuresPerMinute: number;
  readonly #failures = new Map<string, { since: number; count: number }>();

  constructor(token: string, failuresPerMinute: number) {
    this.#expected = hash("sha256", token, "buffer");
    this.#failuresPerMinute = failuresPerMinute;
  }

  /** @param now ms since the epoch */
  check(authorization: string | undefined, address: string, now: number): TokenVerdict {
    if (authorization === undefined) return "missing";
    const match = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization);
    // Digests of equal length are compared, so neither the length nor a prefix shows in the time.
    const given = hash("sha256", match?.[1] ?? "", "buffer");
    if (match !== null && timingSafeEqual(given, this.#expected)) return "ok";
    return this.#countFailure(address, now) ? "blocked" : "wrong";
  }

  #countFailure(address: string, now: number): boolean {
    if (this.#failures.size >= ADDRESSES_MAX) this.#failures.clear();
    const seen = this.#failures.get(address);
    if (seen === undefined || now - seen.since >= MINUTE_MS) {
      this.#failures.set(address, { since: now, count: 1 });
      return false;
    }
    seen.count += 1;
    return seen.count > this.#failuresPerMinute;
  }
}
