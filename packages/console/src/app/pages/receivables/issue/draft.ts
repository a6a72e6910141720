import {
  dayOfText,
  dayOfTime,
  startOfDay,
  textOfDay,
} from "@tallystick/apps/receivable/policy/calendar";
import { tenorEnd } from "@tallystick/apps/receivable/policy/policy-at";
import { formatMoney } from "@tallystick/core/money";
import type { Paper, Policy } from "../rows.ts";
import { type Problem, readAmount } from "../steps/step-input.ts";

const DAY_MS = 86_400_000;

/** What somebody has entered of a certificate so far: it outlives every way back and forth. */
export interface Draft {
  readonly papers: readonly number[];
  readonly payee: string;
  readonly currency: string;
  readonly amount: string;
  /** How much of each invoice, by its number, where several are paid. */
  readonly shares: Readonly<Record<number, string>>;
  /** Date such as `2027-05-31`. */
  readonly due: string;
  readonly transferable: boolean;
  readonly divisible: boolean;
  readonly recourse: boolean;
  /** Days that the payee has to answer. */
  readonly days: string;
  readonly rate: string;
  readonly price: string;
}

/** What is entered at first. */
export const NOTHING: Draft = {
  ...{ papers: [], payee: "", currency: "", amount: "", shares: {}, due: "" },
  ...{ transferable: true, divisible: true, recourse: true, days: "3", rate: "", price: "" },
};

/** What is wrong, by field. */
export type Problems = Readonly<Partial<Record<keyof Draft, Problem>>>;

/** What is to be issued, read from what was entered. */
export interface Promised {
  readonly payee: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly due: string;
  readonly dueDay: number;
  readonly background: readonly { readonly document: number; readonly amount?: bigint }[];
}

/** The first and the last date that a certificate of today may fall due. */
export function dueBounds(
  policy: Pick<Policy, "tenorMonths" | "utcOffsetMinutes">,
  now: number,
): { readonly first: string; readonly last: string } {
  const today = dayOfTime(now, policy.utcOffsetMinutes);
  return { first: textOfDay(today + 1), last: textOfDay(tenorEnd(policy, now)) };
}

/** The currency that counts: the one that was chosen, else the policy's first. */
export function currencyOf({ currency }: Pick<Draft, "currency">, policy: Policy): string {
  return currency === "" ? (policy.currencies[0] ?? "") : currency;
}

/** The invoices that a certificate pays, of the chosen papers. */
export function invoicesOf(draft: Pick<Draft, "papers">, papers: readonly Paper[]): Paper[] {
  return papers.filter(
    ({ document, kind }) => kind === "invoice" && draft.papers.includes(document),
  );
}

/** Reads the terms, by the rules that the ledger will hold them against. */
export function judgeTerms(
  draft: Draft,
  policy: Policy,
  papers: readonly Paper[],
  now: number,
): { readonly promised: Promised } | { readonly problems: Problems } {
  const problems: Partial<Record<keyof Draft, Problem>> = {};
  const currency = currencyOf(draft, policy);
  if (draft.payee === "") problems.payee = "missing";
  const amount = readAmount(draft.amount, currency);
  if (typeof amount !== "bigint") problems.amount = amount;
  else if (amount < BigInt(policy.minimumPart)) problems.amount = "belowMinimum";
  const { first, last } = dueBounds(policy, now);
  const dueDay = dayOfText(draft.due);
  if (draft.due === "") problems.due = "missing";
  else if (dueDay === undefined) problems.due = "noDate";
  else if (draft.due < first) problems.due = "tooSoon";
  else if (draft.due > last) problems.due = "tooLong";
  const invoices = invoicesOf(draft, papers);
  const several = invoices.length > 1;
  const shares = new Map<number, bigint>();
  for (const { document } of several ? invoices : []) {
    const share = readAmount(shareOf(draft, document, papers), currency);
    if (typeof share === "bigint") shares.set(document, share);
    else problems.shares = share;
  }
  const wrong = Object.keys(problems).length > 0;
  if (wrong || typeof amount !== "bigint" || dueDay === undefined) return { problems };
  const background = draft.papers.map((document) => {
    const share = shares.get(document);
    return { document, ...(share !== undefined && { amount: share }) };
  });
  const { payee, due } = draft;
  return { promised: { payee, currency, amount, due, dueDay, background } };
}

/** What was entered for an invoice; all of it unless something was. */
export function shareOf(draft: Draft, invoice: number, papers: readonly Paper[]): string {
  const entered = draft.shares[invoice];
  if (entered !== undefined) return entered;
  const paper = papers.find(({ document }) => document === invoice);
  return paper?.amount === undefined || paper.currency === undefined
    ? ""
    : formatMoney(BigInt(paper.amount), paper.currency).replace(/ [A-Z]{3}$/, "");
}

/** Until when the payee may answer: never beyond the due date. */
export function offerEnd(
  { days }: Pick<Draft, "days">,
  dueDay: number,
  policy: Pick<Policy, "utcOffsetMinutes">,
  now: number,
): number {
  return Math.min(now + Number(days) * DAY_MS, startOfDay(dueDay, policy.utcOffsetMinutes) - 1);
}

/** Problems without those of the fields that were changed since. */
export function without<Name extends string>(
  problems: Readonly<Partial<Record<Name, Problem>>>,
  changed: Readonly<Partial<Record<Name, unknown>>>,
): Partial<Record<Name, Problem>> {
  const left = Object.entries(problems).filter(([name]) => !(name in changed));
  return Object.fromEntries(left) as Partial<Record<Name, Problem>>;
}
