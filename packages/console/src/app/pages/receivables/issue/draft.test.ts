import { dayOfText } from "@tallystick/apps/receivable/policy/calendar";
import { expect, test } from "vitest";
import type { Paper, Policy } from "../rows.ts";
import { type Draft, dueBounds, judgeTerms, NOTHING, offerEnd } from "./draft.ts";

const NOON = Date.UTC(2026, 7, 31, 4); // noon of 31 August in Beijing
const policy: Policy = {
  ...{ version: 1, tenorMonths: 6, currencies: ["CNY", "JPY"], minimumPart: "100" },
  ...{ financiers: [], banks: [], feeOnSplit: "forbidden", holidays: [], workdays: [] },
  ...{ weekend: [6, 7], utcOffsetMinutes: 480, requestDays: 30, presentationDays: 10 },
  ...{ required: [], blocking: [], sealedTo: [], citation: "" },
};
const invoice = (document: number): Paper => ({
  ...{ document, kind: "invoice", code: `F-${document}`, digest: "", version: 0 },
  ...{ seller: "s", buyer: "b", date: "2026-08-01", amount: "500000", currency: "CNY" },
});
const good: Draft = { ...NOTHING, payee: "s", amount: "10,000.00", due: "2027-02-28" };
const problems = (changed: Partial<Draft>) => {
  const judged = judgeTerms({ ...good, ...changed }, policy, [], NOON);
  return "problems" in judged ? judged.problems : {};
};

test("the last due date is that of the policy's months in its zone", () => {
  expect(dueBounds(policy, NOON)).toEqual({ first: "2026-09-01", last: "2027-02-28" });
  expect(problems({})).toEqual({});
  expect(problems({ due: "2027-03-01" })).toEqual({ due: "tooLong" });
  expect(problems({ due: "2026-08-31" })).toEqual({ due: "tooSoon" });
  expect(problems({ due: "2027-02-29" })).toEqual({ due: "noDate" });
});

test("amounts are read by their currency and the policy's minimum", () => {
  expect(problems({ amount: "0.99" })).toEqual({ amount: "belowMinimum" });
  expect(problems({ amount: "0" })).toEqual({ amount: "tooLittle" });
  expect(problems({ amount: "1e9" })).toEqual({ amount: "notMoney" });
  expect(problems({ amount: "10.5", currency: "JPY" })).toEqual({ amount: "notMoney" });
  expect(problems({ amount: "", payee: "" })).toEqual({ amount: "missing", payee: "missing" });
});

test("several invoices are paid by what was entered of each, all of it at first", () => {
  const papers = [invoice(1), invoice(2)];
  const draft = { ...good, papers: [1, 2], shares: { 2: "4,000.00" } };
  const judged = judgeTerms(draft, policy, papers, NOON);
  expect(judged).toMatchObject({
    promised: {
      amount: 1_000_000n,
      background: [
        { document: 1, amount: 500_000n },
        { document: 2, amount: 400_000n },
      ],
    },
  });
  const alone = judgeTerms({ ...good, papers: [1] }, policy, papers, NOON);
  expect(alone).toMatchObject({ promised: { background: [{ document: 1 }] } });
});

test("an offer ends before the due date", () => {
  const day = dayOfText("2026-09-02") ?? Number.NaN;
  const midnight = Date.UTC(2026, 8, 1, 16); // in Beijing
  expect(offerEnd({ days: "30" }, day, policy, NOON)).toBe(midnight - 1);
  expect(offerEnd({ days: "1" }, day, policy, NOON)).toBe(NOON + 86_400_000);
});
