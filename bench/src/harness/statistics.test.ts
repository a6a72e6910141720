import { describe, expect, it } from "vitest";
import { median, percentile, rounded, timeCalls } from "./statistics.ts";

describe("statistics", () => {
  it("takes percentiles by nearest rank, in any order of samples", () => {
    const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(samples, 0.5)).toBe(50);
    expect(percentile(samples, 0.99)).toBe(99);
    expect(percentile(samples, 1)).toBe(100);
    expect(median([3, 1, 2])).toBe(2);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it("claims three digits and no more", () => {
    expect(rounded(12_345.678)).toBe(12_300);
    expect(rounded(0.012345)).toBe(0.0123);
    expect(rounded(0)).toBe(0);
    expect(rounded(Number.NaN)).toBeNaN();
  });

  it("times calls", () => {
    let calls = 0;
    const { perSecond, p50, p99 } = timeCalls(() => void calls++, 20);
    expect(calls).toBeGreaterThan(10);
    expect(perSecond).toBeGreaterThan(0);
    expect(p99).toBeGreaterThanOrEqual(p50);
  });
});
