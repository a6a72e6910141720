import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { flag, optional, uint } from "@tallystick/ledger/app/fields";
import type { TableWriters } from "@tallystick/ledger/app/table-access";
import { authorityOver, authorityTables } from "../authority.ts";
import { capabilities, countsFrom, fromHeight, memberId, scope, until } from "../fields.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { Delegation, delegations } from "../records/rights.ts";
import { RIGHTS_MAX, undelegable } from "../rights.ts";
import { scanAll } from "../scan-all.ts";

/** A delegation lasts a year at most. */
export const DELEGATION_MAX_MS = 366 * 24 * 60 * 60 * 1000;

const delegationNumber = uint({ en: "Number of the delegation.", zh: "委托序号。" });

/** Lends rights to another member. */
export const delegate = defineAction({
  name: "delegate",
  title: { en: "Delegate", zh: "委托" },
  summary: {
    en: "Lends rights to another member of the same organisation until a day. The delegate may do what the delegator may at that moment, and no more; the loan ends with the right itself.",
    zh: "将权限在期限内委托给本机构其他成员；受托人权限始终不超过委托人当时的权限，并随之终止。",
  },
  tables: authorityTables,
  roles: ["member", "operator"],
  input: {
    delegate: memberId,
    capabilities,
    ...scope,
    until,
    redelegable: optional(
      flag({ en: "True when the delegate may lend it further.", zh: "受托人可否再次委托。" }),
    ),
    fromHeight,
  },
  output: { delegation: delegationNumber, fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchMember,
    OUTCOMES.otherOrganisation,
    OUTCOMES.selfGrant,
    OUTCOMES.notDelegable,
    OUTCOMES.heightPast,
    OUTCOMES.timePast,
    OUTCOMES.delegationTooLong,
    OUTCOMES.tooManyRights,
  ],
  run({ tables, block, caller }, input) {
    const {
      delegate: to,
      fromHeight: from = block.height + 1,
      redelegable = false,
      ...lent
    } = input;
    const row = tables.members.get({ member: to });
    if (row === undefined) return refuse(OUTCOMES.noSuchMember);
    if (row.organisation !== caller.organisation) return refuse(OUTCOMES.otherOrganisation);
    if (to === caller.member) return refuse(OUTCOMES.selfGrant);
    const barred = lent.capabilities.find(undelegable);
    if (barred !== undefined) return refuse(OUTCOMES.notDelegable, { capability: barred });
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (lent.until <= block.time) return refuse(OUTCOMES.timePast);
    if (lent.until > block.time + DELEGATION_MAX_MS) return refuse(OUTCOMES.delegationTooLong);
    const given = sweep(tables, "byDelegator", caller.member, block);
    const got = sweep(tables, "byDelegate", to, block);
    if (given.length >= RIGHTS_MAX || got.length >= RIGHTS_MAX) {
      return refuse(OUTCOMES.tooManyRights, { most: RIGHTS_MAX });
    }
    const delegation = 1 + Math.max(-1, ...given.map((one) => one.delegation));
    tables.delegations.put({
      ...{ delegator: caller.member, delegation, delegate: to, redelegable, fromHeight: from },
      ...lent,
    });
    return ok({ delegation, fromHeight: from });
  },
});

/** Takes lent rights back. */
export const endDelegation = defineAction({
  name: "end-delegation",
  title: { en: "End a delegation", zh: "终止委托" },
  summary: {
    en: "Ends a delegation from a height on: by whoever lent, by the delegate, or by an operator of the organisation.",
    zh: "自某高度起终止委托：由委托人、受托人或本机构管理员操作。",
  },
  tables: authorityTables,
  roles: ["member", "operator", "consortium"],
  input: { delegator: memberId, delegation: delegationNumber, fromHeight },
  output: { fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchDelegation,
    OUTCOMES.otherOrganisation,
    OUTCOMES.heightPast,
    OUTCOMES.alreadyEnded,
  ],
  run(ctx, { delegator, delegation, fromHeight: from = ctx.block.height + 1 }) {
    const { tables, block, caller } = ctx;
    const row = tables.delegations.get({ delegator, delegation });
    const lender = row && tables.members.get({ member: delegator });
    if (row === undefined || lender === undefined) return refuse(OUTCOMES.noSuchDelegation);
    const party = caller.member === delegator || caller.member === row.delegate;
    if (!party && authorityOver(ctx, "end-delegation", lender.organisation) === undefined) {
      return refuse(OUTCOMES.otherOrganisation);
    }
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (row.toHeight !== undefined && row.toHeight < from) return refuse(OUTCOMES.alreadyEnded);
    tables.delegations.put({ ...row, toHeight: from - 1 });
    return ok({ fromHeight: from });
  },
});

/** Delegations of an index that last; ended ones are taken off the table, and stay on the log. */
function sweep(
  tables: TableWriters<{ readonly delegations: typeof delegations }>,
  index: "byDelegator" | "byDelegate",
  member: string,
  { height, time }: { readonly height: number; readonly time: number },
): Delegation[] {
  const lasting: Delegation[] = [];
  for (const row of [...scanAll(tables.delegations, index, { prefix: [member] })]) {
    if ((row.toHeight ?? height) < height || row.until < time) tables.delegations.delete(row);
    else lasting.push(row);
  }
  return lasting;
}
