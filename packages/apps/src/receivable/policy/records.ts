import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { bigUint, choice, int, list, text, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { DOCUMENT_KINDS, FINDING_CODES } from "../documents/fields.ts";
import { currency, date } from "../fields.ts";

/** Months that no policy goes beyond: the longest tenor that the rules of 2025 allow (银发〔2025〕77号). */
export const TENOR_MONTHS_MAX = 12;

/** Organisations that one list of a policy names at most. */
export const POLICY_ORGANISATIONS_MAX = 256;

/** Holidays and working weekend days in force at a time: eight years of a calendar with 32 a year. */
export const CALENDAR_DAYS_MAX = 256;

const organisations = (en: string, zh: string) =>
  list(organisationId, { max: POLICY_ORGANISATIONS_MAX, en, zh });

/** What a policy says; each part may be set by itself. */
export const policyFields = {
  tenorMonths: uint({
    min: 1,
    max: TENOR_MONTHS_MAX,
    en: "Longest time from issue to maturity, calendar months.",
    zh: "自签发至到期的最长期限（日历月）。",
  }),
  currencies: list(currency, {
    min: 1,
    max: 32,
    en: "Currencies that certificates may be in.",
    zh: "凭证可用的币种。",
  }),
  minimumPart: bigUint({
    en: "Smallest part that a split may leave, minor units.",
    zh: "拆分后单份的最小金额（最小货币单位）。",
  }),
  financiers: organisations("Who may finance. Empty: anybody.", "可提供融资的机构，空为不限。"),
  banks: organisations(
    "Whose members may confirm payments. Empty: any.",
    "可确认付款的银行，空为不限。",
  ),
  feeOnSplit: choice(["allowed", "forbidden"], {
    en: "Whether a transfer of a split part may carry a fee.",
    zh: "拆分转让可否收取费用。",
  }),
  holidays: list(date, {
    max: CALENDAR_DAYS_MAX,
    en: "Days on which banks do not work, beside weekends.",
    zh: "周末以外的银行休息日。",
  }),
  workdays: list(date, {
    max: CALENDAR_DAYS_MAX,
    en: "Weekend days on which banks work.",
    zh: "调休上班的周末日期。",
  }),
  weekend: list(
    uint({ min: 1, max: 7, en: "1 is Monday, 7 is Sunday.", zh: "1 为周一，7 为周日。" }),
    {
      max: 6,
      en: "Days of the week on which banks do not work.",
      zh: "每周银行休息日。",
    },
  ),
  utcOffsetMinutes: int({
    min: -720,
    max: 840,
    en: "Offset from UTC in which dates are counted, minutes.",
    zh: "计算日期所用时区与 UTC 的偏移（分钟）。",
  }),
  requestDays: uint({
    min: 1,
    max: 90,
    en: "Days that a request may stay open at most.",
    zh: "请求的最长有效天数。",
  }),
  presentationDays: uint({
    max: 30,
    en: "Days before maturity from which a part may be presented for payment.",
    zh: "到期日前可提示付款的天数。",
  }),
  allotment: choice(["floor-then-listed-order"], {
    en: "How an amount is divided: each share is floored, the units left go one each in listed order.",
    zh: "金额分配规则：各份额先向下取整，余数按所列顺序逐一分配。",
  }),
  required: list(choice(DOCUMENT_KINDS), {
    max: DOCUMENT_KINDS.length,
    en: "Kinds of document without which trade background is incomplete.",
    zh: "贸易背景不可缺少的单据类别。",
  }),
  blocking: list(choice(FINDING_CODES), {
    max: FINDING_CODES.length,
    en: "Discrepancies that stop an issue or a financing.",
    zh: "阻止签发或融资的差异类别。",
  }),
  sealedTo: list(organisationId, {
    max: 8,
    en: "Organisations to which sealed terms must be sealed too.",
    zh: "密封条款必须同时可由其开启的机构。",
  }),
  citation: text({
    min: 0,
    max: 500,
    en: "The rule that the policy follows.",
    zh: "所依据的规定。",
  }),
} as const;

/** What the network allows, version by version. */
export const policies = defineTable({
  name: "policies",
  en: "What the network allows, version by version; the newest is in force.",
  zh: "网络策略的各版本，最新版本有效。",
  key: { version: uint({ min: 1, en: "1 is that of a new ledger.", zh: "1 为账本初始策略。" }) },
  value: {
    ...policyFields,
    since: uint({
      en: "Block time since which it is in force, ms.",
      zh: "生效的区块时间（毫秒）。",
    }),
    height: uint({ en: "Height of the block that set it.", zh: "设定该策略的区块高度。" }),
  },
  indexes: { byVersion: ["version"] },
});

/** Which version is in force. */
export const policyHead = defineTable({
  name: "policy-head",
  en: "Version of the policy in force.",
  zh: "现行策略的版本。",
  key: { id: choice(["head"]) },
  value: { version: uint({ min: 1, en: "The version.", zh: "版本。" }) },
  indexes: {},
});

/** Row of a policy. */
export type Policy = RowOf<typeof policies>;
