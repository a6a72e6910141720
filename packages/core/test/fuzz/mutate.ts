import { concatBytes } from "../../src/bytes.ts";
import type { Random } from "./random.ts";

/** What a fuzz run saw. */
export interface FuzzReport {
  readonly inputs: number;
  readonly accepted: number;
  /** Refusals by code, to show that the inputs reach every branch. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Flips, cuts, repeats, removes or inserts a few bytes. */
export function mutate(random: Random, bytes: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  const run = 1 + random.below(random.below(4) === 0 ? 40 : 4);
  switch (random.below(8)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return concatBytes(bytes.subarray(0, at), random.bytes(run), bytes.subarray(at));
    case 2:
      return concatBytes(bytes.subarray(0, at), bytes.subarray(at + run));
    case 3: {
      const from = random.below(bytes.length + 1);
      const part = bytes.subarray(from, from + run);
      return concatBytes(bytes.subarray(0, at), part, bytes.subarray(at));
    }
    default: {
      const copy = bytes.slice();
      if (at < copy.length) copy[at] = (copy[at] as number) ^ (1 << random.below(8));
      return copy;
    }
  }
}

/**
 * Runs `check` on `count` inputs from `seed`. It returns a refusal code, or undefined for an input that
 * was accepted, and throws on what must not happen: the error then names seed and input.
 */
export function fuzzRun(
  seed: number,
  count: number,
  random: Random,
  check: (random: Random) => string | undefined,
): FuzzReport {
  const refused: Record<string, number> = {};
  let accepted = 0;
  for (let i = 0; i < count; i++) {
    let code: string | undefined;
    try {
      code = check(random);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`seed ${seed}, input ${i}: ${message}`, { cause });
    }
    if (code === undefined) accepted++;
    else refused[code] = (refused[code] ?? 0) + 1;
  }
  return { inputs: count, accepted, refused };
}
