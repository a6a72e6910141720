import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { flag, optional } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { number, time } from "../../supervision/fields.ts";
import { certificateNumber, end, requestKind, requestNumber, start } from "../fields.ts";

/** Endorsements: every completed step on units, linked to the one before on the same units. Never changed. */
export const endorsements = defineTable({
  name: "endorsements",
  en: "Endorsements: who passed which units to whom, each linked to the one before it.",
  zh: "背书记录：单位流转的双方与种类，逐笔相连。",
  key: {
    certificate: certificateNumber,
    number: number("Log index of the statement that completed it.", "完成声明的日志序号。"),
  },
  value: {
    kind: requestKind,
    start,
    end,
    from: organisationId,
    to: organisationId,
    request: optional(requestNumber),
    time: time("When", "时间"),
    previous: optional(
      number("The endorsement of these units before it.", "这些单位的上一笔背书。"),
    ),
    back: optional(
      number(
        "What it rests on: the endorsement that is reversed, or of the one who paid on recourse.",
        "所依据的背书：被冲正的背书，或被追索付款者的背书。",
      ),
    ),
    transferable: optional(flag({ en: "False: not to be passed on.", zh: "为假时不得再转让。" })),
    recourse: optional(
      flag({ en: "False: who passed it on is not liable.", zh: "为假时转让人不承担被追索责任。" }),
    ),
  },
  indexes: { byCertificate: ["certificate", "number"] },
});

/** Row of an endorsement. */
export type Endorsement = RowOf<typeof endorsements>;
