import fc from "fast-check";
import { expect, test } from "vitest";
import { RateLimit } from "./rate-limit.ts";

test("a burst passes, then as many a second as were agreed", () => {
  const limit = new RateLimit({ perSecond: 2, burst: 3 });
  expect([0, 0, 0, 0, 0].map((now) => limit.take("a", now))).toEqual([0, 0, 0, 1, 1]);
  expect(limit.take("b", 0)).toBe(0);
  expect([500, 500, 1000].map((now) => limit.take("a", now))).toEqual([0, 1, 0]);
});

test("in no span of time pass more than the burst and the rate together", () => {
  const rate = fc.record({
    perSecond: fc.integer({ min: 1, max: 50 }),
    burst: fc.integer({ min: 1, max: 20 }),
  });
  const steps = fc.array(fc.integer({ min: -10, max: 400 }), { maxLength: 200 });
  fc.assert(
    fc.property(rate, steps, (agreed, waits) => {
      const limit = new RateLimit(agreed);
      let now = 0;
      let furthest = 0;
      let passed = 0;
      for (const wait of waits) {
        // Clocks are set back at times: that gives nobody more.
        now = Math.max(0, now + wait);
        furthest += Math.max(0, wait);
        if (limit.take("a", now) === 0) passed++;
      }
      expect(passed).toBeLessThanOrEqual(agreed.burst + (agreed.perSecond * furthest) / 1000 + 1);
    }),
  );
});
