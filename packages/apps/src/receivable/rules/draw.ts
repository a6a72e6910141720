import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import {
  businessDay,
  dayOfText,
  dayOfTime,
  endOfDay,
  startOfDay,
  textOfDay,
} from "../policy/calendar.ts";
import { tenorEnd } from "../policy/policy-at.ts";
import type { Policy } from "../policy/records.ts";
import type { Certificate } from "../records/certificates.ts";
import type { Part } from "../records/parts.ts";
import { next } from "../transitions.ts";
import { type Here, takesPart } from "./context.ts";

/** What {@link draw} may refuse with. */
export const DRAW_REFUSALS = [
  OUTCOMES.noSuchOrganisation,
  OUTCOMES.sameOrganisation,
  OUTCOMES.amountOutOfRange,
  OUTCOMES.currencyNotAllowed,
  OUTCOMES.dueInvalid,
  OUTCOMES.tenorTooLong,
] as const;

/** What a certificate is to be. */
export interface Drawing {
  readonly debtor: string;
  readonly payee: string;
  readonly currency: string;
  readonly amount: bigint;
  /** Date such as `2027-05-31`. */
  readonly due: string;
  readonly transferable?: boolean | undefined;
  readonly divisible?: boolean | undefined;
  readonly recourse?: boolean | undefined;
}

/** A certificate under the policy of the day, with its one part; nothing is written yet. */
export function draw(
  { reads, block, caller, index }: Here,
  policy: Policy,
  drawing: Drawing,
): { certificate: Certificate; part: Part } | Refused<(typeof DRAW_REFUSALS)[number]> {
  const { debtor, payee, currency, amount } = drawing;
  if (debtor === payee) return refuse(OUTCOMES.sameOrganisation);
  for (const organisation of [debtor, payee]) {
    if (!takesPart(reads, organisation, block.height)) return refuse(OUTCOMES.noSuchOrganisation);
  }
  if (!policy.currencies.includes(currency)) return refuse(OUTCOMES.currencyNotAllowed);
  if (amount === 0n || amount < policy.minimumPart) return refuse(OUTCOMES.amountOutOfRange);
  const { utcOffsetMinutes: offset } = policy;
  const dueDay = dayOfText(drawing.due);
  if (dueDay === undefined || dueDay <= dayOfTime(block.time, offset)) {
    return refuse(OUTCOMES.dueInvalid);
  }
  const latest = tenorEnd(policy, block.time);
  if (dueDay > latest) return refuse(OUTCOMES.tenorTooLong, { latest: textOfDay(latest) });
  const certificate: Certificate = {
    ...{ certificate: index, drawer: caller.organisation, debtor, payee, currency, amount },
    ...{ issued: block.time, dueDay, due: startOfDay(dueDay, offset) },
    payBy: endOfDay(businessDay(policy, dueDay), offset),
    transferable: drawing.transferable ?? true,
    divisible: drawing.divisible ?? true,
    recourse: drawing.recourse ?? true,
    policy: policy.version,
    // No more than the amount, as was just seen.
    minimumPart: policy.minimumPart,
    ...{ redeemed: 0n, cancelled: 0n },
  };
  const state = next("register", undefined);
  if (state === undefined) throw new Error("the table of states begins with a registration");
  const part: Part = {
    ...{ certificate: index, start: 0n, end: amount, holder: caller.organisation },
    ...state,
    ...{ tier: 0, links: 0 },
  };
  return { certificate, part };
}
