import { type ActionContext, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { choice, optional, uint } from "@tallystick/ledger/app/fields";
import { authorityOverMember, authorityTables } from "../authority.ts";
import { coseKey, memberId } from "../fields.ts";
import { identify, prefixTaken } from "../key-rules.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { Member } from "../records/members.ts";
import {
  guardians,
  type Recovery,
  type RecoveryPolicy,
  recoveries,
  recoveryPolicies,
  threshold,
  waitMs,
} from "../records/recovery.ts";
import { guardiansRefusal, openRecovery, restore, standingApprovals } from "../recovery-rules.ts";

const tables = { ...authorityTables, recoveryPolicies, recoveries };
type Ctx = ActionContext<typeof tables>;

const recoveryNumber = uint({ en: "Number of the recovery.", zh: "恢复序号。" });
const progress = {
  recovery: recoveryNumber,
  status: choice(["open", "done"], {
    en: "done: the old keys have ended with this block, the new one counts from the next.",
    zh: "done 表示旧密钥随本区块终止，新密钥自下一区块起生效。",
  }),
  missing: uint({ en: "Guardians still to agree.", zh: "尚须同意的监护人数。" }),
  readyAt: optional(
    uint({
      en: "Block time from which it can be completed.",
      zh: "可完成恢复的区块时间。",
    }),
  ),
};

/** Names a member's guardians. */
export const setRecovery = defineAction({
  name: "set-recovery",
  title: { en: "Name guardians", zh: "设置恢复监护人" },
  summary: {
    en: "Says who restores a member's access when its keys are lost, and how many of them it takes: by the member, or an operator of its organisation. An open recovery is cancelled.",
    zh: "设置成员密钥丢失时的恢复监护人及所需人数，由成员本人或本机构管理员操作；进行中的恢复随之取消。",
  },
  tables,
  roles: ["member", "operator", "consortium"],
  input: { member: memberId, threshold, guardians, waitMs: optional(waitMs) },
  output: {},
  refusals: [OUTCOMES.noSuchMember, OUTCOMES.otherOrganisation, OUTCOMES.badGuardians],
  run(ctx, { member, waitMs: wait = 0, ...policy }) {
    const { tables: to, block, caller } = ctx;
    const owner = to.members.get({ member });
    if (owner === undefined) return refuse(OUTCOMES.noSuchMember);
    if (!mayDirect(ctx, "set-recovery", owner)) return refuse(OUTCOMES.otherOrganisation);
    const unfit = guardiansRefusal(to, owner, policy, block.height);
    if (unfit !== null) return unfit;
    const open = openRecovery(to, member);
    if (open !== undefined) cancel(ctx, open);
    const by = caller.member;
    to.recoveryPolicies.put({ member, ...policy, waitMs: wait, by, since: block.height });
    return ok({});
  },
});

/** Proposes a new key for a member that lost its own. */
export const proposeRecovery = defineAction({
  name: "propose-recovery",
  title: { en: "Propose a recovery", zh: "发起恢复" },
  summary: {
    en: "A guardian proposes a new key for a member that lost its own, and agrees to it.",
    zh: "监护人为丢失密钥的成员提出新密钥，并表示同意。",
  },
  tables,
  roles: ["member", "operator"],
  input: { member: memberId, key: coseKey },
  output: progress,
  refusals: [
    OUTCOMES.noSuchMember,
    OUTCOMES.noRecoveryPolicy,
    OUTCOMES.notGuardian,
    OUTCOMES.recoveryOpen,
    OUTCOMES.badKey,
    OUTCOMES.keyTaken,
  ],
  run(ctx, { member, key }) {
    const { tables: to, block, caller, suite } = ctx;
    const owner = to.members.get({ member });
    if (owner === undefined) return refuse(OUTCOMES.noSuchMember);
    const policy = to.recoveryPolicies.get({ member });
    if (policy === undefined) return refuse(OUTCOMES.noRecoveryPolicy);
    if (!guards(ctx, owner, policy)) return refuse(OUTCOMES.notGuardian);
    if (openRecovery(to, member) !== undefined) return refuse(OUTCOMES.recoveryOpen);
    const keyId = identify(suite, key);
    if (keyId === undefined) return refuse(OUTCOMES.badKey);
    if (prefixTaken(to.keys, keyId)) return refuse(OUTCOMES.keyTaken);
    const query = { prefix: [member], reverse: true, limit: 1 };
    const [last] = to.recoveries.scan("byMember", query).rows;
    const recovery = last === undefined ? 0 : last.recovery + 1;
    const approvals = [caller.member];
    to.recoveries.put({
      ...{ member, recovery, key, keyId, approvals, status: "open", opened: block.height },
    });
    return ok({ recovery, status: "open", missing: policy.threshold - 1 });
  },
});

/** Agrees to a recovery. */
export const approveRecovery = defineAction({
  name: "approve-recovery",
  title: { en: "Approve a recovery", zh: "同意恢复" },
  summary: {
    en: "A guardian agrees to the new key. The last agreement that is needed restores access at once, or starts the wait.",
    zh: "监护人同意新密钥；达到所需人数时立即恢复，或开始等待期。",
  },
  tables,
  roles: ["member", "operator"],
  input: { member: memberId, recovery: recoveryNumber },
  output: progress,
  refusals: [
    OUTCOMES.noSuchRecovery,
    OUTCOMES.recoveryClosed,
    OUTCOMES.notGuardian,
    OUTCOMES.alreadyApproved,
    OUTCOMES.keyTaken,
  ],
  run(ctx, { member, recovery }) {
    const { tables: to, block, caller } = ctx;
    const found = find(ctx, member, recovery);
    if (found === undefined) return refuse(OUTCOMES.noSuchRecovery);
    const { row, owner, policy } = found;
    if (row.status !== "open") return refuse(OUTCOMES.recoveryClosed);
    if (!guards(ctx, owner, policy)) return refuse(OUTCOMES.notGuardian);
    if (row.approvals.includes(caller.member)) return refuse(OUTCOMES.alreadyApproved);
    const approvals = standingApprovals(to, owner, policy, row.approvals, block.height);
    const agreed = { ...row, approvals: [...approvals, caller.member] };
    const missing = Math.max(0, policy.threshold - agreed.approvals.length);
    if (missing === 0 && policy.waitMs === 0) {
      return restore(to, agreed, block.height) ?? ok({ recovery, status: "done", missing });
    }
    const readyAt = row.readyAt ?? block.time + policy.waitMs;
    const waiting = missing === 0 ? { readyAt } : {};
    to.recoveries.put({ ...agreed, ...waiting });
    return ok({ recovery, status: "open", missing, ...waiting });
  },
});

/** Completes a recovery whose wait is over. */
export const completeRecovery = defineAction({
  name: "complete-recovery",
  title: { en: "Complete a recovery", zh: "完成恢复" },
  summary: {
    en: "A guardian completes a recovery after the wait, if enough guardians still agree.",
    zh: "等待期满且同意人数仍足时，由监护人完成恢复。",
  },
  tables,
  roles: ["member", "operator"],
  input: { member: memberId, recovery: recoveryNumber },
  output: progress,
  refusals: [
    OUTCOMES.noSuchRecovery,
    OUTCOMES.recoveryClosed,
    OUTCOMES.notGuardian,
    OUTCOMES.notReady,
    OUTCOMES.keyTaken,
  ],
  run(ctx, { member, recovery }) {
    const { tables: to, block } = ctx;
    const found = find(ctx, member, recovery);
    if (found === undefined) return refuse(OUTCOMES.noSuchRecovery);
    const { row, owner, policy } = found;
    if (row.status !== "open") return refuse(OUTCOMES.recoveryClosed);
    if (!guards(ctx, owner, policy)) return refuse(OUTCOMES.notGuardian);
    const approvals = standingApprovals(to, owner, policy, row.approvals, block.height);
    const missing = Math.max(0, policy.threshold - approvals.length);
    if (missing > 0 || row.readyAt === undefined || block.time < row.readyAt) {
      return refuse(OUTCOMES.notReady, { missing });
    }
    return restore(to, row, block.height) ?? ok({ recovery, status: "done", missing });
  },
});

/** Calls a recovery off. */
export const cancelRecovery = defineAction({
  name: "cancel-recovery",
  title: { en: "Cancel a recovery", zh: "取消恢复" },
  summary: {
    en: "Calls a recovery off: by the member, whose keys are not lost after all, or by an operator of its organisation.",
    zh: "取消恢复：由密钥未丢失的成员本人或本机构管理员操作。",
  },
  tables,
  roles: ["member", "operator", "consortium"],
  input: { member: memberId, recovery: recoveryNumber },
  output: {},
  refusals: [OUTCOMES.noSuchRecovery, OUTCOMES.recoveryClosed, OUTCOMES.otherOrganisation],
  run(ctx, { member, recovery }) {
    const row = ctx.tables.recoveries.get({ member, recovery });
    const owner = row && ctx.tables.members.get({ member });
    if (row === undefined || owner === undefined) return refuse(OUTCOMES.noSuchRecovery);
    if (!mayDirect(ctx, "cancel-recovery", owner)) return refuse(OUTCOMES.otherOrganisation);
    if (row.status !== "open") return refuse(OUTCOMES.recoveryClosed);
    cancel(ctx, row);
    return ok({});
  },
});

function mayDirect(ctx: Ctx, action: string, owner: Member): boolean {
  return (
    ctx.caller.member === owner.member || authorityOverMember(ctx, action, owner) !== undefined
  );
}

/** Whether the caller is a guardian, and still may be one. */
function guards(
  { tables: to, caller, block }: Ctx,
  owner: Member,
  policy: RecoveryPolicy,
): boolean {
  return standingApprovals(to, owner, policy, [caller.member], block.height).length === 1;
}

function cancel({ tables: to, block }: Ctx, row: Recovery): void {
  to.recoveries.put({ ...row, status: "cancelled", closed: block.height });
}

function find({ tables: to }: Ctx, member: string, recovery: number) {
  const row = to.recoveries.get({ member, recovery });
  const owner = to.members.get({ member });
  const policy = to.recoveryPolicies.get({ member });
  if (row === undefined || owner === undefined || policy === undefined) return undefined;
  return { row, owner, policy };
}
