import { defineAction, ok, type Refused, refuse } from "@tallystick/ledger/app/define-action";
import { optional } from "@tallystick/ledger/app/fields";
import type { TableWriters } from "@tallystick/ledger/app/table-access";
import {
  amount,
  certificateNumber,
  commitment,
  currency,
  instruction,
  reason,
  requestNumber,
} from "../fields.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { payments } from "../records/requests.ts";
import { complete } from "../rules/complete.ts";
import { certificateScope, type Here, lifeTables, organisationReads } from "../rules/context.ts";
import type { PaymentOffer } from "../rules/offer.ts";
import { paysExactly } from "../rules/price.ts";
import { lockedBy, type Open } from "../rules/request.ts";
import { close, STATE_REFUSALS, whyNot } from "../rules/standing.ts";
import { decline } from "../transitions.ts";

const paying = {
  tables: { ...lifeTables, payments },
  reads: organisationReads,
  roles: ["operator"],
  recordClass: "receivable.certificates",
  scope: certificateScope,
  output: {},
} as const;

type Context = Here & { readonly tables: TableWriters<typeof paying.tables> };

const REFUSALS = [
  OUTCOMES.noSuchRequest,
  OUTCOMES.notTheBank,
  OUTCOMES.notAwaitingPayment,
  OUTCOMES.paymentLate,
  OUTCOMES.instructionUsed,
  ...STATE_REFUSALS,
] as const;

/** The request that waits for a payment of the caller's bank, and a number that the bank has not used. */
function awaited(
  { tables, block, caller }: Context,
  key: { readonly certificate: number; readonly request: number; readonly instruction: string },
): (Open & { readonly payment: PaymentOffer }) | Refused<(typeof REFUSALS)[number]> {
  const found = lockedBy(tables, key);
  if (found === undefined) return refuse(OUTCOMES.noSuchRequest);
  const { request, part, certificate } = found;
  const { payment, state } = request;
  if (payment?.bank !== caller.organisation) return refuse(OUTCOMES.notTheBank);
  if (state === "unpaid") return refuse(OUTCOMES.paymentLate);
  if (state !== "awaiting-payment") return refuse(OUTCOMES.notAwaitingPayment);
  if (part === undefined || block.time > payment.until) return refuse(OUTCOMES.paymentLate);
  if (tables.payments.has({ bank: payment.bank, instruction: key.instruction })) {
    return refuse(OUTCOMES.instructionUsed);
  }
  return { certificate, request, part, payment };
}

/** The bank of a leg, and its price as the leg says it. */
const priceOf = ({ until: _, ...said }: PaymentOffer) => said;

/** The bank says that the money has moved: title moves with it. */
export const confirmPayment = defineAction({
  ...paying,
  name: "confirm-payment",
  title: { en: "Confirm a payment", zh: "确认付款" },
  summary: {
    en: "The bank that the request names confirms that exactly its amount was paid; of a sealed price it names the commitment, and no amount. Title moves in the same statement. The bank's number of the instruction counts once.",
    zh: "请求所列银行确认已按其金额付款；价格密封的仅填写承诺，不填写金额。权利于同一声明内转移；付款指令编号不可重复。",
  },
  input: {
    certificate: certificateNumber,
    request: requestNumber,
    instruction,
    amount: optional(amount),
    currency: optional(currency),
    commitment: optional(commitment),
  },
  refusals: [...REFUSALS, OUTCOMES.paymentMismatch],
  run(ctx, { certificate: number, request: asked, instruction: own, ...paid }) {
    const { tables, block, caller, index } = ctx;
    const key = { certificate: number, request: asked, instruction: own };
    const found = awaited(ctx, key);
    if ("outcome" in found) return found;
    const { certificate, request, part, payment } = found;
    if (!paysExactly(payment, certificate.currency, paid)) return refuse(OUTCOMES.paymentMismatch);
    const at = { index, time: block.time };
    if (complete(tables, certificate, part, request, at) === undefined) return whyNot(part);
    tables.requests.put({ ...request, state: "accepted" });
    const said = { member: caller.member, time: block.time, confirmed: true };
    tables.payments.put({ ...key, ...priceOf(payment), currency: certificate.currency, ...said });
    return ok({});
  },
});

/** The bank says that the money will not move: all is as before. */
export const rejectPayment = defineAction({
  ...paying,
  name: "reject-payment",
  title: { en: "Reject a payment", zh: "拒绝付款" },
  summary: {
    en: "The bank that the request names says that the payment did not happen; the part is what it was before the request.",
    zh: "请求所列银行声明未付款，子区间恢复至请求前的状态。",
  },
  input: {
    certificate: certificateNumber,
    request: requestNumber,
    instruction,
    reason: optional(reason),
  },
  refusals: REFUSALS,
  run(ctx, { reason: why, ...key }) {
    const { tables, block, caller } = ctx;
    const found = awaited(ctx, key);
    if ("outcome" in found) return found;
    const { certificate, request, part, payment } = found;
    const before = decline(part, request.kind);
    if (before === undefined) return whyNot(part);
    tables.parts.put(before);
    const { answered = { member: request.by, time: block.time } } = request;
    close(tables, {
      ...{ ...request, state: "unpaid" },
      answered: { ...answered, ...(why !== undefined && { reason: why }) },
    });
    const said = { member: caller.member, time: block.time, confirmed: false };
    tables.payments.put({ ...key, ...priceOf(payment), currency: certificate.currency, ...said });
    return ok({});
  },
});
