import { type SeededRandom, seededRandom } from "../../src/store/seeded-random.ts";

/** Decisions that follow from a seed. */
export class Dice implements SeededRandom {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    // Neighbouring seeds begin alike.
    for (let i = 0; i < 4; i++) this.#random.next();
  }

  next(): number {
    return this.#random.next();
  }

  below(below: number): number {
    return this.#random.below(below);
  }

  /** True with a probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("nothing to pick from");
    return items[this.below(items.length)] as T;
  }

  /** The items in another order. */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }

  /** Other dice, whose rolls do not disturb these. */
  fork(): Dice {
    return new Dice(Math.floor(this.next() * 0x1_0000_0000));
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
