import { expect, test } from "vitest";
import { dayOfText, endOfDay, textOfDay } from "./calendar.ts";
import { DEFAULT_POLICY, tenorEnd, withinTenor } from "./policy-at.ts";

test("six months are calendar months in Beijing", () => {
  const issued = Date.UTC(2026, 7, 31, 4); // noon of 31 August in Beijing
  const last = tenorEnd(DEFAULT_POLICY, issued);
  expect(textOfDay(last)).toBe("2027-02-28");
  expect(withinTenor(DEFAULT_POLICY, issued, endOfDay(last, 480))).toBe(true);
  expect(withinTenor(DEFAULT_POLICY, issued, endOfDay(last, 480) + 1)).toBe(false);
  expect(withinTenor(DEFAULT_POLICY, issued, issued)).toBe(false);
});

test("the date of issue is that of the policy's zone", () => {
  const issued = Date.UTC(2026, 0, 31, 16); // 1 February in Beijing, 31 January in London
  expect(textOfDay(tenorEnd(DEFAULT_POLICY, issued))).toBe("2026-08-01");
  expect(tenorEnd({ ...DEFAULT_POLICY, utcOffsetMinutes: 0 }, issued)).toBe(
    dayOfText("2026-07-31"),
  );
});
