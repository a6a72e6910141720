import { outcome } from "@tallystick/ledger/outcomes";

/** What can be wrong with a request, 1425 to 1444. */
export const REQUEST_OUTCOMES = {
  noSuchRequest: outcome(
    1425,
    "no-such-request",
    404,
    ["The certificate has no request of that number.", "凭证没有该编号的请求。"],
    ["See the inbox and outbox of your organisation.", "请查看本机构的待办与已发请求。"],
  ),
  requestAnswered: outcome(
    1426,
    "request-answered",
    409,
    ["The request has been answered or withdrawn already.", "该请求已答复或撤回。"],
    ["Look at the request; what it came to stands.", "请查看请求，其结果不变。"],
  ),
  requestExpired: outcome(
    1427,
    "request-expired",
    410,
    [
      "The request ran out before this block; all is as before it.",
      "请求已逾期失效，状态恢复如前。",
    ],
    ["Have it offered again.", "请重新发起。"],
  ),
  requestOpen: outcome(
    1428,
    "request-open",
    409,
    ["The request still waits for its answer.", "该请求仍在等待答复。"],
    ["Wait until it expires, or have it withdrawn.", "请等待到期，或由发起方撤回。"],
  ),
  expiryOutOfRange: outcome(
    1429,
    "expiry-out-of-range",
    422,
    [
      "The offer, or its payment, would end in the past, after the due date, or later than the policy allows.",
      "请求或付款的截止时间已过、晚于到期日或超出规则允许的期限。",
    ],
    ["Give a time between those named.", "请给出所示范围内的时间。"],
  ),
  notForYou: outcome(
    1430,
    "request-not-for-you",
    403,
    ["Only the organisation it was sent to may answer a request.", "仅请求对象可答复该请求。"],
    ["The request names it; who offered it may withdraw it.", "请核对请求对象；发起方可撤回。"],
  ),
  notYourOffer: outcome(
    1431,
    "not-your-offer",
    403,
    ["Only the organisation that offered may withdraw.", "仅发起方可撤回。"],
    ["Refuse it instead, if it was sent to you.", "如为请求对象，可予拒绝。"],
  ),
  feeForbidden: outcome(
    1432,
    "fee-forbidden",
    422,
    ["The policy forbids a fee for splitting.", "规则禁止对拆分收取费用。"],
    ["Leave out the fee.", "请勿填写费用。"],
  ),
  noConsent: outcome(
    1433,
    "no-standing-consent",
    404,
    ["There is no such standing consent.", "没有该长期同意。"],
    ["See the standing consents of your organisation.", "请查看本机构的长期同意。"],
  ),
  tenorTooLong: outcome(
    1434,
    "tenor-too-long",
    422,
    ["The due date is later than the policy lets it be.", "到期日超出规则允许的最长期限。"],
    ["Choose a due date until the one named.", "请选择不晚于所示日期的到期日。"],
  ),
  dueInvalid: outcome(
    1435,
    "due-invalid",
    422,
    ["The due date is no date, or not after today.", "到期日不是有效日期，或不晚于今日。"],
    ["Give a date such as 2027-05-31 after today.", "请填写今日之后的日期，如 2027-05-31。"],
  ),
  currencyNotAllowed: outcome(
    1436,
    "currency-not-allowed",
    422,
    ["The policy does not allow this currency.", "规则不允许该币种。"],
    ["The view receivable policy lists those allowed.", "可用币种见 receivable policy 视图。"],
  ),
} as const;
