import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { optional } from "@tallystick/ledger/app/fields";
import {
  expires,
  paymentInFull,
  paymentLeg,
  reason,
  requestNumber,
  sealed,
  settlement,
} from "../fields.ts";
import { CHAIN_MAX } from "../limits.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { policyAt, policyNow } from "../policy/policy-at.ts";
import { liability, liableParty } from "../rules/chain.ts";
import { certificateScope, lifeTables, organisationReads } from "../rules/context.ts";
import { countPromise } from "../rules/credit.ts";
import { shiftExposure } from "../rules/exposure.ts";
import { placeOffer } from "../rules/offer.ts";
import {
  NAMED_REFUSALS,
  OFFERING_REFUSALS,
  offering,
  partKey,
  type Taken,
  takeNamed,
  takeOwn,
} from "../rules/offering.ts";
import { judgePrice, PRICE_REFUSALS, priceReaders } from "../rules/price.ts";
import { keepSealed, SEALED_REFUSALS, sealedTables } from "../rules/sealed.ts";
import { STATE_REFUSALS, whyNot } from "../rules/standing.ts";
import { step } from "../transitions.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Endorsements at which a part can still be paid or cancelled: whatever has happened to it. */
const ALWAYS = CHAIN_MAX + 1;

const settling = {
  expires,
  settlement,
  payment: optional(paymentInFull),
} as const;

const PAID_REFUSALS = [OUTCOMES.settlementIncomplete, OUTCOMES.notFullValue] as const;

/** Whether what is to be paid is exactly what the part is worth, or nothing here. */
function judgePayment(
  { part }: Taken,
  {
    settlement: how,
    payment,
  }: {
    readonly settlement: string;
    readonly payment?: { readonly amount: bigint } | undefined;
  },
) {
  if ((payment !== undefined) !== (how === "delivery-versus-payment")) {
    return refuse(OUTCOMES.settlementIncomplete);
  }
  if (payment !== undefined && payment.amount !== part.end - part.start) {
    return refuse(OUTCOMES.notFullValue);
  }
  return null;
}

/** A holder, or a pledgee, asks the debtor to pay. */
export const present = defineAction({
  ...offering,
  name: "present",
  title: { en: "Present for payment", zh: "提示付款" },
  summary: {
    en: "The holder, or the pledgee of a pledged part, asks the debtor to pay it. It ends when the debtor accepts (free of payment: paid elsewhere) or when the bank has confirmed the payment of exactly its units.",
    zh: "持有人（质押的为质权人）请求债务人付款：票款分离于债务人应答时（款项另行支付）、票款对付于银行确认足额付款时终止。",
  },
  input: { ...partKey, ...settling },
  refusals: [...OFFERING_REFUSALS, OUTCOMES.tooEarly, ...PAID_REFUSALS],
  run(ctx, { expires: until, settlement: how, payment, ...key }) {
    const { tables, block } = ctx;
    const taken = takeOwn(ctx, key, { pledgee: true, room: ALWAYS });
    if ("outcome" in taken) return taken;
    const { certificate, part } = taken;
    const { presentationDays } = policyAt(tables, certificate.policy);
    const from = certificate.due - presentationDays * DAY_MS;
    if (block.time < from) return refuse(OUTCOMES.tooEarly, { from });
    const wrong = judgePayment(taken, { settlement: how, payment });
    if (wrong !== null) return wrong;
    return placeOffer(ctx, policyNow(tables), {
      ...{ kind: "redemption", certificate, part, to: certificate.debtor, expires: until, payment },
    });
  },
});

/** A part was not paid in time. */
export const markOverdue = defineAction({
  name: "mark-overdue",
  title: { en: "Mark as overdue", zh: "标记逾期" },
  summary: {
    en: "Says of a part that its day of payment has gone by. Anybody may, once it has; then those before the holder can be claimed upon.",
    zh: "付款日届满后将子区间标记为逾期，任何成员均可执行；此后可行使追索。",
  },
  tables: lifeTables,
  reads: organisationReads,
  roles: ["member", "operator"],
  recordClass: "receivable.certificates",
  scope: certificateScope,
  input: partKey,
  output: {},
  refusals: [...NAMED_REFUSALS, OUTCOMES.tooEarly, ...STATE_REFUSALS],
  run(ctx, key) {
    const taken = takeNamed(ctx, key);
    if ("outcome" in taken) return taken;
    const { certificate, part } = taken;
    if (ctx.block.time <= certificate.payBy) {
      return refuse(OUTCOMES.tooEarly, { from: certificate.payBy + 1 });
    }
    const matured = step(part, "mark-overdue", part.flag === "pledged" ? "pledged" : undefined);
    if (matured === undefined) return whyNot(part);
    ctx.tables.parts.put(matured);
    shiftExposure(ctx.tables, certificate, part, matured);
    countPromise(ctx.tables, certificate, part, matured, ctx.block);
    return ok({});
  },
});

