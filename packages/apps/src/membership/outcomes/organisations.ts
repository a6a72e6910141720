import { outcome } from "@tallystick/ledger/outcomes";

/** What becomes of statements about organisations. */
export const ORGANISATION_OUTCOMES = {
  organisationExists: outcome(
    1110,
    "organisation-exists",
    409,
    ["An organisation of this id is on the ledger already.", "该机构标识已存在。"],
    ["Choose another id.", "请选择其他标识。"],
  ),
  organisationSuspended: outcome(
    1111,
    "organisation-suspended",
    403,
    ["The caller's organisation is suspended or has left.", "调用者所属机构已被暂停或已退出。"],
    ["Only the other organisations can reinstate it, by a proposal.", "须由其他机构通过提案恢复。"],
  ),
  badCode: outcome(
    1117,
    "bad-code",
    422,
    ["The check digits of the code are wrong.", "代码校验位错误。"],
    [
      "Copy the code again from the public register; the data names which.",
      "请重新核对登记信息中的代码，数据中指明了是哪一个。",
    ],
  ),
  codeTaken: outcome(
    1118,
    "organisation-code-taken",
    409,
    ["Another organisation has this code.", "该代码已属于另一机构。"],
    [
      "An organisation stands on the ledger once: update that one.",
      "同一机构只能登记一次，请更新已有机构。",
    ],
  ),
  kindsRepeated: outcome(
    1119,
    "kinds-repeated",
    422,
    ["A kind is named twice.", "机构类别重复。"],
    ["Name each kind once.", "每个类别只填写一次。"],
  ),
  byDecisionOnly: outcome(
    1120,
    "by-decision-only",
    403,
    ["Only a decision of the organisations changes this.", "此项仅可由机构共同决定修改。"],
    [
      "Propose it: tallystick proposal, or governance.propose.",
      "请通过提案修改（governance.propose）。",
    ],
  ),
  lastValidator: outcome(
    1121,
    "last-validator",
    409,
    ["Nobody would be left to certify the ledger.", "将没有机构为账本认证。"],
    ["Let another organisation become a validator first.", "请先让另一机构成为验证节点。"],
  ),
  notSuspended: outcome(
    1122,
    "not-suspended",
    409,
    ["It is not suspended, or has left for good.", "未被暂停，或已永久退出。"],
    ["Look at its status.", "请查看其状态。"],
  ),
  noEngine: outcome(
    1124,
    "no-engine",
    409,
    [
      "No consensus engine orders this ledger, so nobody has a vote in one.",
      "本账本不使用共识引擎，无投票权可设。",
    ],
    [
      "Let a network take the ledger over (tallystick network adopt, hand-over), or found a ledger as a network.",
      "请将账本移交网络（tallystick network adopt，hand-over），或以网络方式创建账本。",
    ],
  ),
  notValidator: outcome(
    1125,
    "not-a-validator",
    409,
    ["The organisation is not of kind validator.", "该机构不是验证节点。"],
    ["Give it the kind first: update-organisation.", "请先通过 update-organisation 添加该类别。"],
  ),
  tooSoon: outcome(
    1126,
    "too-soon",
    422,
    [
      "Who certifies the ledger changes three blocks after the decision at the earliest.",
      "认证机构的变更最早在决定后第三个区块生效。",
    ],
    ["Leave the height out, or give one from the data on.", "请留空，或填写不早于所给高度的值。"],
  ),
  voteKeyTaken: outcome(
    1127,
    "vote-key-taken",
    409,
    ["Another organisation has voted with this key.", "该投票公钥已被另一机构使用。"],
    ["Generate a key on the organisation's own node.", "请在本机构节点上生成密钥。"],
  ),
  tooStrong: outcome(
    1153,
    "too-strong",
    409,
    [
      "An organisation would hold a third of the votes or more, so that it could stop the ledger alone.",
      "将有机构持有三分之一或以上的投票权，可单独使账本停摆。",
    ],
    [
      "Give it less power, or the others more first; the data names who it is and from which height.",
      "请减少其投票权，或先增加其他机构的投票权；数据中指明机构与高度。",
    ],
  ),
  powerTooSmall: outcome(
    1154,
    "power-too-small",
    422,
    [
      "With so little power, rounding in the engine would let a single organisation set the clock of the blocks.",
      "投票权过小：引擎取整会使单个机构即可左右区块时间。",
    ],
    [
      "Give it the power in the data or more, or 0 to take its vote away; equal powers are best.",
      "请设为不低于数据所给的值，或设为 0 以取消投票权；各机构宜相等。",
    ],
  ),
  votesGiven: outcome(
    1155,
    "votes-given",
    409,
    [
      "Organisations have votes in a consensus engine already, or one is named twice.",
      "机构已有共识投票身份，或同一机构重复出现。",
    ],
    [
      "Change a vote with set-validator; name each organisation once.",
      "请以 set-validator 变更投票身份；每个机构只列一次。",
    ],
  ),
} as const;
