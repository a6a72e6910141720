import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { bytes, flag, optional } from "@tallystick/ledger/app/fields";
import { memberId } from "../../membership/fields.ts";
import { members } from "../../membership/records/members.ts";
import { legalBasis, number, orderId, purpose, reason, time } from "../fields.ts";
import { SUPERVISION_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { disclosures, orders } from "../records.ts";
import { orderFor } from "../standing.ts";

const disclosure = number("The request.", "请求编号。");

/** An authority asks who a pseudonym is. */
export const requestDisclosure = defineAction({
  name: "request-disclosure",
  title: { en: "Request a disclosure", zh: "请求披露身份" },
  summary: {
    en: "Asks the registrar of a pseudonym who it is, on an order. The pseudonym sees the request; the answer goes from the registrar to the authority and never onto the ledger.",
    zh: "依据文书请求登记机构披露假名身份；假名持有人可见该请求，答复由登记机构直接交付，不上账本。",
  },
  tables: { disclosures, orders },
  reads: { app: "membership", tables: { members } },
  roles: ["operator"],
  input: {
    pseudonym: memberId,
    order: orderId,
    legalBasis,
    purpose,
    due: time("It must be answered", "答复期限"),
  },
  output: { disclosure },
  refusals: [
    OUTCOMES.noPseudonym,
    OUTCOMES.noSuchOrder,
    OUTCOMES.notAnAuthority,
    OUTCOMES.untilPast,
  ],
  run({ tables, reads, block, caller, index }, input) {
    const { organisation, member } = caller;
    const row = reads.members.get({ member: input.pseudonym });
    if (row?.pseudonym !== true) return refuse(OUTCOMES.noPseudonym);
    const order = orderFor(tables, input.order, "disclosure", block.time);
    if (order === undefined) return refuse(OUTCOMES.noSuchOrder);
    if (order.organisation !== organisation) return refuse(OUTCOMES.notAnAuthority);
    if (input.due <= block.time || input.due > order.expires) return refuse(OUTCOMES.untilPast);
    const by = { organisation, member, time: block.time };
    tables.disclosures.put({ ...input, ...by, disclosure: index, registrar: row.organisation });
    return ok({ disclosure: index });
  },
});

/** The registrar says what it did. */
export const answerDisclosure = defineAction({
  name: "answer-disclosure",
  title: { en: "Answer a disclosure", zh: "答复披露请求" },
  summary: {
    en: "Records that the registrar has disclosed, with a commitment to what it said, or has refused, with the reason.",
    zh: "登记机构登记已披露（附对答复的承诺）或已拒绝（附原因）。",
  },
  tables: { disclosures },
  roles: ["operator"],
  input: {
    disclosure,
    given: flag({ en: "True: disclosed. False: refused.", zh: "是否披露。" }),
    reason: optional(reason),
    commitment: optional(
      bytes({
        length: 32,
        en: "Hash over CBOR [salt, answer]; required when disclosed.",
        zh: "对 CBOR [盐, 答复] 的杂凑，披露时必填。",
      }),
    ),
  },
  output: {},
  refusals: [
    OUTCOMES.notFound,
    OUTCOMES.notTheSubject,
    OUTCOMES.alreadyDone,
    OUTCOMES.noticeMismatch,
  ],
  run({ tables, block, caller }, { disclosure: which, ...said }) {
    const row = tables.disclosures.get({ disclosure: which });
    if (row === undefined) return refuse(OUTCOMES.notFound);
    const { organisation, member } = caller;
    if (row.registrar !== organisation) return refuse(OUTCOMES.notTheSubject);
    if (row.answered !== undefined) return refuse(OUTCOMES.alreadyDone);
    const needed = said.given ? said.commitment : said.reason;
    if (needed === undefined) return refuse(OUTCOMES.noticeMismatch);
    const answered = { organisation, member, time: block.time, ...said };
    tables.disclosures.put({ ...row, answered });
    return ok({});
  },
});
