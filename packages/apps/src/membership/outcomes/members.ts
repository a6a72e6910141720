import { outcome } from "@tallystick/ledger/outcomes";

/** What becomes of statements of, and about, members and their keys. */
export const MEMBER_OUTCOMES = {
  memberSuspended: outcome(
    1112,
    "member-suspended",
    403,
    ["The member is suspended or removed.", "该成员已被暂停或移除。"],
    ["Ask an operator of the organisation.", "请联系本机构管理员。"],
  ),
  keyExpired: outcome(
    1113,
    "key-expired",
    403,
    ["The key has passed its last day.", "密钥已过有效期。"],
    [
      "Sign with another key, or let an operator add one.",
      "请使用其他密钥，或由管理员添加新密钥。",
    ],
  ),
  keyPurpose: outcome(
    1114,
    "key-purpose",
    403,
    ["The key is not for this purpose.", "密钥用途不符。"],
    ["Sign with a key for the purpose that the data names.", "请使用符合所列用途的密钥签名。"],
  ),
  notForDevices: outcome(
    1115,
    "not-for-devices",
    403,
    ["Devices record; they neither administer nor vote.", "设备只能登记数据，不能管理或表决。"],
    ["Let a person or a service of the organisation do it.", "请由本机构的个人或服务执行。"],
  ),
  moreThanKey: outcome(
    1116,
    "more-than-key",
    403,
    [
      "A limited key makes no key with wider purposes or a later end.",
      "受限密钥不能产生用途更广或期限更长的密钥。",
    ],
    ["Name the same limits, or ask an operator.", "请使用相同限制，或联系管理员。"],
  ),
  lastOperator: outcome(
    1123,
    "last-operator",
    409,
    [
      "Its organisation would have no operator with a lasting key.",
      "该机构将没有持有长期密钥的管理员。",
    ],
    ["Enrol another operator first.", "请先登记另一名管理员。"],
  ),
  operatorsOnly: outcome(
    1128,
    "operators-only",
    403,
    [
      "A granted right does not reach operators: it neither makes one nor changes one.",
      "被授予的权限不能登记或变更管理员。",
    ],
    ["Ask an operator of the organisation.", "请联系本机构管理员。"],
  ),
  tooManyKeys: outcome(
    1129,
    "too-many-keys",
    409,
    ["The member has as many keys in force as one may have.", "该成员的有效密钥已达上限。"],
    ["Revoke one that is no longer used.", "请先撤销不再使用的密钥。"],
  ),
  timePast: outcome(
    1130,
    "time-past",
    422,
    ["The time is not after this block.", "所给时间不晚于本区块。"],
    [
      "Give a later time, in milliseconds since 1970 UTC.",
      "请填写更晚的时间（自 1970 年起的毫秒数）。",
    ],
  ),
} as const;
