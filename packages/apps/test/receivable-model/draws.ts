/** What histories draw that needs no world. */
import type { Chance } from "./chance.ts";
import type { About } from "./units.ts";

const ABOUTS: readonly (readonly [About, number])[] = [
  ["acceptance", 3],
  ["receipt", 3],
  ["transfer", 14],
  ["pledge", 5],
  ["release", 5],
  ["finance", 6],
  ["guarantee", 4],
  ["redemption", 7],
  ["cancellation", 1],
  ["recourse", 7],
  ["reversal", 3],
];

/** Something to ask, as often as people do. */
export function anyAbout(chance: Chance): About {
  const all = ABOUTS.reduce((sum, [, weight]) => sum + weight, 0);
  let left = chance(all);
  for (const [about, weight] of ABOUTS) {
    left -= weight;
    if (left < 0) return about;
  }
  return "transfer";
}

/** Units dealt out by weights: whole ones first, then one each from the first on. */
export function dealt(size: number, weights: readonly number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const sizes = weights.map((weight) => Math.floor((size * weight) / all));
  const left = size - sizes.reduce((sum, one) => sum + one, 0);
  return sizes.map((one, i) => (i < left ? one + 1 : one));
}
