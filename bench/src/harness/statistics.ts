/** The value below which a part of the samples lies (nearest rank); NaN for no samples. */
export function percentile(samples: readonly number[], part: number): number {
  const sorted = Float64Array.from(samples).sort();
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle one of several runs. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** Rounds to three significant digits: more would claim more than a run can tell. */
export function rounded(value: number): number {
  return value === 0 || !Number.isFinite(value) ? value : Number(value.toPrecision(3));
}

/**
 * Runs a synchronous function over and over for about the given time after a warm-up, and returns
 * calls a second and the median and 99th percentile of one call in milliseconds.
 */
export function timeCalls(
  call: () => void,
  milliseconds = 1_500,
): { perSecond: number; p50: number; p99: number } {
  const until = (limit: number, samples: number[]) => {
    const start = performance.now();
    for (let now = start; now - start < limit; ) {
      call();
      const after = performance.now();
      samples.push(after - now);
      now = after;
    }
  };
  until(milliseconds / 4, []);
  const samples: number[] = [];
  const start = performance.now();
  until(milliseconds, samples);
  return {
    perSecond: rounded((samples.length * 1000) / (performance.now() - start)),
    p50: rounded(percentile(samples, 0.5)),
    p99: rounded(percentile(samples, 0.99)),
  };
}
