import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { bigUint, flag, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { number, time } from "../../supervision/fields.ts";
import { AMOUNT_MAX, amount, certificateNumber, currency, DAY_MAX } from "../fields.ts";

/** Certificates: what was promised, by whom, for when. Every part of one shares this. */
export const certificates = defineTable({
  name: "certificates",
  en: "Certificates of receivables: who owes what to whom, and when.",
  zh: "应收账款凭证：债务人、债权人、金额与到期日。",
  key: { certificate: certificateNumber },
  value: {
    drawer: organisationId,
    debtor: organisationId,
    payee: organisationId,
    currency,
    amount,
    issued: time("It was registered", "登记时间"),
    dueDay: uint({
      max: DAY_MAX,
      en: "Due date as days since 1970-01-01, in the zone of the policy.",
      zh: "到期日，自 1970-01-01 起的天数，按规则所定时区。",
    }),
    due: time("The due date begins", "到期日开始时刻"),
    payBy: time(
      "Last moment for payment: the end of the due date, or of the business day that follows",
      "最后付款时刻：到期日或其后首个工作日结束",
    ),
    transferable: flag({ en: "Whether it may be passed on.", zh: "可否转让。" }),
    divisible: flag({ en: "Whether it may be split.", zh: "可否拆分。" }),
    recourse: flag({
      en: "Whether a holder who is not paid may turn to those before.",
      zh: "持有人未获付款时可否向前手追索。",
    }),
    policy: number("Version of the policy it was registered under.", "登记时所依规则版本。"),
    minimumPart: bigUint({
      max: AMOUNT_MAX,
      en: "Smallest part, minor units, from that policy.",
      zh: "最小拆分金额（最小单位），取自该规则。",
    }),
    redeemed: bigUint({
      max: AMOUNT_MAX,
      en: "Units redeemed so far.",
      zh: "已兑付单位数。",
    }),
    cancelled: bigUint({
      max: AMOUNT_MAX,
      en: "Units cancelled so far.",
      zh: "已注销单位数。",
    }),
  },
  indexes: { byDebtor: ["debtor", "due"], byDrawer: ["drawer", "certificate"] },
});

/** Row of a certificate. */
export type Certificate = RowOf<typeof certificates>;
