import { outcome } from "@tallystick/ledger/outcomes";

/** What becomes of statements about roles, grants and delegations. */
export const RIGHT_OUTCOMES = {
  noSuchRole: outcome(
    1131,
    "no-such-role",
    404,
    ["No role of this id is in force.", "没有此标识的有效角色。"],
    ["Look it up in the view roles.", "请通过 roles 视图查询。"],
  ),
  roleNotForOperators: outcome(
    1132,
    "role-not-for-operators",
    403,
    ["Only a decision of the organisations grants this role.", "该角色仅可由机构共同决定授予。"],
    ["Propose the grant.", "请提案授予。"],
  ),
  selfGrant: outcome(
    1133,
    "self-grant",
    403,
    ["Nobody grants to themselves.", "不得自我授权。"],
    ["Ask another operator.", "请联系另一名管理员。"],
  ),
  noSuchGrant: outcome(
    1134,
    "no-such-grant",
    404,
    ["There is no such grant.", "没有此授权。"],
    ["Look it up in the view grants.", "请通过 grants 视图查询。"],
  ),
  alreadyEnded: outcome(
    1135,
    "already-ended",
    409,
    ["It ends at that height or an earlier one.", "已在此高度或更早终止。"],
    ["Nothing to do.", "无需处理。"],
  ),
  tooManyRights: outcome(
    1136,
    "too-many-rights",
    409,
    [
      "The member has as many grants or delegations as one may have.",
      "该成员的授权或委托已达上限。",
    ],
    [
      "End one that is no longer used, or define a role that has them together.",
      "请先终止不再使用的，或定义合并的角色。",
    ],
  ),
  notDelegable: outcome(
    1137,
    "not-delegable",
    403,
    [
      "Rights over members and keys cannot be lent: what they make would outlast the loan.",
      "成员与密钥管理权不可委托，其结果会超出委托期限。",
    ],
    [
      "Let the delegate be enrolled as operator, or be granted a role.",
      "请将其登记为管理员，或授予角色。",
    ],
  ),
  delegationTooLong: outcome(
    1138,
    "delegation-too-long",
    422,
    ["A delegation lasts a year at most.", "委托最长一年。"],
    ["Choose an earlier end, and renew it.", "请缩短期限并续期。"],
  ),
  noSuchDelegation: outcome(
    1139,
    "no-such-delegation",
    404,
    ["There is no such delegation.", "没有此委托。"],
    ["Look it up in the view delegations.", "请通过 delegations 视图查询。"],
  ),
} as const;
