import { describe, expect, test } from "vitest";
import { type About, judge, NOTHING, readAmount, type Values } from "./step-input.ts";
import { ANSWER_STEPS, PART_STEPS, type Step } from "./steps.ts";

const DAY_MS = 86_400_000;
const about: About = {
  ...{ certificate: 7, start: "0", size: 100_000n, currency: "CNY", due: 90 * DAY_MS },
  known: { certificate: 7, start: "0" },
};
const known = about.known;
const judged = (step: Step, values: Partial<Values>, of: Partial<About> = {}) =>
  judge(step, { ...about, ...of }, { ...NOTHING, ...values }, 0);

describe("what was entered for a step", () => {
  test("becomes the input of the action, without what was left out", () => {
    expect(judged(PART_STEPS.transfer, { to: " bank " })).toEqual({
      input: { ...known, to: "bank", expires: 3 * DAY_MS },
    });
    const full = { amount: "1,000.00", fee: "1.50", keep: true, noRecourse: true, reason: " why " };
    expect(judged(PART_STEPS.transfer, { to: "bank", ...full })).toEqual({
      input: {
        ...{ ...known, to: "bank", amount: "100000", expires: 3 * DAY_MS, fee: "150" },
        ...{ transferable: false, recourse: false, reason: "why" },
      },
    });
  });

  test("says every field that is wrong at once", () => {
    const wrong = { amount: "1,000.01", fee: "x", how: "bank", pay: "0" } as const;
    expect(judged(PART_STEPS.transfer, wrong)).toEqual({
      problems: {
        ...{ to: "missing", amount: "tooMuch", fee: "notMoney", pay: "tooLittle" },
        bank: "missing",
      },
    });
  });

  test("pays at most what the units are worth, but a loan with its interest", () => {
    const paid = { to: "two", how: "bank", bank: "bank", pay: "1,000.01" } as const;
    expect(judged(PART_STEPS.pledge, paid)).toEqual({ problems: { pay: "tooMuch" } });
    expect(judged(PART_STEPS.release, paid)).toMatchObject({
      input: { payment: { bank: "bank", amount: "100001" } },
    });
    expect(judged(PART_STEPS.finance, { ...paid, amount: "500.00", pay: "500.01" })).toEqual({
      problems: { pay: "tooMuch" },
    });
  });

  test("pays exactly what is owed where it has to, and says how it is settled", () => {
    expect(judged(PART_STEPS.redemption, { how: "bank", bank: "bank" })).toEqual({
      input: {
        ...{ ...known, expires: 3 * DAY_MS, settlement: "delivery-versus-payment" },
        payment: { bank: "bank", amount: "100000", until: 5 * DAY_MS },
      },
    });
    expect(judged(PART_STEPS.redemption, {})).toMatchObject({
      input: { settlement: "free-of-payment" },
    });
  });

  test("ends what comes to nothing at maturity before the due date, and nothing else", () => {
    const due = DAY_MS;
    expect(judged(PART_STEPS.pledge, { to: "bank" }, { due })).toMatchObject({
      input: { expires: due - 1 },
    });
    expect(judged(PART_STEPS.redemption, {}, { due })).toMatchObject({
      input: { expires: 3 * DAY_MS },
    });
  });

  test("cuts pieces in order and leaves something behind them", () => {
    const split = (amounts: string) => judged(PART_STEPS.split, { amounts });
    expect(split("1.00\n\n2\n")).toEqual({ input: { ...known, amounts: ["100", "200"] } });
    expect(split(" \n")).toEqual({ problems: { amounts: "missing" } });
    expect(split("600\n400")).toEqual({ problems: { amounts: "tooMuch" } });
    expect(split("1\n1.001")).toEqual({ problems: { amounts: "notMoney" } });
  });

  test("takes no number of an instruction that the ledger would not", () => {
    const confirm = (instruction: string) => judged(ANSWER_STEPS.confirm, { instruction });
    expect(confirm("HB/2026-1.a_b")).toEqual({
      input: { ...known, instruction: "HB/2026-1.a_b" },
    });
    expect(confirm("")).toEqual({ problems: { instruction: "missing" } });
    for (const wrong of ["-1", "a b", "x".repeat(65), "号"]) {
      expect(confirm(wrong)).toEqual({ problems: { instruction: "notInstruction" } });
    }
  });

  test("claims from the one who is chosen", () => {
    expect(judged(PART_STEPS.recourse, {})).toEqual({ problems: { endorsement: "missing" } });
    expect(judged(PART_STEPS.recourse, { endorsement: "12" })).toMatchObject({
      input: { endorsement: 12 },
    });
  });

  test("reads amounts as they are written and shown, and no other way", () => {
    expect(readAmount("1\u202f000.50", "CNY")).toBe(100_050n);
    expect(readAmount("1,000", "JPY")).toBe(1_000n);
    for (const wrong of ["-5", "1e3", "0x10", "1.234", "1,00.5", "１"]) {
      expect(readAmount(wrong, "CNY")).toBe("notMoney");
    }
    expect(readAmount("0.00", "CNY")).toBe("tooLittle");
    expect(readAmount(" ", "CNY")).toBe("missing");
  });
});
