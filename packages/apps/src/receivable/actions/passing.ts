import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { flag, list, optional, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import {
  amount,
  end,
  expires,
  paymentLeg,
  reason,
  requestNumber,
  sealed,
  start,
} from "../fields.ts";
import { PIECES_MAX, SHARE_MAX } from "../limits.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { allot } from "../policy/allot.ts";
import { policyNow } from "../policy/policy-at.ts";
import { consents } from "../records/requests.ts";
import { complete } from "../rules/complete.ts";
import { takesPart } from "../rules/context.ts";
import { placeOffer } from "../rules/offer.ts";
import { OFFERING_REFUSALS, offering, partKey, takeOwn } from "../rules/offering.ts";
import { judgePrice, PRICE_REFUSALS, priceReaders } from "../rules/price.ts";
import { keepSealed, SEALED_REFUSALS, sealedTables } from "../rules/sealed.ts";
import { CUT_REFUSALS, cut } from "../rules/split.ts";
import { whyNot } from "../rules/standing.ts";
import { ask } from "../transitions.ts";

/** A part is cut into pieces that its holder keeps. */
export const split = defineAction({
  ...offering,
  name: "split",
  title: { en: "Split a part", zh: "拆分" },
  summary: {
    en: "Cuts pieces of the given amounts off the front of a part, and what is left stays behind them; or all of it by shares, which are floored and then get what is left one unit each, in order. Each piece has the holder, the state and the history of the part.",
    zh: "自子区间前端依次按所列金额拆分，余额居后；或按份额全部拆分，先向下取整，余数依次各加一个单位。各份沿用原持有人、状态与背书。",
  },
  input: {
    ...partKey,
    amounts: optional(
      list(amount, { min: 1, max: PIECES_MAX, en: "In order.", zh: "依次的金额。" }),
    ),
    shares: optional(
      list(uint({ min: 1, max: SHARE_MAX, en: "Weight of a piece.", zh: "该份的权重。" }), {
        ...{ min: 2, max: PIECES_MAX },
        en: "In place of amounts: the weight of each piece, in order.",
        zh: "代替金额：各份依次的权重。",
      }),
    ),
  },
  output: { rest: start },
  refusals: [...OFFERING_REFUSALS, ...CUT_REFUSALS, OUTCOMES.splitUnclear],
  run(ctx, { amounts: given, shares, ...key }) {
    if ((given === undefined) === (shares === undefined)) return refuse(OUTCOMES.splitUnclear);
    const taken = takeOwn(ctx, key);
    if ("outcome" in taken) return taken;
    const { certificate } = taken;
    let { part } = taken;
    if (part.status !== "received" || part.flag !== "circulable") return whyNot(part);
    for (const units of given ?? allotted(part.end - part.start, shares ?? [])) {
      const pieces = cut(certificate, part, units);
      if ("outcome" in pieces) return pieces;
      ctx.tables.parts.put(pieces.head);
      // The last units are a piece of their own only when something is cut off before them.
      if (pieces.rest === undefined) return refuse(OUTCOMES.amountOutOfRange);
      part = pieces.rest;
    }
    ctx.tables.parts.put(part);
    return ok({ rest: part.start });
  },
});

/** Amounts of all pieces but the last, which is what is left of the part. */
function allotted(size: bigint, shares: readonly number[]): bigint[] {
  const denominator = BigInt(shares.reduce((sum, weight) => sum + weight, 0));
  const pieces = shares.map((weight) => ({ numerator: BigInt(weight), denominator }));
  return allot(size, pieces).slice(0, -1);
}

const transferRefusals = [
  ...OFFERING_REFUSALS,
  ...CUT_REFUSALS,
  ...SEALED_REFUSALS,
  OUTCOMES.duePast,
  OUTCOMES.feeForbidden,
  ...PRICE_REFUSALS,
] as const;

/** A holder passes units on. */
export const offerTransfer = defineAction({
  ...offering,
  name: "offer-transfer",
  title: { en: "Offer a transfer", zh: "转让" },
  summary: {
    en: "The holder offers a part, or units of it, to another organisation. It completes when that organisation accepts, or at once under its standing consent; with a payment, when the bank has confirmed it too.",
    zh: "持有人将全部或部分单位转让给另一机构：对方接受时完成，有长期同意时即时完成；附付款的须银行确认。",
  },
  tables: { ...offering.tables, ...sealedTables, consents },
  input: {
    ...partKey,
    amount: optional(amount),
    to: organisationId,
    expires,
    transferable: optional(
      flag({ en: "False: the receiver may not pass it on.", zh: "为假时受让人不得再转让。" }),
    ),
    recourse: optional(
      flag({ en: "False: the holder is not liable later.", zh: "为假时转让人不承担被追索责任。" }),
    ),
    fee: optional(amount),
    payment: optional(paymentLeg),
    sealed: optional(sealed),
    reason: optional(reason),
  },
  output: {
    request: optional(requestNumber),
    endorsement: optional(requestNumber),
    end,
  },
  refusals: transferRefusals,
  run(ctx, { certificate: number, start: first, amount: units, to, expires: until, ...terms }) {
    const { tables, reads, block, caller, index } = ctx;
    const taken = takeOwn(ctx, { certificate: number, start: first });
    if ("outcome" in taken) return taken;
    const { certificate } = taken;
    if (block.time >= certificate.due) return refuse(OUTCOMES.duePast);
    const pieces = cut(certificate, taken.part, units);
    if ("outcome" in pieces) return pieces;
    const { head: part, rest } = pieces;
    const { fee, payment, transferable, recourse, reason: why } = terms;
    const unpriced = judgePrice(payment, terms.sealed, part.end - part.start);
    if (unpriced !== null) return unpriced;
    if (rest !== undefined) tables.parts.put(rest);
    const unsealable = keepSealed(ctx, number, terms.sealed, priceReaders(payment, to));
    if (unsealable !== null) return unsealable;
    const from = caller.organisation;
    // What the consent does not speak of, the receiver is asked for.
    const asks = fee !== undefined || payment !== undefined || transferable === false;
    const consent = asks ? undefined : tables.consents.get({ to, from });
    if (consent !== undefined && block.time <= consent.until) {
      if (!takesPart(reads, to, block.height)) return refuse(OUTCOMES.noSuchOrganisation);
      const asked = ask(part, "transfer", { request: index, kind: "transfer", until: block.time });
      const agreement = { kind: "transfer", from, to, recourse } as const;
      const at = { index, time: block.time };
      const passed = asked && complete(tables, certificate, asked, agreement, at);
      return passed === undefined ? whyNot(part) : ok({ endorsement: index, end: part.end });
    }
    const policy = policyNow(tables);
    if (fee !== undefined && rest !== undefined && policy.feeOnSplit === "forbidden") {
      return refuse(OUTCOMES.feeForbidden);
    }
    const placed = placeOffer(ctx, policy, {
      ...{ kind: "transfer", certificate, part, to, expires: until, payment },
      more: { fee, transferable, recourse, reason: why, commitment: terms.sealed?.commitment },
    });
    return placed.outcome === null ? ok({ request: index, end: part.end }) : placed;
  },
});
