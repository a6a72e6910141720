import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { choice, list, optional, uint } from "@tallystick/ledger/app/fields";
import { coseKey, keyId, memberId } from "../fields.ts";
import { since } from "./since.ts";

/** Guardians of one member at most. */
export const GUARDIANS_MAX = 16;

/** Longest wait between the last approval and the new key: 90 days. */
export const RECOVERY_WAIT_MAX_MS = 90 * 24 * 60 * 60 * 1000;

/** The field for how many guardians must agree. */
export const threshold = uint({
  min: 2,
  max: GUARDIANS_MAX,
  en: "Guardians that must agree.",
  zh: "须同意的监护人数。",
});

/** The field for the guardians. */
export const guardians = list(memberId, {
  min: 2,
  max: GUARDIANS_MAX,
  en: "Members of the same organisation who may restore access.",
  zh: "可协助恢复的本机构成员。",
});

/** The field for how long a recovery waits. */
export const waitMs = uint({
  max: RECOVERY_WAIT_MAX_MS,
  en: "Milliseconds between the last approval and the new key, in which the member can object.",
  zh: "最后一次同意与新密钥生效之间的毫秒数，成员可在此期间反对。",
});

/** Who restores a member's access. */
export const recoveryPolicies = defineTable({
  name: "recovery-policies",
  en: "Who restores the access of a member, and how many of them it takes.",
  zh: "成员恢复访问的监护人及所需人数。",
  key: { member: memberId },
  value: { threshold, guardians, waitMs, by: memberId, since },
  indexes: { byMember: ["member"] },
});

/** Recoveries, open and closed. */
export const recoveries = defineTable({
  name: "recoveries",
  en: "Recoveries of members' access, with the guardians who agreed.",
  zh: "成员的恢复流程及已同意的监护人。",
  key: {
    member: memberId,
    recovery: uint({ en: "Counts the member's recoveries.", zh: "该成员的恢复序号。" }),
  },
  value: {
    key: coseKey,
    keyId,
    approvals: list(memberId, {
      max: GUARDIANS_MAX,
      en: "Guardians who agreed, in order.",
      zh: "已同意的监护人，按先后排列。",
    }),
    status: choice(["open", "done", "cancelled"], { en: "Where it stands.", zh: "状态。" }),
    opened: since,
    readyAt: optional(
      uint({
        en: "Block time from which it can be completed; absent until enough guardians agree.",
        zh: "可完成恢复的区块时间，同意人数不足时为空。",
      }),
    ),
    closed: optional(since),
  },
  indexes: { byMember: ["member", "recovery"] },
});

/** Row of a recovery policy. */
export type RecoveryPolicy = RowOf<typeof recoveryPolicies>;
/** Row of a recovery. */
export type Recovery = RowOf<typeof recoveries>;
