import { toHex } from "../../src/bytes.ts";
import { type FuzzReport, fuzzRun } from "./mutate.ts";
import { Random } from "./random.ts";

/** A fuzz target: `count` inputs from `seed`, throwing on the first fault with what makes it again. */
export type FuzzTarget = (seed: number, count: number) => FuzzReport;

/**
 * Makes a target of a source of inputs and a check. The check returns undefined for an input that was
 * accepted, the code of the refusal otherwise, and throws when something is wrong with either.
 */
export function fuzzTarget<T>(
  make: (random: Random) => T,
  check: (input: T) => string | undefined,
  show: (input: T) => string,
): FuzzTarget {
  return (seed, count) =>
    fuzzRun(seed, count, new Random(seed), (random) => {
      const input = make(random);
      try {
        return check(input);
      } catch (cause) {
        const what = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`${what}: ${show(input)}`, { cause });
      }
    });
}

/** Hex of an input, for a failure's message. */
export function showBytes(bytes: Uint8Array): string {
  return toHex(bytes);
}
