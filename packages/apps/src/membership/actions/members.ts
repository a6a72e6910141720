import {
  type ActionContext,
  type ActionResult,
  defineAction,
  ok,
  refuse,
} from "@tallystick/ledger/app/define-action";
import { optional, text } from "@tallystick/ledger/app/fields";
import { authorityOver, authorityOverMember, authorityTables } from "../authority.ts";
import {
  coseKey,
  countsFrom,
  fromHeight,
  keyId,
  keyPurposes,
  memberId,
  memberKind,
  organisationId,
  role,
  until,
} from "../fields.ts";
import { KEY_REFUSALS, newKeyRow, refusedKey, replaceable } from "../key-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { displayName, type Member } from "../records/members.ts";
import { activeAt, endFrom, returnFrom } from "../standing.ts";

/** Enrols a member with a first key. */
export const enrol = defineAction({
  name: "enrol",
  title: { en: "Enrol a member", zh: "登记成员" },
  summary: {
    en: "Enrols a member of the operator's organisation, or of a founding one that never had operators, with a first key.",
    zh: "为本机构（或从未有管理员的创始机构）登记成员及其首个密钥。",
  },
  tables: authorityTables,
  roles: ["operator", "consortium"],
  scope: ({ organisation }) => ({ organisation }),
  input: {
    member: memberId,
    organisation: organisationId,
    role,
    key: coseKey,
    kind: optional(memberKind),
    displayName,
    purposes: optional(keyPurposes),
    notAfter: optional(until),
  },
  output: { keyId, fromHeight: countsFrom },
  refusals: [
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.otherOrganisation,
    OUTCOMES.organisationSuspended,
    OUTCOMES.operatorsOnly,
    OUTCOMES.notForDevices,
    OUTCOMES.memberExists,
    ...KEY_REFUSALS,
  ],
  run(ctx, input) {
    const { tables, block, suite } = ctx;
    const { member, organisation, role: as, key, kind, displayName: shown, ...limits } = input;
    const home = tables.organisations.get({ organisation });
    if (home === undefined) return refuse(OUTCOMES.noSuchOrganisation);
    const authority = authorityOver(ctx, "enrol", organisation);
    if (authority === undefined) return refuse(OUTCOMES.otherOrganisation);
    if (!activeAt(home, block.height)) return refuse(OUTCOMES.organisationSuspended);
    if (authority === "grant" && as === "operator") return refuse(OUTCOMES.operatorsOnly);
    if (kind === "device" && as === "operator") return refuse(OUTCOMES.notForDevices);
    if (tables.members.has({ member })) return refuse(OUTCOMES.memberExists);
    const from = block.height + 1;
    const made = newKeyRow(tables, suite, block, { member, key, fromHeight: from, ...limits });
    if (refusedKey(made)) return made;
    tables.members.put({
      ...{ member, organisation, role: as, since: block.height },
      ...(kind === undefined ? {} : { kind }),
      ...(shown === undefined ? {} : { displayName: shown }),
    });
    tables.keys.put(made);
    return ok({ keyId: made.keyId, fromHeight: from });
  },
});

const reason = text({
  max: 500,
  en: "Why, for everybody to read: no personal data.",
  zh: "原因，所有人可见，请勿包含个人信息。",
});
const ending = { member: memberId, reason, fromHeight };
const changing = { tables: authorityTables, roles: ["operator", "consortium"] } as const;
const CHANGE_REFUSALS = [
  OUTCOMES.noSuchMember,
  OUTCOMES.otherOrganisation,
  OUTCOMES.heightPast,
] as const;
const END_REFUSALS = [...CHANGE_REFUSALS, OUTCOMES.alreadyEnded, OUTCOMES.lastOperator] as const;

/** Suspends a member until it is reinstated. */
export const suspendMember = defineAction({
  name: "suspend-member",
  title: { en: "Suspend a member", zh: "暂停成员" },
  summary: {
    en: "From a height on nothing that the member signs is accepted, until it is reinstated. Its records and receipts stand.",
    zh: "自某高度起不再接受该成员的签名，直至恢复；其已有记录与回执不受影响。",
  },
  ...changing,
  input: ending,
  output: { fromHeight: countsFrom },
  refusals: END_REFUSALS,
  run: (ctx, input) => end(ctx, "suspend-member", "suspended", input),
});

/** Removes a member for good. */
export const removeMember = defineAction({
  name: "remove-member",
  title: { en: "Remove a member", zh: "移除成员" },
  summary: {
    en: "The same for good: a removed member is not reinstated. Its keys stay on the ledger, because old receipts need them.",
    zh: "永久移除成员；其密钥留存于账本，以供验证旧回执。",
  },
  ...changing,
  input: ending,
  output: { fromHeight: countsFrom },
  refusals: END_REFUSALS,
  run: (ctx, input) => end(ctx, "remove-member", "removed", input),
});

/** Ends a suspension. */
export const reinstateMember = defineAction({
  name: "reinstate-member",
  title: { en: "Reinstate a member", zh: "恢复成员" },
  summary: {
    en: "Ends the suspension of a member from a height on, or calls off one that has not begun.",
    zh: "自某高度起恢复被暂停的成员，或取消尚未生效的暂停。",
  },
  ...changing,
  input: { member: memberId, fromHeight },
  output: { fromHeight: countsFrom },
  refusals: [...CHANGE_REFUSALS, OUTCOMES.notSuspended],
  run(ctx, { member, fromHeight: from = ctx.block.height + 1 }) {
    const { tables, block } = ctx;
    const row = tables.members.get({ member });
    if (row === undefined) return refuse(OUTCOMES.noSuchMember);
    if (authorityOverMember(ctx, "reinstate-member", row) === undefined) {
      return refuse(OUTCOMES.otherOrganisation);
    }
    if (from <= block.height) return refuse(OUTCOMES.heightPast);
    if (row.status !== "suspended") return refuse(OUTCOMES.notSuspended);
    const statusFrom = returnFrom(row, from, block.height);
    tables.members.put({ ...row, status: "active", statusFrom });
    return ok({ fromHeight: from });
  },
});

type Ctx = ActionContext<typeof authorityTables>;

function end(
  ctx: Ctx,
  action: string,
  status: "suspended" | "removed",
  {
    member,
    fromHeight: from = ctx.block.height + 1,
  }: { member: string; fromHeight?: number | undefined },
): ActionResult<{ fromHeight: number }, (typeof END_REFUSALS)[number]> {
  const { tables, block } = ctx;
  const row = tables.members.get({ member });
  if (row === undefined) return refuse(OUTCOMES.noSuchMember);
  if (authorityOverMember(ctx, action, row) === undefined)
    return refuse(OUTCOMES.otherOrganisation);
  if (from <= block.height) return refuse(OUTCOMES.heightPast);
  if (row.status === "removed" && row.statusFrom !== undefined && row.statusFrom <= from) {
    return refuse(OUTCOMES.alreadyEnded);
  }
  const statusFrom = endFrom(row, from, block.height);
  if (leavesNobody(ctx, row, from)) return refuse(OUTCOMES.lastOperator);
  const final = row.status === "removed" ? "removed" : status;
  tables.members.put({ ...row, status: final, statusFrom });
  return ok({ fromHeight: statusFrom });
}

function leavesNobody({ tables }: Ctx, row: Member, from: number): boolean {
  return row.role === "operator" && !replaceable(tables, row, from);
}
