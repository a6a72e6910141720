import { bigUint, bytes, choice, group, list, optional, text } from "@tallystick/ledger/app/fields";
import { organisationId } from "../membership/fields.ts";
import { number, time } from "../supervision/fields.ts";
import { AMOUNT_UNITS_MAX, GUARANTORS_MAX, SEALED_MAX } from "./limits.ts";
import { FLAGS, REQUEST_KINDS, STATUSES } from "./transitions.ts";

/** Minor units of one certificate at most. */
export const AMOUNT_MAX = BigInt(AMOUNT_UNITS_MAX);

/** Last day that a date can be: 9999-12-31, as days since 1970-01-01. */
export const DAY_MAX = 2_932_896;

/** The field for a certificate's number. */
export const certificateNumber = number(
  "The certificate: log index of the statement that made it.",
  "凭证编号：登记声明的日志序号。",
);

/** The field for a request's number. */
export const requestNumber = number(
  "The request: log index of the offer.",
  "请求编号：发起声明的日志序号。",
);

/** The field for where a part begins. */
export const start = bigUint({
  max: AMOUNT_MAX,
  en: "First unit of the part; 0 is the first of the certificate.",
  zh: "子区间的起始单位，0 为凭证首个单位。",
});

/** The field for where a part ends. */
export const end = bigUint({
  max: AMOUNT_MAX,
  en: "Unit after the last of the part.",
  zh: "子区间末尾单位之后的单位。",
});

/** The field for an amount. */
export const amount = bigUint({
  max: AMOUNT_MAX,
  en: "Amount in minor units of the currency, such as fen.",
  zh: "金额，以币种最小单位（如分）计。",
});

/** The field for a sum over certificates. */
export const total = (en: string, zh: string) =>
  bigUint({ en: `${en}, minor units.`, zh: `${zh}（最小单位）。` });

/** The field for a currency. */
export const currency = text({
  min: 3,
  max: 3,
  pattern: /^[A-Z]{3}$/,
  en: "Currency, ISO 4217.",
  zh: "币种，ISO 4217。",
});

/** The field for a calendar date. */
export const date = text({
  min: 10,
  max: 10,
  pattern: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  en: "Date such as 2027-05-31, in the zone of the policy.",
  zh: "日期，如 2027-05-31，按规则所定时区。",
});

/** The field for how far a part has come. */
export const status = choice(STATUSES, {
  en: "How far it has come.",
  zh: "票据状态。",
});

/** The field for whether a part circulates. */
export const flag = choice(FLAGS, {
  en: "Whether it circulates; locked: a request waits for its answer.",
  zh: "流通标志；locked 表示有请求待答复。",
});

/** The field for what a request is about. */
export const requestKind = choice(REQUEST_KINDS, {
  en: "What is asked.",
  zh: "请求类别。",
});

/** How title and money go together. */
export const SETTLEMENTS = ["free-of-payment", "delivery-versus-payment"] as const;

/** The field for how title and money go together. */
export const settlement = choice(SETTLEMENTS, {
  en: "free-of-payment: what money moves, moves elsewhere; delivery-versus-payment: title moves when the bank confirms.",
  zh: "free-of-payment 票款分离（FOP）；delivery-versus-payment 票款对付（DVP），银行确认付款时权利转移。",
});

/** The field for a reason. */
export const reason = text({
  max: 500,
  en: "Why; everybody can read it.",
  zh: "原因，所有人可见。",
});

/** The field for until when an offer stands. */
export const expires = time("The offer stands until", "请求有效期至");

/** The field for what sealed terms are bound to. */
export const commitment = bytes({
  length: 32,
  en: "Hash over the sealed plaintext, so that a party can show it later.",
  zh: "对密封明文的杂凑，供当事方日后出示证明。",
});

const confirmedBy = time("It must be confirmed by", "须确认付款的最后时刻");

/** The field for the payment that an offer is conditioned on. */
export const paymentLeg = group(
  {
    bank: organisationId,
    amount: optional(amount),
    commitment: optional(commitment),
    until: confirmedBy,
  },
  {
    en: "Whoever is asked pays whoever asks; title moves when this bank confirms it. Either an amount, which everybody reads, or the commitment of the request's sealed terms, which hold the price. The ledger holds no money.",
    zh: "由被请求方向请求方付款，该银行确认付款时权利转移。填写金额（所有人可见），或填写本请求密封条款的承诺（价格在其中），二者择一；账本不持有资金。",
  },
);

/** The field for a payment of exactly what a part is worth, which is no secret. */
export const paymentInFull = group(
  { bank: organisationId, amount, until: confirmedBy },
  {
    en: "Whoever is asked pays whoever asks exactly the units of the part; title moves when this bank confirms it. The ledger holds no money.",
    zh: "由被请求方按子区间金额向请求方足额付款，该银行确认付款时权利转移；账本不持有资金。",
  },
);

/** The field for a bank's number of a payment. */
export const instruction = text({
  max: 64,
  pattern: /^[A-Za-z0-9][A-Za-z0-9._/-]*$/,
  en: "The bank's number of the payment instruction; used once.",
  zh: "银行付款指令编号，仅可使用一次。",
});

/** The field for terms that only the parties can read. */
export const sealed = group(
  {
    commitment,
    envelope: bytes({
      min: 1,
      max: SEALED_MAX,
      en: "The terms, encrypted to those who may read them (COSE_Encrypt).",
      zh: "仅有权者可读的密封条款（COSE_Encrypt）。",
    }),
  },
  { en: "Sealed terms: price, rate, commercial papers.", zh: "密封条款：价格、费率、商业文件。" },
);

/** The field for those who guarantee a part. */
export const guarantors = optional(
  list(organisationId, {
    min: 1,
    max: GUARANTORS_MAX,
    en: "Who guarantees it, in the order in which they agreed.",
    zh: "保证人，按同意顺序排列。",
  }),
);
