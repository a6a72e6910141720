import { MoneyError, parseMoney } from "@tallystick/core/money";
import { BEFORE_DUE, type Step } from "./steps.ts";

const DAY_MS = 86_400_000;

/** What a step is about. */
export interface About {
  readonly certificate: number;
  readonly start: string;
  /** Minor units of the part or the request. */
  readonly size: bigint;
  readonly currency: string;
  /** Ms since the epoch. */
  readonly due: number;
  /** Members of the input that stand fast. */
  readonly known: Readonly<Record<string, unknown>>;
}

/** What somebody has entered. */
export interface Values {
  readonly to: string;
  readonly amount: string;
  readonly amounts: string;
  readonly endorsement: string;
  /** Days that the offer stands, and days until the payment must be confirmed. */
  readonly days: string;
  readonly payDays: string;
  readonly how: "free" | "bank";
  readonly bank: string;
  readonly pay: string;
  /** True when everybody may read what is paid. */
  readonly openPrice: boolean;
  readonly fee: string;
  readonly keep: boolean;
  readonly noRecourse: boolean;
  readonly papers: readonly number[];
  readonly rate: string;
  readonly price: string;
  readonly instruction: string;
  readonly reason: string;
}

/** What is entered at first. */
export const NOTHING: Values = {
  ...{ to: "", amount: "", amounts: "", endorsement: "", days: "3", payDays: "5" },
  ...{ how: "free", bank: "", pay: "", openPrice: false, fee: "", keep: false, noRecourse: false },
  ...{ papers: [], rate: "", price: "", instruction: "", reason: "" },
};

/** What is wrong with a field. */
export type Problem =
  | "missing"
  | "notMoney"
  | "tooMuch"
  | "tooLittle"
  | "notInstruction"
  | "belowMinimum"
  | "noDate"
  | "tooSoon"
  | "tooLong"
  | "notDigest"
  | "tooMany";

/** The input of the action, or what is wrong, by field. */
export type Judged =
  | { readonly input: Readonly<Record<string, unknown>> }
  | { readonly problems: Readonly<Partial<Record<keyof Values, Problem>>> };

/** Reads an amount in a currency: minor units, or what is wrong with it. */
export function readAmount(text: string, currency: string): bigint | Problem {
  try {
    const { amount } = parseMoney(
      `${text.trim().replaceAll(/[\u202f\u2009\u00a0 ]/g, "")} ${currency}`,
    );
    return amount > 0n ? amount : "tooLittle";
  } catch (error) {
    if (error instanceof MoneyError) return text.trim() === "" ? "missing" : "notMoney";
    throw error;
  }
}

/** Turns what was entered into the input of the step's action. */
export function judge(step: Step, about: About, values: Values, now: number): Judged {
  const problems: Partial<Record<keyof Values, Problem>> = {};
  const input: Record<string, unknown> = { ...about.known };
  const has = (name: Step["fields"][number]) => step.fields.includes(name);
  const amount = (field: "amount" | "pay" | "fee", most: bigint): bigint | undefined => {
    const read = readAmount(values[field], about.currency);
    if (typeof read !== "bigint") problems[field] = read;
    else if (read > most) problems[field] = "tooMuch";
    else return read;
    return undefined;
  };
  const text = (field: "to" | "bank" | "endorsement" | "instruction"): string => {
    const value = values[field].trim();
    if (value === "") problems[field] = "missing";
    return value;
  };
  let size = about.size;
  if (has("to")) input["to"] = text("to");
  if (has("amount") && values.amount.trim() !== "") {
    const units = amount("amount", about.size);
    if (units !== undefined) {
      input["amount"] = units.toString();
      size = units;
    }
  }
  if (has("amounts")) pieces(values, about, input, problems);
  if (has("endorsement")) input["endorsement"] = Number(text("endorsement"));
  const within = (days: string) => {
    const until = now + Number(days) * DAY_MS;
    return step.kind !== undefined && BEFORE_DUE.has(step.kind)
      ? Math.min(until, about.due - 1)
      : until;
  };
  if (has("expires")) input["expires"] = within(values.days);
  if (has("settlement")) {
    const paid = values.how === "bank";
    if (step.settles) input["settlement"] = paid ? "delivery-versus-payment" : "free-of-payment";
    if (paid) {
      // What repays a pledge may be more than the part, with interest.
      const most = step.kind === "release" ? size * 1000n : size;
      const units = step.fullValue ? size : amount("pay", most);
      const until = within(values.payDays);
      input["payment"] = { bank: text("bank"), amount: (units ?? 0n).toString(), until };
    }
  }
  if (has("fee") && values.fee.trim() !== "") {
    const fee = amount("fee", about.size);
    if (fee !== undefined) input["fee"] = fee.toString();
  }
  if (has("limits") && values.keep) input["transferable"] = false;
  if (has("liability") && values.noRecourse) input["recourse"] = false;
  if (has("papers")) input["background"] = values.papers.map((document) => ({ document }));
  if (has("instruction")) {
    const number = text("instruction");
    if (number !== "" && !/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/.test(number)) {
      problems.instruction = "notInstruction";
    }
    input["instruction"] = number;
  }
  if (has("reason") && values.reason.trim() !== "") input["reason"] = values.reason.trim();
  return Object.keys(problems).length > 0 ? { problems } : { input };
}

/** Amounts of pieces, one a line; something must be left behind them. */
function pieces(
  values: Values,
  { currency, size }: About,
  input: Record<string, unknown>,
  problems: Partial<Record<keyof Values, Problem>>,
): void {
  const lines = values.amounts.split("\n").filter((line) => line.trim() !== "");
  const read = lines.map((line) => readAmount(line, currency));
  const wrong = read.find((one) => typeof one !== "bigint");
  if (lines.length === 0) problems.amounts = "missing";
  else if (wrong !== undefined) problems.amounts = wrong as Problem;
  else {
    const units = read as bigint[];
    if (units.reduce((sum, one) => sum + one, 0n) >= size) problems.amounts = "tooMuch";
    input["amounts"] = units.map(String);
  }
}
