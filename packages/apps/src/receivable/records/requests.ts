import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { choice, flag, group, optional } from "@tallystick/ledger/app/fields";
import { memberId, organisationId } from "../../membership/fields.ts";
import { number, time } from "../../supervision/fields.ts";
import {
  amount,
  certificateNumber,
  commitment,
  currency,
  end,
  expires,
  instruction,
  paymentLeg,
  reason,
  requestKind,
  requestNumber,
  sealed,
  start,
} from "../fields.ts";

/** Requests: every two-sided step, from the offer to what became of it. Never deleted. */
export const requests = defineTable({
  name: "requests",
  en: "Requests: what was offered to whom, and what they answered.",
  zh: "双方请求：发起内容、对象与答复。",
  key: { certificate: certificateNumber, request: requestNumber },
  value: {
    kind: requestKind,
    start,
    end,
    from: organisationId,
    to: organisationId,
    by: memberId,
    offered: time("It was offered", "发起时间"),
    expires,
    state: choice(
      ["offered", "awaiting-payment", "accepted", "refused", "withdrawn", "expired", "unpaid"],
      { en: "What became of it.", zh: "请求状态。" },
    ),
    payment: optional(paymentLeg),
    transferable: optional(
      flag({ en: "False: the receiver may not pass it on.", zh: "为假时受让人不得再转让。" }),
    ),
    recourse: optional(
      flag({ en: "False: who passes it on is not liable.", zh: "为假时转让人不承担被追索责任。" }),
    ),
    fee: optional(amount),
    endorsement: optional(
      number(
        "The endorsement that it rests on: of who is liable, or what is reversed.",
        "所依据的背书：被追索人的背书或被冲正的背书。",
      ),
    ),
    commitment: optional(commitment),
    reason: optional(reason),
    answered: optional(
      group({
        member: memberId,
        time: time("When", "时间"),
        reason: optional(reason),
      }),
    ),
  },
  indexes: {
    byInbox: ["to", "state", "request"],
    byOutbox: ["from", "state", "request"],
    byBank: ["payment.bank", "state", "request"],
  },
});

/** Sealed terms, beside what they belong to so that the rows that move stay small. */
export const terms = defineTable({
  name: "terms",
  en: "Sealed terms of certificates and requests, readable to those they were sealed for.",
  zh: "凭证与请求的密封条款，仅密封对象可读。",
  key: {
    certificate: certificateNumber,
    number: number(
      "The request they belong to; the certificate's own number for the certificate.",
      "所属请求编号；属于凭证本身时为凭证编号。",
    ),
  },
  value: {
    sealed,
    organisation: organisationId,
    member: memberId,
    time: time("When", "时间"),
  },
  indexes: { byCertificate: ["certificate", "number"] },
});

/** What banks said of payments. A number that a bank has used is used up, whatever came of it. */
export const payments = defineTable({
  name: "payments",
  en: "Payment instructions that banks have confirmed or rejected; each number counts once.",
  zh: "银行已确认或拒绝的付款指令，编号不可重复。",
  key: { bank: organisationId, instruction },
  value: {
    certificate: certificateNumber,
    request: requestNumber,
    amount: optional(amount),
    commitment: optional(commitment),
    currency,
    confirmed: flag({ en: "True: paid. False: rejected.", zh: "真为已付款，假为拒绝。" }),
    member: memberId,
    time: time("When", "时间"),
  },
  indexes: { byRequest: ["certificate", "request"] },
});

/** From whom an organisation takes transfers without being asked each time. */
export const consents = defineTable({
  name: "consents",
  en: "Standing consents: transfers from these complete at once.",
  zh: "长期同意：来自这些机构的转让即时完成。",
  key: {
    to: organisationId,
    from: organisationId,
  },
  value: {
    member: memberId,
    since: time("Since", "起始时间"),
    until: time("Last moment at which it counts", "最后有效时刻"),
  },
  indexes: { byReceiver: ["to", "from"] },
});

/** Row of a request. */
export type Request = RowOf<typeof requests>;