/** A holder who was not paid turns to somebody before them, or to a guarantor. */
export const claimRecourse = defineAction({
  ...offering,
  name: "claim-recourse",
  title: { en: "Claim recourse", zh: "追索" },
  summary: {
    en: "The holder of an overdue part claims it from who passed it on by an earlier endorsement, or from a guarantor. Who pays takes the holder's place and may turn to those before.",
    zh: "逾期子区间的持有人向此前背书的转让人或保证人追索；付款者取得持有人地位，可再向其前手追索。",
  },
  input: {
    ...partKey,
    endorsement: requestNumber,
    ...settling,
    reason: optional(reason),
  },
  refusals: [...OFFERING_REFUSALS, OUTCOMES.notLiable, OUTCOMES.noRecourse, ...PAID_REFUSALS],
  run(ctx, { endorsement, expires: until, settlement: how, payment, reason: why, ...key }) {
    const { tables } = ctx;
    const taken = takeOwn(ctx, key, { room: CHAIN_MAX });
    if ("outcome" in taken) return taken;
    const { certificate, part } = taken;
    if (part.status !== "matured" || part.lock !== undefined) return whyNot(part);
    const row = liability(tables.endorsements, part, endorsement);
    if (row === undefined) return refuse(OUTCOMES.notLiable);
    const to = liableParty(certificate, row);
    if (to === undefined) {
      return refuse(certificate.recourse ? OUTCOMES.notLiable : OUTCOMES.noRecourse);
    }
    const wrong = judgePayment(taken, { settlement: how, payment });
    if (wrong !== null) return wrong;
    return placeOffer(ctx, policyNow(tables), {
      ...{ kind: "recourse", certificate, part, to, expires: until, payment },
      more: { endorsement, reason: why },
    });
  },
});

const agreeing = { ...partKey, expires, reason: optional(reason) } as const;

/** Both sides agree that units are owed no longer. */
export const offerCancellation = defineAction({
  ...offering,
  name: "offer-cancellation",
  title: { en: "Offer a cancellation", zh: "协议注销" },
  summary: {
    en: "The holder offers the debtor to cancel a part; it ends when the debtor accepts.",
    zh: "持有人向债务人提出注销子区间，债务人接受时终止。",
  },
  input: agreeing,
  refusals: OFFERING_REFUSALS,
  run(ctx, { expires: until, reason: why, ...key }) {
    const taken = takeOwn(ctx, key, { room: ALWAYS });
    if ("outcome" in taken) return taken;
    const { certificate, part } = taken;
    return placeOffer(ctx, policyNow(ctx.tables), {
      ...{ kind: "cancellation", certificate, part, to: certificate.debtor, expires: until },
      more: { reason: why },
    });
  },
});

/** A transfer that was a mistake goes back. */
export const offerReversal = defineAction({
  ...offering,
  name: "offer-reversal",
  title: { en: "Offer a reversal", zh: "冲正" },
  summary: {
    en: "The holder offers a part back to who passed it on last, by transfer or finance; the chain then shows both steps and the one who is out of it is not liable. Only while nothing has happened to the part since.",
    zh: "持有人将最近一次转让或融资所得子区间退回前手；背书链保留两笔记录，退出者不承担责任。仅限其后未发生其他变动。",
  },
  tables: { ...offering.tables, ...sealedTables },
  input: { ...agreeing, payment: optional(paymentLeg), sealed: optional(sealed) },
  refusals: [
    ...OFFERING_REFUSALS,
    ...SEALED_REFUSALS,
    ...PRICE_REFUSALS,
    OUTCOMES.notReversible,
    OUTCOMES.duePast,
  ],
  run(ctx, { expires: until, payment, reason: why, sealed: closed, ...key }) {
    const { tables, block } = ctx;
    const taken = takeOwn(ctx, key, { room: CHAIN_MAX });
    if ("outcome" in taken) return taken;
    const { certificate, part } = taken;
    if (block.time >= certificate.due) return refuse(OUTCOMES.duePast);
    const { last } = part;
    const row =
      last === undefined
        ? undefined
        : tables.endorsements.get({ certificate: key.certificate, number: last });
    if (row?.kind !== "transfer" && row?.kind !== "finance") return refuse(OUTCOMES.notReversible);
    const { from: to } = row;
    const unpriced = judgePrice(payment, closed, part.end - part.start);
    if (unpriced !== null) return unpriced;
    const unsealable = keepSealed(ctx, key.certificate, closed, priceReaders(payment, to));
    if (unsealable !== null) return unsealable;
    return placeOffer(ctx, policyNow(tables), {
      ...{ kind: "reversal", certificate, part, to, expires: until, payment },
      more: { endorsement: row.number, reason: why, commitment: closed?.commitment },
    });
  },
});
