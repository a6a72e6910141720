import { type Event, next, type RequestKind } from "@tallystick/apps/receivable/transitions";
import type { Certificate, Part } from "../rows.ts";

/** What a dialog asks for. */
export type FieldName =
  | "to"
  | "amount"
  | "amounts"
  | "endorsement"
  | "expires"
  | "settlement"
  | "fee"
  | "limits"
  | "liability"
  | "papers"
  | "terms"
  | "instruction"
  | "reason";

/** Something that somebody does with a part or a request. */
export interface Step {
  /** Name of the action, without the application. */
  readonly action: string;
  readonly fields: readonly FieldName[];
  /** The request that it makes, where it makes one. */
  readonly kind?: RequestKind;
  /** True when the input says how title and money go together, paid or not. */
  readonly settles?: true;
  /** True when what is paid is exactly what the part is worth. */
  readonly fullValue?: true;
  /** True when nobody can take it back. */
  readonly final?: true;
}

/** What a holder, a pledgee or anybody else can begin with a part. */
export const PART_STEPS = {
  transfer: {
    action: "offer-transfer",
    kind: "transfer",
    fields: ["to", "amount", "expires", "settlement", "fee", "limits", "liability", "reason"],
    final: true,
  },
  split: { action: "split", fields: ["amounts"], final: true },
  finance: {
    action: "offer-finance",
    kind: "finance",
    fields: ["to", "amount", "papers", "settlement", "expires", "liability", "terms"],
    settles: true,
  },
  pledge: { action: "offer-pledge", kind: "pledge", fields: ["to", "expires", "settlement"] },
  guarantee: { action: "offer-guarantee", kind: "guarantee", fields: ["to", "expires"] },
  redemption: {
    action: "present",
    kind: "redemption",
    fields: ["settlement", "expires"],
    settles: true,
    fullValue: true,
  },
  recourse: {
    action: "claim-recourse",
    kind: "recourse",
    fields: ["endorsement", "settlement", "expires", "reason"],
    settles: true,
    fullValue: true,
  },
  release: { action: "offer-release", kind: "release", fields: ["expires", "settlement"] },
  cancellation: {
    action: "offer-cancellation",
    kind: "cancellation",
    fields: ["expires", "reason"],
  },
  reversal: {
    action: "offer-reversal",
    kind: "reversal",
    fields: ["expires", "settlement", "reason"],
  },
  acceptance: { action: "offer-acceptance", kind: "acceptance", fields: ["expires"] },
  receipt: { action: "offer-receipt", kind: "receipt", fields: ["expires"] },
  overdue: { action: "mark-overdue", fields: [], final: true },
} as const satisfies Readonly<Record<string, Step>>;

/** Name of a step on a part. */
export type PartStep = keyof typeof PART_STEPS;

/** What is said to a request. */
export const ANSWER_STEPS = {
  accept: { action: "accept", fields: [], final: true },
  refuse: { action: "refuse", fields: ["reason"], final: true },
  withdraw: { action: "withdraw", fields: ["reason"], final: true },
  clear: { action: "clear-request", fields: [] },
  confirm: { action: "confirm-payment", fields: ["instruction"], final: true },
  reject: { action: "reject-payment", fields: ["instruction", "reason"], final: true },
} as const satisfies Readonly<Record<string, Step>>;

/** Name of an answer. */
export type AnswerStep = keyof typeof ANSWER_STEPS;

/** Steps that come to nothing once the due date has begun. */
export const BEFORE_DUE: ReadonlySet<string> = new Set([
  "acceptance",
  "receipt",
  "transfer",
  "pledge",
  "finance",
  "guarantee",
  "reversal",
]);

const OF_HOLDER: readonly PartStep[] = [
  "transfer",
  "split",
  "finance",
  "pledge",
  "guarantee",
  "redemption",
  "recourse",
  "reversal",
  "cancellation",
];

/**
 * The steps that an organisation can begin with a part as it stands. The table of states says which;
 * what the ledger looks at beyond it is said by its refusal.
 */
export function stepsFor(
  { certificate, part }: { readonly certificate: Certificate; readonly part: Part },
  organisation: string | undefined,
  now: number,
): readonly PartStep[] {
  const { lock } = part;
  const flag = lock !== undefined && lock.until < now ? lock.flag : part.flag;
  if (organisation === undefined || flag === "locked") return [];
  const state = { status: part.status, flag };
  const pledged = part.pledge !== undefined;
  const open = (step: PartStep) => {
    if (BEFORE_DUE.has(step) && now >= certificate.due) return false;
    if (step === "split")
      return state.status === "received" && flag === "circulable" && certificate.divisible;
    if (step === "finance" && part.financed !== undefined) return false;
    if (step === "reversal" && part.tier < 2) return false;
    const event: Event = step === "overdue" ? "mark-overdue" : `ask-${step}`;
    return (
      next(event, state, step === "overdue" ? undefined : "locked") !== undefined ||
      next(event, state) !== undefined
    );
  };
  const steps: PartStep[] = [];
  // What is pledged is its pledgee's to present.
  if (organisation === part.holder && !pledged) steps.push(...OF_HOLDER.filter(open));
  if (organisation === certificate.drawer) {
    steps.push(...(["acceptance", "receipt"] as const).filter(open));
  }
  if (part.pledge?.pledgee === organisation) {
    steps.push(...(["release", "redemption"] as const).filter(open));
  }
  if (now > certificate.payBy && open("overdue")) steps.push("overdue");
  return [...new Set(steps)];
}
