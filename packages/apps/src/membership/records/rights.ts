import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { flag, optional, text, uint } from "@tallystick/ledger/app/fields";
import { capabilities, countsFrom, countsTo, memberId, roleId, scope, until } from "../fields.ts";

/** Named sets of capabilities. */
export const roles = defineTable({
  name: "roles",
  en: "Named sets of capabilities.",
  zh: "具名的权限集合。",
  key: { role: roleId },
  value: {
    title: text({ max: 200, en: "Name for people.", zh: "角色名称。" }),
    capabilities,
    fromHeight: countsFrom,
    before: optional(capabilities),
    operators: flag({
      en: "True when operators may grant it inside their own organisation.",
      zh: "管理员可否在本机构内授予该角色。",
    }),
    toHeight: countsTo,
  },
  indexes: { byId: ["role"] },
});

/** Who holds which role, and how far. */
export const grants = defineTable({
  name: "grants",
  en: "Roles granted to members, with what narrows them.",
  zh: "授予成员的角色及其范围。",
  key: {
    member: memberId,
    role: roleId,
    grant: uint({ en: "Counts the grants of this role.", zh: "该角色的授予序号。" }),
  },
  value: {
    ...scope,
    by: memberId,
    fromHeight: countsFrom,
    until: optional(until),
    toHeight: countsTo,
  },
  indexes: { byMember: ["member", "role", "grant"], byRole: ["role", "member", "grant"] },
});

/** Rights that a member has lent to another. */
export const delegations = defineTable({
  name: "delegations",
  en: "Rights lent by one member to another, never more than the lender has.",
  zh: "成员出借给他人的权限，不超过出借者自身的权限。",
  key: {
    delegator: memberId,
    delegation: uint({ en: "Counts the delegator's delegations.", zh: "委托人的委托序号。" }),
  },
  value: {
    delegate: memberId,
    capabilities,
    ...scope,
    until,
    redelegable: flag({
      en: "True when the delegate may lend it further.",
      zh: "受托人可否再次委托。",
    }),
    fromHeight: countsFrom,
    toHeight: countsTo,
  },
  indexes: {
    byDelegator: ["delegator", "delegation"],
    byDelegate: ["delegate", "delegator", "delegation"],
  },
});

/** Row of a role. */
export type RoleRow = RowOf<typeof roles>;
/** Row of a grant. */
export type GrantRow = RowOf<typeof grants>;
/** Row of a delegation. */
export type Delegation = RowOf<typeof delegations>;
