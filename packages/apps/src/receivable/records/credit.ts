import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { organisationId } from "../../membership/fields.ts";
import { currency, total } from "../fields.ts";

/**
 * How each organisation has kept its promises, in units ever counted; kept as parts change. Organisations
 * alone: no member, and no person, is in a row of it.
 */
export const creditRecords = defineTable({
  name: "credit-records",
  en: "How organisations have kept their promises, by currency: plain sums, never a judgement. Organisations alone, never persons.",
  zh: "各机构按币种的履约汇总：仅为数字，不作评判；仅限机构，不涉及个人。",
  key: { organisation: organisationId, currency },
  value: {
    promised: total("Its promises that a payee has received", "其承诺且已由收款人签收的金额"),
    redeemedOnTime: total(
      "Of these, redeemed by the last moment for payment",
      "其中在最后付款时刻之前兑付的金额",
    ),
    redeemedLate: total(
      "Of these, redeemed after the last moment for payment, whoever was late",
      "其中在最后付款时刻之后兑付的金额，无论何方迟延",
    ),
    presentedLate: total(
      "Of those redeemed late, by a request made only after the last moment for payment",
      "逾期兑付中，付款请求本身晚于最后付款时刻的金额",
    ),
    overdue: total("Marked as overdue and neither redeemed nor cancelled", "当前逾期未付金额"),
    cancelled: total("Cancelled after receipt, by consent", "签收后协议注销的金额"),
    recourseClaimed: total(
      "Claimed from it by recourse, but for claims withdrawn or run out unanswered",
      "向其追索的金额，不含撤回或逾期未答复者",
    ),
    recoursePaid: total("Of these, paid by it", "其中已由其清偿的金额"),
  },
  indexes: { byOrganisation: ["organisation", "currency"] },
});

/** Row of a credit record. */
export type CreditRecord = RowOf<typeof creditRecords>;
