import { outcome } from "@tallystick/ledger/outcomes";

const LOOK_AT_PART = [
  "Look at the part: receivable part shows its state, lock and holder.",
  "请通过 receivable part 视图查看该子区间的状态、锁定与持有人。",
] as const;

/** What can be wrong with a certificate or a part, 1400 to 1424. */
export const LIFE_OUTCOMES = {
  noSuchOrganisation: outcome(
    1400,
    "receivable-no-such-organisation",
    422,
    [
      "The ledger has no such organisation, or it does not take part now.",
      "账本没有该机构，或其当前未参与。",
    ],
    ["Look them up in the view membership organisations.", "请通过成员管理的机构视图查询。"],
  ),
  noSuchCertificate: outcome(
    1401,
    "receivable-no-such-certificate",
    404,
    ["There is no certificate of that number.", "没有该编号的凭证。"],
    [
      "A certificate is called by the log index of the statement that made it.",
      "凭证以登记声明的日志序号为编号。",
    ],
  ),
  noSuchPart: outcome(
    1402,
    "no-such-part",
    404,
    ["No part of the certificate begins at that unit.", "凭证没有从该单位开始的子区间。"],
    [
      "It may have been split: see the parts in the view receivable tree.",
      "可能已被拆分，请通过 receivable tree 视图查看。",
    ],
  ),
  notTheHolder: outcome(
    1403,
    "not-the-holder",
    403,
    ["Only the organisation that holds the part may do this.", "仅该子区间的持有人可执行。"],
    LOOK_AT_PART,
  ),
  stateForbids: outcome(
    1404,
    "state-forbids",
    409,
    ["The part is in a state in which this cannot be done.", "该子区间当前状态不允许此操作。"],
    LOOK_AT_PART,
  ),
  partLocked: outcome(
    1405,
    "part-locked",
    409,
    ["A request for the part waits for its answer.", "该子区间有待答复的请求，已锁定。"],
    [
      "Have the request answered or withdrawn, or wait until it expires.",
      "请等待答复、撤回或到期后再试。",
    ],
  ),
  partPledged: outcome(
    1406,
    "part-pledged",
    409,
    ["The part is pledged.", "该子区间已质押。"],
    ["Have the pledge released first.", "请先解除质押。"],
  ),
  partEnded: outcome(
    1407,
    "part-ended",
    409,
    ["The part was redeemed or cancelled; nothing follows.", "该子区间已兑付或注销，不再变动。"],
    ["Its history is in the view receivable provenance.", "历史见 receivable provenance 视图。"],
  ),
  notTransferable: outcome(
    1408,
    "not-transferable",
    409,
    ["The part may not be passed on.", "该子区间不可转让。"],
    ["It can be presented for payment when due.", "到期可提示付款。"],
  ),
  indivisible: outcome(
    1409,
    "indivisible",
    409,
    ["The certificate may not be split.", "该凭证不可拆分。"],
    ["Pass on the whole part.", "请整体转让。"],
  ),
  belowMinimum: outcome(
    1410,
    "below-minimum-part",
    422,
    ["A part would be smaller than the policy allows.", "拆分后的金额低于规则下限。"],
    ["Leave both parts at least the amount named.", "请使拆分后各部分不低于所示金额。"],
  ),
  amountOutOfRange: outcome(
    1411,
    "amount-out-of-range",
    422,
    ["The amount is zero, or more than the part has.", "金额为零或超过该子区间。"],
    ["Give an amount within the part.", "请给出该子区间以内的金额。"],
  ),
  alreadyFinanced: outcome(
    1412,
    "already-financed",
    409,
    ["The part was financed before.", "该子区间已办理过融资。"],
    [
      "Units are financed once; the financier may pass them on.",
      "同一单位仅可融资一次，资金方可再转让。",
    ],
  ),
  notAFinancier: outcome(
    1413,
    "not-a-financier",
    403,
    ["The policy does not let this organisation finance.", "规则未允许该机构办理融资。"],
    ["The view receivable policy lists who may.", "可融资机构见 receivable policy 视图。"],
  ),
  duePast: outcome(
    1414,
    "due-past",
    409,
    ["The due date has come.", "已到到期日。"],
    ["Present the part for payment.", "请提示付款。"],
  ),
  tooEarly: outcome(
    1415,
    "too-early",
    409,
    ["It is too early for this.", "尚未到可办理时间。"],
    ["Wait until the time named.", "请在所示时间之后办理。"],
  ),
  noRecourse: outcome(
    1416,
    "no-recourse",
    409,
    ["The certificate is without recourse.", "该凭证无追索权。"],
    ["Only the debtor and guarantors owe it.", "仅债务人与保证人承担付款责任。"],
  ),
  notLiable: outcome(
    1417,
    "not-liable",
    422,
    [
      "The endorsement named makes nobody liable to the holder.",
      "所指背书未使任何机构对持有人承担被追索责任。",
    ],
    [
      "Name an endorsement before the holder's, with recourse, or a guarantee: see receivable provenance.",
      "请指明持有人之前附追索的背书或保证，见 receivable provenance 视图。",
    ],
  ),
  notReversible: outcome(
    1418,
    "not-reversible",
    409,
    [
      "Only the newest passing-on of the part can be reversed, while its receiver holds it.",
      "仅可在受让人仍持有时冲正最近一次转移。",
    ],
    ["Agree on a transfer back instead.", "请协商反向转让。"],
  ),
  chainTooLong: outcome(
    1419,
    "chain-too-long",
    409,
    ["These units have been endorsed as often as they can be.", "这些单位的背书次数已达上限。"],
    ["Present the part for payment when due.", "请到期提示付款。"],
  ),
  totalTooLarge: outcome(
    1420,
    "total-too-large",
    422,
    ["The sums of this currency would run over.", "该币种汇总将超出上限。"],
    ["Count in a larger unit, on another ledger.", "请在其他账本使用更大的计量单位。"],
  ),
  alreadyGuaranteed: outcome(
    1421,
    "already-guaranteed",
    409,
    [
      "The organisation guarantees the part already, or it has as many guarantors as it may have.",
      "该机构已为其保证，或保证人数量已达上限。",
    ],
    ["Name another guarantor, or none.", "请另选保证人或不再增加。"],
  ),
  sameOrganisation: outcome(
    1422,
    "same-organisation",
    422,
    ["Both sides are the same organisation.", "双方为同一机构。"],
    ["Name another organisation.", "请指明另一机构。"],
  ),
  notAParty: outcome(
    1423,
    "not-a-party",
    403,
    ["Only the organisation that this concerns may do it.", "仅相关当事机构可执行。"],
    [
      "The record names it: drawer, receiver of the request, or pledgee.",
      "请核对记录所列出票人、请求对象或质权人。",
    ],
  ),
  splitUnclear: outcome(
    1424,
    "split-unclear",
    422,
    [
      "A part is split by amounts or by shares, one of the two.",
      "拆分须给出金额或份额，二者取一。",
    ],
    ["Give either amounts or shares.", "请仅给出金额或仅给出份额。"],
  ),
} as const;
