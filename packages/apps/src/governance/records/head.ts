import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { choice, optional, text, uint } from "@tallystick/ledger/app/fields";
import type { TableReader } from "@tallystick/ledger/app/table-access";
import { time } from "../fields.ts";

/** The one row that every statement's gate reads. */
export const head = defineTable({
  name: "head",
  en: "Counters, and which rule book is in force: one row.",
  zh: "计数器与现行公约（仅一行）。",
  key: { id: choice(["head"], { en: "Always `head`.", zh: "恒为 `head`。" }) },
  value: {
    proposals: uint({ en: "Proposals so far.", zh: "提案总数。" }),
    pauses: uint({ en: "Emergency pauses so far.", zh: "紧急暂停总数。" }),
    quotas: uint({ en: "Quotas in force.", zh: "现行配额数。" }),
    ruleBook: optional(uint({ en: "Latest version of the rule book.", zh: "公约最新版本。" })),
    ruleBookFrom: optional(time("From when it is in force", "公约生效时刻")),
    ruleBookBefore: optional(
      uint({ en: "Version in force until then; absent: none.", zh: "此前的现行版本，缺省为无。" }),
    ),
  },
  indexes: {},
});

/** Parameters of governance that the consortium sets. */
export const parameters = defineTable({
  name: "parameters",
  en: "Parameters that are not at their default.",
  zh: "非默认值的参数。",
  key: { name: text({ max: 63, en: "Name of the parameter.", zh: "参数名称。" }) },
  value: {
    value: uint({ en: "Value.", zh: "取值。" }),
    since: time("When it was set", "设定时刻"),
  },
  indexes: { byName: ["name"] },
});

/** Row of the head. */
export type Head = RowOf<typeof head>;

/** The head as it stands. */
export function headOf(table: TableReader<typeof head>): Head {
  return table.get({ id: "head" }) ?? { id: "head", proposals: 0, pauses: 0, quotas: 0 };
}
