import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { choice } from "@tallystick/ledger/app/fields";
import { documentDigest, ORDER_KINDS, orderId, reason, time } from "../fields.ts";
import { SUPERVISION_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { orders } from "../records.ts";
import { AUTHORITY_KINDS, isOf, organisationReads } from "../standing.ts";

/** Longest an order may last, ms: two years. */
export const ORDER_MS_MAX = 2 * 366 * 86_400_000;

/** A court or regulator records an order. */
export const recordOrder = defineAction({
  name: "record-order",
  title: { en: "Record an order", zh: "登记文书" },
  summary: {
    en: "Records an order by its reference, the digest of its document and its end. Holds, delayed notice and disclosures rest on one.",
    zh: "登记文书的编号、文书摘要与期限；冻结、延迟告知与身份披露均须以文书为据。",
  },
  tables: { orders },
  reads: organisationReads,
  roles: ["operator"],
  input: {
    order: orderId,
    kind: choice(ORDER_KINDS, { en: "What it is given for.", zh: "文书用途。" }),
    document: documentDigest,
    expires: time("It expires", "失效时间"),
  },
  output: {},
  refusals: [OUTCOMES.notAnAuthority, OUTCOMES.orderExists, OUTCOMES.untilPast],
  run({ tables, reads, block, caller }, input) {
    const { organisation, member } = caller;
    if (!isOf(reads, organisation, AUTHORITY_KINDS, block.height)) {
      return refuse(OUTCOMES.notAnAuthority);
    }
    if (tables.orders.has(input)) return refuse(OUTCOMES.orderExists);
    const { expires } = input;
    if (expires <= block.time || expires > block.time + ORDER_MS_MAX) {
      return refuse(OUTCOMES.untilPast);
    }
    tables.orders.put({ ...input, organisation, member, time: block.time });
    return ok({});
  },
});

/** The authority takes an order back. */
export const revokeOrder = defineAction({
  name: "revoke-order",
  title: { en: "Revoke an order", zh: "撤销文书" },
  summary: {
    en: "Takes an order back, by the authority that gave it. What rests on it ends: holds count no longer, and delayed notice is due at once.",
    zh: "由作出机关撤销文书；据其作出的冻结随即失效，延迟告知须立即告知。",
  },
  tables: { orders },
  roles: ["operator"],
  input: { order: orderId, reason },
  output: {},
  refusals: [OUTCOMES.notFound, OUTCOMES.notAnAuthority, OUTCOMES.alreadyDone],
  run({ tables, block, caller }, { order }) {
    const row = tables.orders.get({ order });
    if (row === undefined) return refuse(OUTCOMES.notFound);
    if (row.organisation !== caller.organisation) return refuse(OUTCOMES.notAnAuthority);
    if (row.revoked !== undefined) return refuse(OUTCOMES.alreadyDone);
    tables.orders.put({ ...row, revoked: block.time });
    return ok({});
  },
});
