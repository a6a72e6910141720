import { defineTable, NAME_PATTERN, type RowOf } from "@tallystick/ledger/app/define-table";
import { optional, text, uint } from "@tallystick/ledger/app/fields";
import { ID_PATTERN } from "../../membership/fields.ts";
import { time } from "../fields.ts";
import { QUOTA_BYTES_MAX, QUOTA_STATEMENTS_MAX, QUOTA_STORAGE_MAX } from "../limits.ts";

/** Stands for every organisation, or for all applications together. */
export const ALL = "*";

const orAll = (pattern: RegExp) => new RegExp(`(${pattern.source})|^[*]$`);

/** The field for an organisation, or all. */
export const quotaOrganisation = text({
  max: 63,
  pattern: orAll(ID_PATTERN),
  en: "Id of the organisation; `*` for each that has no quota of its own.",
  zh: "机构标识；`*` 指每个未单设配额的机构。",
});

/** The field for an application, or all. */
export const quotaApp = text({
  max: 63,
  pattern: orAll(NAME_PATTERN),
  en: "Name of the application; `*` for all applications together.",
  zh: "应用名称；`*` 指全部应用合计。",
});

/** What a quota allows. */
export const allowance = {
  statements: optional(
    uint({
      max: QUOTA_STATEMENTS_MAX,
      en: "Statements a second. Absent: any.",
      zh: "每秒声明数，缺省不限。",
    }),
  ),
  bytes: optional(
    uint({
      max: QUOTA_BYTES_MAX,
      en: "Bytes of statements a second. Absent: any.",
      zh: "每秒声明字节数，缺省不限。",
    }),
  ),
  storage: optional(
    uint({
      max: QUOTA_STORAGE_MAX,
      en: "Bytes of statements in all, since the quota was first set. Absent: any.",
      zh: "声明总字节数（自首次设定配额起），缺省不限。",
    }),
  ),
} as const;

/** Quotas in force. */
export const quotas = defineTable({
  name: "quotas",
  en: "What organisations may send to applications.",
  zh: "机构对应用的使用配额。",
  key: { organisation: quotaOrganisation, app: quotaApp },
  value: { ...allowance, since: time("When it was set", "设定时刻") },
  indexes: { byOrganisation: ["organisation", "app"] },
});

/** What was used where a quota holds. */
export const usage = defineTable({
  name: "usage",
  en: "What organisations have used of their quotas, whichever of their keys signed.",
  zh: "机构已用配额（不论由其哪个密钥签名）。",
  key: { organisation: quotaOrganisation, app: quotaApp },
  value: {
    at: time("Time of the last statement counted", "最近一次计数的时刻"),
    statements: uint({ en: "Statements counted.", zh: "已计声明数。" }),
    bytes: uint({ en: "Their bytes.", zh: "其字节数。" }),
    statementDebt: uint({
      en: "Thousandths of a statement that the rate has not paid off yet.",
      zh: "尚未被速率抵扣的声明数（千分之一）。",
    }),
    byteDebt: uint({
      en: "Thousandths of a byte that the rate has not paid off yet.",
      zh: "尚未被速率抵扣的字节数（千分之一）。",
    }),
  },
  indexes: { byOrganisation: ["organisation", "app"] },
});

/** Row of a quota. */
export type Quota = RowOf<typeof quotas>;
/** Row of a usage. */
export type Usage = RowOf<typeof usage>;
