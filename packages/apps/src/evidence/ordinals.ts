/**
 * The first ordinal that is free, given that ordinals are taken without gaps.
 *
 * Doubles and then halves the step, so the n-th deposit of one digest costs about 2·log2(n) point
 * reads; a digest that is new costs one.
 */
export function nextOrdinal(taken: (ordinal: number) => boolean): number {
  if (!taken(0)) return 0;
  let low = 0;
  let high = 1;
  while (taken(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (taken(middle)) low = middle;
    else high = middle;
  }
  return high;
}
