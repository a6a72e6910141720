import { defineAction, refuse } from "@tallystick/ledger/app/define-action";
import { optional } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { expires, paymentLeg, sealed } from "../fields.ts";
import { CHAIN_MAX, GUARANTORS_MAX } from "../limits.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { policyNow } from "../policy/policy-at.ts";
import { placeOffer } from "../rules/offer.ts";
import { OFFERING_REFUSALS, offering, partKey, takeOwn } from "../rules/offering.ts";
import { judgePrice, PRICE_REFUSALS, priceReaders } from "../rules/price.ts";
import { keepSealed, SEALED_REFUSALS, sealedTables } from "../rules/sealed.ts";

const lienTables = { ...offering.tables, ...sealedTables };

/** A holder gives a part as security. */
export const offerPledge = defineAction({
  ...offering,
  name: "offer-pledge",
  title: { en: "Offer a pledge", zh: "质押" },
  summary: {
    en: "The holder offers a part to another organisation as security. While it is pledged it does not move; at maturity the pledgee presents it. With a payment, it is pledged when the bank has confirmed the loan.",
    zh: "持有人以子区间向另一机构设立质押；质押期间不得流转，到期由质权人提示付款。附付款的，银行确认放款时设立。",
  },
  tables: lienTables,
  input: {
    ...partKey,
    to: organisationId,
    expires,
    payment: optional(paymentLeg),
    sealed: optional(sealed),
  },
  refusals: [...OFFERING_REFUSALS, ...SEALED_REFUSALS, OUTCOMES.duePast, ...PRICE_REFUSALS],
  run(ctx, { to, expires: until, payment, sealed: closed, ...key }) {
    const taken = takeOwn(ctx, key);
    if ("outcome" in taken) return taken;
    const { certificate, part } = taken;
    if (ctx.block.time >= certificate.due) return refuse(OUTCOMES.duePast);
    const unpriced = judgePrice(payment, closed, part.end - part.start);
    if (unpriced !== null) return unpriced;
    const unsealable = keepSealed(ctx, key.certificate, closed, priceReaders(payment, to));
    if (unsealable !== null) return unsealable;
    return placeOffer(ctx, policyNow(ctx.tables), {
      ...{ kind: "pledge", certificate, part, to, expires: until, payment },
      more: closed === undefined ? {} : { commitment: closed.commitment },
    });
  },
});

/** A pledgee gives the security back. */
export const offerRelease = defineAction({
  ...offering,
  name: "offer-release",
  title: { en: "Offer a release", zh: "解除质押" },
  summary: {
    en: "The pledgee offers to release a pledged part; its holder accepts. With a payment, it is released when the bank has confirmed that the holder has paid.",
    zh: "质权人提出解除质押，由持有人签收；附付款的，银行确认还款时解除。",
  },
  tables: lienTables,
  input: { ...partKey, expires, payment: optional(paymentLeg), sealed: optional(sealed) },
  refusals: [...OFFERING_REFUSALS, ...SEALED_REFUSALS, ...PRICE_REFUSALS],
  run(ctx, { expires: until, payment, sealed: closed, ...key }) {
    const taken = takeOwn(ctx, key, { pledgee: true, room: CHAIN_MAX });
    if ("outcome" in taken) return taken;
    const { certificate, part } = taken;
    const to = part.holder;
    // What repays a loan may be more than its security.
    const unpriced = judgePrice(payment, closed, undefined);
    if (unpriced !== null) return unpriced;
    const unsealable = keepSealed(ctx, key.certificate, closed, priceReaders(payment, to));
    if (unsealable !== null) return unsealable;
    return placeOffer(ctx, policyNow(ctx.tables), {
      ...{ kind: "release", certificate, part, to, expires: until, payment },
      more: closed === undefined ? {} : { commitment: closed.commitment },
    });
  },
});

/** A holder asks somebody to stand behind a part. */
export const offerGuarantee = defineAction({
  ...offering,
  name: "offer-guarantee",
  title: { en: "Ask for a guarantee", zh: "请求保证" },
  summary: {
    en: "The holder, or before receipt the drawer, asks an organisation to guarantee payment of a part. The guarantee goes with the units wherever they go.",
    zh: "持有人（签收前为出票人）请求另一机构为子区间付款提供保证；保证随单位流转。",
  },
  tables: lienTables,
  input: { ...partKey, to: organisationId, expires, sealed: optional(sealed) },
  refusals: [
    ...OFFERING_REFUSALS,
    ...SEALED_REFUSALS,
    OUTCOMES.duePast,
    OUTCOMES.alreadyGuaranteed,
  ],
  run(ctx, { to, expires: until, sealed: closed, ...key }) {
    const taken = takeOwn(ctx, key);
    if ("outcome" in taken) return taken;
    const { certificate, part } = taken;
    if (ctx.block.time >= certificate.due) return refuse(OUTCOMES.duePast);
    if (to === certificate.debtor) return refuse(OUTCOMES.sameOrganisation);
    const { guarantors = [] } = part;
    if (guarantors.includes(to) || guarantors.length >= GUARANTORS_MAX) {
      return refuse(OUTCOMES.alreadyGuaranteed);
    }
    const unsealable = keepSealed(ctx, key.certificate, closed);
    if (unsealable !== null) return unsealable;
    return placeOffer(ctx, policyNow(ctx.tables), {
      ...{ kind: "guarantee", certificate, part, to, expires: until },
      more: closed === undefined ? {} : { commitment: closed.commitment },
    });
  },
});
