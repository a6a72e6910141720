import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { choice, group, optional, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { number, time } from "../../supervision/fields.ts";
import {
  certificateNumber,
  end,
  flag,
  guarantors,
  requestKind,
  requestNumber,
  start,
  status,
} from "../fields.ts";
import { CHAIN_MAX } from "../limits.ts";

/** Parts: the units of a certificate, each in exactly one. They partition `[0, amount)` for ever. */
export const parts = defineTable({
  name: "parts",
  en: "Parts of certificates: a range of units, its one holder and its state.",
  zh: "凭证子区间：单位范围、唯一持有人与状态。",
  key: { certificate: certificateNumber, start },
  value: {
    end,
    holder: organisationId,
    status,
    flag,
    tier: uint({
      en: "Transfers since the debtor's promise: 1 is the payee; 0 while nobody has received it.",
      zh: "流转层级：1 为收款人，0 为尚未签收。",
    }),
    last: optional(number("Newest endorsement of these units.", "这些单位最近一次背书的编号。")),
    links: uint({
      max: CHAIN_MAX + 1,
      en: "Endorsements of these units so far.",
      zh: "这些单位的背书总数。",
    }),
    lock: optional(
      group(
        {
          request: requestNumber,
          kind: requestKind,
          until: time("It holds until", "锁定期限"),
          flag,
        },
        { en: "The request that waits, and the flag before it.", zh: "待答复的请求及其前的标志。" },
      ),
    ),
    pledge: optional(
      group({
        pledgee: organisationId,
        endorsement: number("Endorsement that pledged it.", "设立质押的背书编号。"),
      }),
    ),
    financed: optional(
      group({
        financier: organisationId,
        endorsement: number("Endorsement that financed it.", "融资的背书编号。"),
      }),
    ),
    guarantors,
    recourse: optional(
      number(
        "Endorsement of the one who paid on recourse: only those before it are liable to them.",
        "被追索付款者的背书编号：仅其前手对其负责。",
      ),
    ),
    settled: optional(choice(["redeemed", "cancelled"], { en: "How it ended.", zh: "终止方式。" })),
  },
  indexes: {
    byCertificate: ["certificate", "start"],
    byHolder: ["holder", "status", "certificate", "start"],
    byPledgee: ["pledge.pledgee", "certificate", "start"],
  },
});

/** Row of a part. */
export type Part = RowOf<typeof parts>;
