import { defineView } from "@tallystick/ledger/app/define-view";
import { choice, flag, list, optional } from "@tallystick/ledger/app/fields";
import { capability, memberId, roleId, scope } from "../fields.ts";
import { members as memberTable } from "../records/members.ts";
import { organisations as organisationTable } from "../records/organisations.ts";
import {
  delegations as delegationTable,
  grants as grantTable,
  roles as roleTable,
} from "../records/rights.ts";
import { Rights, rightTables } from "../rights.ts";
import { activeAt } from "../standing.ts";
import { next, PAGE_MAX, pageQuery, paging } from "./paging.ts";

/** The roles. */
export const roles = defineView({
  name: "roles",
  title: { en: "Roles", zh: "角色列表" },
  summary: { en: "Roles and their capabilities, by id.", zh: "按标识排列的角色及其权限。" },
  tables: { roles: roleTable },
  input: paging,
  output: { roles: list(roleTable.row, { max: PAGE_MAX }), next },
  run({ tables }, page) {
    const { rows, next: further } = tables.roles.scan("byId", pageQuery(page));
    return { roles: rows, next: further };
  },
});

/** One role, with proof. */
export const role = defineView({
  name: "role",
  title: { en: "A role", zh: "查询角色" },
  summary: { en: "A role, provably there or not.", zh: "查询角色，可证明其是否存在。" },
  tables: { roles: roleTable },
  proves: true,
  input: { role: roleId },
  output: { role: optional(roleTable.row) },
  run({ tables }, { role: id }) {
    return { role: tables.roles.get({ role: id }) };
  },
});

/** Who holds what. */
export const grants = defineView({
  name: "grants",
  title: { en: "Grants", zh: "授权列表" },
  summary: {
    en: "Grants of a member, or of a role, with what narrows them. Ended ones may be listed until they are swept.",
    zh: "某成员或某角色的授权及其范围；已终止的授权在清理前仍会列出。",
  },
  tables: { grants: grantTable },
  input: { member: optional(memberId), role: optional(roleId), ...paging },
  output: { grants: list(grantTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { member, role: id, ...page }) {
    const [index, first, second] =
      member === undefined
        ? (["byRole", id, undefined] as const)
        : (["byMember", member, id] as const);
    const prefix = [first, second].filter((value) => value !== undefined);
    const { rows, next: further } = tables.grants.scan(index, pageQuery(page, prefix));
    return { grants: rows, next: further };
  },
});

/** Who has lent what to whom. */
export const delegations = defineView({
  name: "delegations",
  title: { en: "Delegations", zh: "委托列表" },
  summary: {
    en: "Rights that a member has lent, or that were lent to it.",
    zh: "某成员出借或获得的委托。",
  },
  tables: { delegations: delegationTable },
  input: {
    member: memberId,
    side: optional(
      choice(["delegator", "delegate"], {
        en: "Which side the member is on. Default: delegator.",
        zh: "成员为委托人或受托人，默认为委托人。",
      }),
    ),
    ...paging,
  },
  output: { delegations: list(delegationTable.row, { max: PAGE_MAX }), next },
  run({ tables }, { member, side, ...page }) {
    const index = side === "delegate" ? "byDelegate" : "byDelegator";
    const { rows, next: further } = tables.delegations.scan(index, pageQuery(page, [member]));
    return { delegations: rows, next: further };
  },
});

/** Whether a member may do something, and why. */
export const may = defineView({
  name: "may",
  title: { en: "Who may", zh: "权限查询" },
  summary: {
    en: "Whether a member would be let through to an action in the next block, and by which right. The action itself may still refuse.",
    zh: "查询成员在下一区块是否有权调用某操作及其依据；操作本身仍可能拒绝。",
  },
  tables: rightTables,
  input: {
    member: memberId,
    action: capability,
    open: optional(
      list(choice(["operator", "member"]), {
        max: 2,
        en: "Built-in roles for which the action is open, as its reference page says.",
        zh: "操作对哪些内置角色开放，见参考页。",
      }),
    ),
    recordClass: scope.recordClass,
    organisation: scope.organisation,
  },
  output: {
    member: optional(memberTable.row),
    organisation: optional(organisationTable.row),
    allowed: flag({ en: "True when it would be let through.", zh: "是否有权。" }),
    by: choice(["role", "grant", "delegation", "nothing", "suspended", "unknown"], {
      en: "By which right, or why not.",
      zh: "权限依据，或无权的原因。",
    }),
    grant: optional(grantTable.row),
    delegation: optional(delegationTable.row),
  },
  run({ tables, height, time }, { member: id, action, open = [], ...touched }) {
    const row = tables.members.get({ member: id });
    const organisation = row && tables.organisations.get({ organisation: row.organisation });
    if (row === undefined || organisation === undefined) return { allowed: false, by: "unknown" };
    const found = { member: row, organisation };
    const at = height + 1;
    if (!activeAt(row, at) || !activeAt(organisation, at)) {
      return { ...found, allowed: false, by: "suspended" };
    }
    if (open.includes(row.role)) return { ...found, allowed: true, by: "role" };
    const app = action.slice(0, action.indexOf("."));
    const narrowed = Object.fromEntries(
      Object.entries(touched).filter(([, value]) => value !== undefined),
    );
    const wish = { action, app, roles: open, scope: narrowed, height: at, time };
    const rights = new Rights(tables);
    const grant = rights.granted(row, wish);
    if (grant !== undefined) return { ...found, allowed: true, by: "grant", grant };
    const delegation = rights.lent(row, wish);
    if (delegation === undefined) return { ...found, allowed: false, by: "nothing" };
    return { ...found, allowed: true, by: "delegation", delegation };
  },
});
