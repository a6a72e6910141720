import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatMoney, formatUnits, minorDigits, parseMoney } from "./money.ts";

test("amounts are read exactly, with or without commas", () => {
  expect(parseMoney("10,000,000.00 CNY")).toEqual({ amount: 1_000_000_000n, currency: "CNY" });
  expect(parseMoney("10000000 CNY")).toEqual({ amount: 1_000_000_000n, currency: "CNY" });
  expect(parseMoney("0.01CNY")).toEqual({ amount: 1n, currency: "CNY" });
  expect(parseMoney("7 JPY")).toEqual({ amount: 7n, currency: "JPY" });
  expect(parseMoney("1.5 KWD")).toEqual({ amount: 1500n, currency: "KWD" });
  expect(parseMoney("90071992547409.93 CNY").amount).toBe(9_007_199_254_740_993n);
});

test.each([
  "10.001 CNY",
  "7.5 JPY",
  "1,00 CNY",
  "1,0000.00 CNY",
  "-1 CNY",
  "1e3 CNY",
  "1.00",
  "CNY 1.00",
  ".50 CNY",
  "1. CNY",
  "1.00 cny",
  "１.00 CNY",
  "",
  `${"9".repeat(30)} CNY`,
])("%j is no amount", (text) => {
  expect(() => parseMoney(text)).toThrow(/./);
});

test("what is written is read again as the same amount", () => {
  const currencies = fc.constantFrom("CNY", "USD", "JPY", "KWD", "CLF");
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), currencies, (amount, currency) => {
      expect(parseMoney(formatMoney(amount, currency))).toEqual({ amount, currency });
    }),
  );
  expect(formatMoney(1_000_000_000n, "CNY")).toBe("10,000,000.00 CNY");
  expect(formatUnits(-5n, minorDigits("CNY"))).toBe("-0.05");
});
