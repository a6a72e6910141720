import { REMEMBERED_MAX } from "./limits.ts";

/** So many requests a second on average, and so many at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets by name, bounded in number: whoever has not asked for longest is forgotten first. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes one request. @returns 0, or the seconds until there is room @param now ms, monotonic enough */
  take(name: string, now: number): number {
    const { perSecond, burst } = this.#rate;
    const bucket = this.#buckets.get(name) ?? { tokens: burst, at: now };
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > REMEMBERED_MAX) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest as string);
    }
    const passed = Math.max(0, now - bucket.at) / 1000;
    bucket.tokens = Math.min(burst, bucket.tokens + passed * perSecond);
    bucket.at = now;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
  }
}
