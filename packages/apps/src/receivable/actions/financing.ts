import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { flag, optional } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { background, findingsField } from "../documents/fields.ts";
import { amount, end, expires, paymentLeg, requestNumber, sealed, settlement } from "../fields.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { policyNow } from "../policy/policy-at.ts";
import { backgroundTables, takeBackground } from "../rules/background.ts";
import { passedBy } from "../rules/chain.ts";
import { placeOffer } from "../rules/offer.ts";
import { OFFERING_REFUSALS, offering, partKey, takeOwn } from "../rules/offering.ts";
import { judgePrice, PRICE_REFUSALS, priceReaders } from "../rules/price.ts";
import { keepSealed, SEALED_REFUSALS, sealedTables } from "../rules/sealed.ts";
import { CUT_REFUSALS, cut } from "../rules/split.ts";
import { whyNot } from "../rules/standing.ts";

/** A holder turns a part into money before it is due. */
export const offerFinance = defineAction({
  ...offering,
  name: "offer-finance",
  title: { en: "Offer for finance", zh: "融资" },
  summary: {
    en: "The holder offers a part, or units of it, to a financier, with the documents behind it and sealed terms. Title goes to the financier when it accepts (free of payment) or when the bank has confirmed its payment (delivery versus payment). Units are financed once.",
    zh: "持有人将全部或部分单位连同贸易单据与密封条款提交资金方融资：票款分离于接受时、票款对付于银行确认付款时转移权利；同一单位仅可融资一次。",
  },
  tables: { ...offering.tables, ...backgroundTables, ...sealedTables },
  input: {
    ...partKey,
    amount: optional(amount),
    to: organisationId,
    expires,
    settlement,
    payment: optional(paymentLeg),
    recourse: optional(
      flag({ en: "False: the holder is not liable later.", zh: "为假时融资方无权向持有人追索。" }),
    ),
    background,
    sealed: optional(sealed),
  },
  output: { request: requestNumber, end, findings: findingsField },
  refusals: [
    ...OFFERING_REFUSALS,
    ...CUT_REFUSALS,
    ...SEALED_REFUSALS,
    OUTCOMES.duePast,
    OUTCOMES.settlementIncomplete,
    OUTCOMES.notAFinancier,
    OUTCOMES.alreadyFinanced,
    ...PRICE_REFUSALS,
    OUTCOMES.backgroundBlocked,
  ],
  run(ctx, { certificate: number, start, amount: units, to, expires: until, ...terms }) {
    const { tables, block } = ctx;
    const taken = takeOwn(ctx, { certificate: number, start });
    if ("outcome" in taken) return taken;
    const { certificate } = taken;
    if (block.time >= certificate.due) return refuse(OUTCOMES.duePast);
    const pieces = cut(certificate, taken.part, units);
    if ("outcome" in pieces) return pieces;
    const { head: part, rest } = pieces;
    const size = part.end - part.start;
    const { payment, recourse } = terms;
    if ((payment !== undefined) !== (terms.settlement === "delivery-versus-payment")) {
      return refuse(OUTCOMES.settlementIncomplete);
    }
    if (part.financed !== undefined) return refuse(OUTCOMES.alreadyFinanced);
    // Before the documents: nobody learns from them what a part in another state was used for.
    if (part.flag !== "circulable") return whyNot(part);
    const unpriced = judgePrice(payment, terms.sealed, size);
    if (unpriced !== null) return unpriced;
    const policy = policyNow(tables);
    if (policy.financiers.length > 0 && !policy.financiers.includes(to)) {
      return refuse(OUTCOMES.notAFinancier);
    }
    // The papers of the certificate, or those for which the holder was paid with the part.
    const buyer = passedBy(tables.endorsements, part);
    const also = buyer === undefined ? [] : [{ seller: part.holder, buyer }];
    const findings = takeBackground(tables, policy, ctx, {
      ...{ certificate, side: "financed", amount: size, cited: terms.background, also },
    });
    if ("outcome" in findings) return findings;
    if (rest !== undefined) tables.parts.put(rest);
    const unsealable = keepSealed(ctx, number, terms.sealed, priceReaders(payment, to));
    if (unsealable !== null) return unsealable;
    const placed = placeOffer(ctx, policy, {
      ...{ kind: "finance", certificate, part, to, expires: until, payment },
      more: { recourse, commitment: terms.sealed?.commitment },
    });
    if (placed.outcome !== null) return placed;
    return ok({
      ...{ request: placed.data.request, end: part.end },
      findings: findings.map(({ code, documents }) => ({ code, documents: [...documents] })),
    });
  },
});
