import { outcome } from "@tallystick/ledger/outcomes";

/** What can be wrong with a payment, 1445 to 1459. */
export const PAYMENT_OUTCOMES = {
  settlementIncomplete: outcome(
    1445,
    "settlement-incomplete",
    422,
    [
      "Delivery versus payment names a payment; free of payment names none.",
      "票款对付须指明付款；票款分离不得指明付款。",
    ],
    [
      "Give both settlement and payment, or free-of-payment alone.",
      "请同时给出结算方式与付款，或仅选择票款分离。",
    ],
  ),
  bankNotAllowed: outcome(
    1446,
    "bank-not-allowed",
    422,
    [
      "The policy does not let this organisation confirm payments, or it would confirm its own.",
      "规则未允许该机构确认付款，或其将确认自身付款。",
    ],
    ["Name a bank of the view receivable policy.", "请指明 receivable policy 视图所列银行。"],
  ),
  aboveValue: outcome(
    1447,
    "above-value",
    422,
    ["The payment is more than the part is worth.", "付款金额超过该子区间金额。"],
    ["Pay at most the amount of the part.", "付款不得超过该子区间金额。"],
  ),
  notFullValue: outcome(
    1448,
    "not-full-value",
    422,
    [
      "Redemption and recourse pay exactly the units of the part.",
      "兑付与追索须按该子区间金额足额付款。",
    ],
    [
      "Name the amount of the part; interest and costs are settled elsewhere.",
      "请填写该子区间金额；利息与费用另行结算。",
    ],
  ),
  notTheBank: outcome(
    1449,
    "not-the-bank",
    403,
    ["Only the bank that the request names may say this.", "仅请求所列银行可执行。"],
    ["Look at the payment of the request.", "请查看请求的付款信息。"],
  ),
  notAwaitingPayment: outcome(
    1450,
    "not-awaiting-payment",
    409,
    ["The request does not wait for a payment.", "该请求未处于待付款状态。"],
    ["Look at the request.", "请查看该请求。"],
  ),
  paymentLate: outcome(
    1451,
    "payment-late",
    410,
    [
      "The time for the payment is over; all is as before the request.",
      "付款期限已过，状态恢复如前。",
    ],
    ["Return the money and have it offered again.", "请退回款项并重新发起。"],
  ),
  paymentMismatch: outcome(
    1452,
    "payment-mismatch",
    422,
    [
      "What is confirmed is not what the request names: its amount and currency, or the commitment of its sealed price.",
      "所确认内容与请求不符：须为其金额与币种，或其密封价格的承诺。",
    ],
    ["Confirm exactly what the request names, or reject it.", "请按请求所列内容确认，或予以拒绝。"],
  ),
  instructionUsed: outcome(
    1453,
    "instruction-used",
    409,
    ["The bank has used this number before.", "该付款指令编号已使用。"],
    ["A number counts once; give the payment's own.", "编号不可重复，请填写该笔付款自身的编号。"],
  ),
  priceUnclear: outcome(
    1454,
    "price-unclear",
    422,
    [
      "A payment says its price once: an amount in the clear, or the commitment of the terms sealed with the same request.",
      "付款价格须且仅须以一种方式给出：明示金额，或同一请求所附密封条款的承诺。",
    ],
    [
      "Give the amount or the commitment, not both; seal the terms with the request.",
      "请填写金额或承诺之一，并随请求附上密封条款。",
    ],
  ),
} as const;
