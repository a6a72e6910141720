import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { optional, uint } from "@tallystick/ledger/app/fields";
import type { TableWriters } from "@tallystick/ledger/app/table-access";
import { authorityOver, authorityOverMember, authorityTables } from "../authority.ts";
import { countsFrom, fromHeight, memberId, roleId, scope, until } from "../fields.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { GrantRow, grants } from "../records/rights.ts";
import { RIGHTS_MAX } from "../rights.ts";
import { scanAll } from "../scan-all.ts";

const grantNumber = uint({ en: "Number of the grant.", zh: "授予序号。" });

/** Grants a role to a member. */
export const grant = defineAction({
  name: "grant",
  title: { en: "Grant a role", zh: "授予角色" },
  summary: {
    en: "Grants a role, within a scope and until a day: by decision of the organisations, or, where the role allows it, by an operator to another member of its own organisation.",
    zh: "在一定范围和期限内授予角色：经机构共同决定，或在角色允许时由管理员授予本机构其他成员。",
  },
  tables: authorityTables,
  roles: ["operator", "consortium"],
  input: { member: memberId, role: roleId, ...scope, fromHeight, until: optional(until) },
  output: { grant: grantNumber, fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchMember,
    OUTCOMES.noSuchRole,
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.otherOrganisation,
    OUTCOMES.roleNotForOperators,
    OUTCOMES.selfGrant,
    OUTCOMES.heightPast,
    OUTCOMES.timePast,
    OUTCOMES.tooManyRights,
  ],
  run(ctx, input) {
    const { tables, block, caller } = ctx;
    const { member, role: id, fromHeight: from = block.height + 1, ...narrowed } = input;
    const row = tables.members.get({ member });
    if (row === undefined) return refuse(OUTCOMES.noSuchMember);
    const role = tables.roles.get({ role: id });
    if (role === undefined || role.toHeight !== undefined) return refuse(OUTCOMES.noSuchRole);
    const authority = authorityOver(ctx, "grant", row.organisation);
    if (authority === undefined) return refuse(OUTCOMES.otherOrganisation);
    if (authority !== "consortium") {
      if (!role.operators) return refuse(OUTCOMES.roleNotForOperators);
      if (caller.member === member) return refuse(OUTCOMES.selfGrant);
      if ((narrowed.organisation ?? row.organisation) !== row.organisation) {
        return refuse(OUTCOMES.otherOrganisation);
      }
      narrowed.organisation = row.organisation;
    }
    const { organisation } = narrowed;
    if (organisation !== undefined && !tables.organisations.has({ organisation })) {
      return refuse(OUTCOMES.noSuchOrganisation);
    }
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (narrowed.until !== undefined && narrowed.until <= block.time)
      return refuse(OUTCOMES.timePast);
    const held = sweep(tables, member, block);
    if (held.length >= RIGHTS_MAX) return refuse(OUTCOMES.tooManyRights, { most: RIGHTS_MAX });
    const same = held.filter((one) => one.role === id);
    const number = 1 + Math.max(-1, ...same.map((one) => one.grant));
    tables.grants.put({
      ...{ member, role: id, grant: number, by: caller.member, fromHeight: from },
      ...narrowed,
    });
    return ok({ grant: number, fromHeight: from });
  },
});

/** Ends a grant. */
export const revokeGrant = defineAction({
  name: "revoke-grant",
  title: { en: "Revoke a grant", zh: "撤销授权" },
  summary: {
    en: "Ends a grant from a height on: by decision of the organisations, by an operator of the member's organisation, or by the member itself.",
    zh: "自某高度起撤销授权：经机构共同决定，或由成员所属机构的管理员、成员本人操作。",
  },
  tables: authorityTables,
  roles: ["member", "operator", "consortium"],
  input: { member: memberId, role: roleId, grant: grantNumber, fromHeight },
  output: { fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchGrant,
    OUTCOMES.otherOrganisation,
    OUTCOMES.heightPast,
    OUTCOMES.alreadyEnded,
  ],
  run(ctx, { member, role, grant: number, fromHeight: from = ctx.block.height + 1 }) {
    const { tables, block, caller } = ctx;
    const row = tables.grants.get({ member, role, grant: number });
    const owner = row && tables.members.get({ member });
    if (row === undefined || owner === undefined) return refuse(OUTCOMES.noSuchGrant);
    const own = caller.member === member;
    if (!own && authorityOverMember(ctx, "revoke-grant", owner) === undefined) {
      return refuse(OUTCOMES.otherOrganisation);
    }
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (row.toHeight !== undefined && row.toHeight < from) return refuse(OUTCOMES.alreadyEnded);
    tables.grants.put({ ...row, toHeight: from - 1 });
    return ok({ fromHeight: from });
  },
});

/**
 * Grants that a member holds or is to hold. Those that have ended are taken off the table, so that a
 * long life does not use up the room; the log keeps them.
 */
function sweep(
  tables: TableWriters<{ readonly grants: typeof grants }>,
  member: string,
  { height, time }: { readonly height: number; readonly time: number },
): GrantRow[] {
  const held: GrantRow[] = [];
  for (const row of [...scanAll(tables.grants, "byMember", { prefix: [member] })]) {
    const ended = (row.toHeight ?? height) < height || (row.until ?? time) < time;
    if (ended) tables.grants.delete(row);
    else held.push(row);
  }
  return held;
}
