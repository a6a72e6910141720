import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { choice, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { currency, DAY_MAX, total } from "../fields.ts";

/** By what exposure is summed. */
export const DIMENSIONS = ["debtor", "guarantor", "holder"] as const;

/** What is owed by, guaranteed by or held by each organisation: kept as parts change, so that nobody has to add up parts. */
export const exposures = defineTable({
  name: "exposures",
  en: "Sums per debtor, guarantor and holder, by currency and tier.",
  zh: "按债务人、保证人、持有人及币种、层级的汇总。",
  key: {
    dimension: choice(DIMENSIONS, { en: "By what it is summed.", zh: "汇总维度。" }),
    organisation: organisationId,
    currency,
    tier: uint({ en: "Tier of the parts; 0 for guarantors.", zh: "流转层级；保证人为 0。" }),
  },
  value: {
    outstanding: total("Received and not ended", "已签收未终止金额"),
    overdue: total("Of these, not paid when due", "其中逾期金额"),
    pledged: total("Of these, pledged", "其中质押金额"),
    financed: total("Of these, financed", "其中已融资金额"),
    redeemed: total("Redeemed so far", "累计兑付金额"),
  },
  indexes: { byOrganisation: ["dimension", "organisation", "currency", "tier"] },
});

/** What a debtor owes on each due date. */
export const exposuresByDue = defineTable({
  name: "exposures-by-due",
  en: "What each debtor owes on each due date.",
  zh: "各债务人按到期日的应付金额。",
  key: {
    organisation: organisationId,
    currency,
    dueDay: uint({
      max: DAY_MAX,
      en: "Due date as days since 1970-01-01.",
      zh: "到期日，自 1970-01-01 起的天数。",
    }),
  },
  value: {
    outstanding: total("Received and not ended", "已签收未终止金额"),
    overdue: total("Of these, not paid when due", "其中逾期金额"),
  },
  indexes: { byDueDay: ["organisation", "currency", "dueDay"] },
});

/** What was ever received in a currency. Bounds every other sum, so that none can run over. */
export const totals = defineTable({
  name: "totals",
  en: "Sums of the whole ledger per currency.",
  zh: "全账本按币种的汇总。",
  key: { currency },
  value: {
    received: total("Received so far", "累计签收金额"),
    redeemed: total("Redeemed so far", "累计兑付金额"),
    cancelled: total("Cancelled after receipt so far", "签收后累计注销金额"),
  },
  indexes: {},
});

/** Row of sums. */
export type Exposure = RowOf<typeof exposures>;
