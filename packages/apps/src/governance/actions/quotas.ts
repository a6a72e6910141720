import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import type { TableWriter } from "@tallystick/ledger/app/table-access";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { head, headOf } from "../records/head.ts";
import { allowance, quotaApp, quotaOrganisation, quotas } from "../records/quotas.ts";

/** Sets what an organisation may send to an application. */
export const setQuota = defineAction({
  name: "set-quota",
  title: { en: "Set a quota", zh: "设定配额" },
  summary: {
    en: "Sets how much an organisation may send to an application, by all of its keys together: statements a second, bytes a second, bytes in all. `*` stands for each organisation, or for all applications together.",
    zh: "设定机构（其全部密钥合计）对应用的使用配额：每秒声明数、每秒字节数、总字节数；`*` 指每个机构或全部应用合计。",
  },
  tables: { head, quotas },
  roles: ["consortium"],
  input: { organisation: quotaOrganisation, app: quotaApp, ...allowance },
  output: {},
  refusals: [OUTCOMES.appProtected],
  run({ tables, block }, quota) {
    // A consortium that shuts itself out of governance could not open the door again.
    if (quota.app === "governance") return refuse(OUTCOMES.appProtected);
    if (!tables.quotas.has(quota)) countQuotas(tables.head, 1);
    tables.quotas.put({ ...quota, since: block.time });
    return ok({});
  },
});

/** Removes a quota. */
export const removeQuota = defineAction({
  name: "remove-quota",
  title: { en: "Remove a quota", zh: "取消配额" },
  summary: {
    en: "Removes a quota. What was counted is kept, in case it is set again.",
    zh: "取消配额；已计用量保留。",
  },
  tables: { head, quotas },
  roles: ["consortium"],
  input: { organisation: quotaOrganisation, app: quotaApp },
  output: {},
  refusals: [OUTCOMES.noSuchQuota],
  run({ tables }, key) {
    if (!tables.quotas.delete(key)) return refuse(OUTCOMES.noSuchQuota);
    countQuotas(tables.head, -1);
    return ok({});
  },
});

function countQuotas(table: TableWriter<typeof head>, change: number): void {
  const row = headOf(table);
  table.put({ ...row, quotas: row.quotas + change });
}
