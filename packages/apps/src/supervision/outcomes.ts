import { outcome } from "@tallystick/ledger/outcomes";

/** Outcomes of the supervision application, 1300 to 1399. */
export const SUPERVISION_OUTCOMES = {
  noSuchOrganisation: outcome(
    1300,
    "supervision-no-such-organisation",
    404,
    ["The ledger has no such organisation.", "账本没有该机构。"],
    ["Look them up in the view membership organisations.", "请通过成员管理的机构视图查询。"],
  ),
  notAnObserver: outcome(
    1301,
    "not-an-observer",
    422,
    [
      "The organisation is neither a regulator, a court nor an observer.",
      "该机构不是监管机关、法院或观察方。",
    ],
    [
      "Have its kind changed by decision of the organisations first.",
      "请先由各机构决定变更其类别。",
    ],
  ),
  untilPast: outcome(
    1302,
    "supervision-until-past",
    422,
    [
      "The end is not after this block, or lies too far ahead.",
      "截止时间不晚于本区块，或过于遥远。",
    ],
    ["Give an end within the time that the outcome names.", "请给出允许范围内的截止时间。"],
  ),
  outOfScope: outcome(
    1303,
    "out-of-scope",
    403,
    ["The query lies outside what the observer was granted.", "查询超出获准范围。"],
    [
      "See what the scope covers: kinds of record, purposes, organisations, level and end; have another one granted.",
      "请核对范围所涉类别、目的、机构、程度与期限，或另行申请。",
    ],
  ),
  aggregateFirst: outcome(
    1304,
    "aggregate-first",
    409,
    ["Records are shown only after figures.", "须先取得汇总答复，方可查阅原始记录。"],
    [
      "Ask for a predicate or an aggregate first and name that query, answered, as basedOn.",
      "请先提出是否成立或汇总查询，获答复后以 basedOn 引用。",
    ],
  ),
  noSuchOrder: outcome(
    1305,
    "no-such-order",
    422,
    [
      "There is no order in force of that reference and kind by that authority.",
      "没有该编号、用途与机关的有效文书。",
    ],
    ["Have the court or regulator record it first.", "请先由法院或监管机关登记文书。"],
  ),
  orderExists: outcome(
    1306,
    "order-exists",
    409,
    ["An order of that reference is recorded.", "该编号的文书已登记。"],
    ["Use another reference.", "请使用其他编号。"],
  ),
  notAnAuthority: outcome(
    1307,
    "not-an-authority",
    403,
    [
      "Only courts and regulators, or the authority that acted, may do this.",
      "仅法院、监管机关或原作出机关可执行。",
    ],
    ["Ask the authority named in the record.", "请联系记录中所列机关。"],
  ),
  notFound: outcome(
    1308,
    "supervision-not-found",
    404,
    ["There is no such record.", "没有该记录。"],
    ["Look it up in the views of supervision.", "请通过监管应用的视图查询。"],
  ),
  alreadyDone: outcome(
    1309,
    "supervision-already-done",
    409,
    ["This has been done already, and is not done twice.", "该事项已办理，不得重复。"],
    ["Look at the record.", "请查看记录。"],
  ),
  notTheSubject: outcome(
    1310,
    "not-the-subject",
    403,
    ["Only the organisation concerned may do this.", "仅相关机构可执行。"],
    ["Ask an operator of that organisation.", "请由该机构管理员执行。"],
  ),
  held: outcome(
    1311,
    "held",
    423,
    ["The record, or its kind, is frozen by an order.", "该记录或其类别已依文书冻结。"],
    [
      "See the hold: order, authority, reason, where to appeal and when it expires.",
      "请查看冻结记录：文书、机关、原因、申诉途径与期满时间。",
    ],
  ),
  notReported: outcome(
    1312,
    "incident-not-reported",
    409,
    ["The incident has not been reported to the authority.", "事件尚未向主管机关报告。"],
    ["Report it first.", "请先报告。"],
  ),
  noticeMismatch: outcome(
    1313,
    "notice-mismatch",
    422,
    ["What is disclosed is not what was committed to.", "公开内容与承诺不符。"],
    [
      "Give the salt and the question as they were when the query was made.",
      "请提供查询时的盐值与内容。",
    ],
  ),
  notHoldable: outcome(
    1314,
    "not-holdable",
    422,
    [
      "Membership, governance, upgrade and supervision cannot be frozen.",
      "成员、治理、升级与监管应用不可冻结。",
    ],
    [
      "Suspend a member, or have an application suspended by decision of the organisations.",
      "请暂停成员，或由各机构决定暂停应用。",
    ],
  ),
  noPseudonym: outcome(
    1315,
    "not-a-pseudonym",
    422,
    ["There is no such pseudonym.", "没有该假名成员。"],
    ["Look the member up in the view membership member.", "请通过成员视图查询。"],
  ),
} as const;
