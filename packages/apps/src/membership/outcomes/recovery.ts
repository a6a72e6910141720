import { outcome } from "@tallystick/ledger/outcomes";

/** What becomes of statements about recovery. */
export const RECOVERY_OUTCOMES = {
  badGuardians: outcome(
    1140,
    "bad-guardians",
    422,
    [
      "Guardians are other active members of the same organisation, each named once, no fewer than must agree.",
      "监护人须为本机构其他有效成员，不得重复，人数不少于所需同意数。",
    ],
    ["Correct the guardian that the data names, or the number.", "请修正所指的监护人或人数。"],
  ),
  noRecoveryPolicy: outcome(
    1141,
    "no-recovery-policy",
    409,
    ["Nobody was named to restore this member's access.", "该成员未设置恢复监护人。"],
    ["An operator can add a key: add-key.", "可由管理员添加密钥（add-key）。"],
  ),
  notGuardian: outcome(
    1142,
    "not-a-guardian",
    403,
    ["The caller is not a guardian of the member.", "调用者不是该成员的监护人。"],
    ["Look the guardians up in the view recovery.", "请通过 recovery 视图查询监护人。"],
  ),
  recoveryOpen: outcome(
    1143,
    "recovery-open",
    409,
    ["A recovery of this member is open.", "该成员已有进行中的恢复。"],
    ["Approve that one, or let it be cancelled.", "请同意该恢复，或将其取消。"],
  ),
  noSuchRecovery: outcome(
    1144,
    "no-such-recovery",
    404,
    ["There is no such recovery.", "没有此恢复流程。"],
    ["Look it up in the view recovery.", "请通过 recovery 视图查询。"],
  ),
  recoveryClosed: outcome(
    1145,
    "recovery-closed",
    409,
    ["The recovery is done or cancelled.", "该恢复已完成或取消。"],
    ["Propose a new one.", "请重新发起。"],
  ),
  alreadyApproved: outcome(
    1146,
    "already-approved",
    409,
    ["The guardian has approved it already.", "该监护人已同意。"],
    ["Wait for the others.", "请等待其他监护人。"],
  ),
  notReady: outcome(
    1147,
    "recovery-not-ready",
    409,
    ["Not enough guardians agree yet, or the wait is not over.", "同意人数不足，或等待期未满。"],
    ["Wait; the view recovery says how many and until when.", "请等待，详见 recovery 视图。"],
  ),
} as const;
