import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { flag, text, uint } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { orderId, reason, record, recordClass, time } from "../fields.ts";
import { SUPERVISION_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { heldClasses, holds, orders } from "../records.ts";
import { AUTHORITY_KINDS, isOf, orderFor, organisationReads } from "../standing.ts";

/** Applications without which nobody could lift a hold. */
export const NEVER_HELD = ["membership", "governance", "upgrade", "supervision"] as const;

const which = { recordClass, record };

/** An authority freezes a record, or a kind of record. */
export const placeHold = defineAction({
  name: "place-hold",
  title: { en: "Place a hold", zh: "冻结记录" },
  summary: {
    en: "Freezes a record, or a whole kind of record, on an order: no action that touches it is accepted until the hold is lifted or expires. The organisation concerned, the reason and where to appeal stand with it.",
    zh: "依据文书冻结某记录或某类记录：解除或期满前不接受任何涉及它的操作；同时载明相关机构、原因与申诉途径。",
  },
  tables: { holds, heldClasses, orders },
  reads: organisationReads,
  roles: ["operator"],
  scope: ({ subject }) => ({ organisation: subject }),
  input: {
    ...which,
    order: orderId,
    subject: organisationId,
    reason,
    appealTo: text({ max: 200, en: "Where to appeal.", zh: "申诉途径。" }),
    expires: time("It expires", "期满时间"),
  },
  output: { fromHeight: uint({ en: "First height at which it counts.", zh: "生效的首个高度。" }) },
  refusals: [
    OUTCOMES.notHoldable,
    OUTCOMES.noSuchOrder,
    OUTCOMES.notAnAuthority,
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.untilPast,
    OUTCOMES.alreadyDone,
  ],
  run({ tables, reads, block, caller }, input) {
    const { organisation: authority } = caller;
    const [app] = input.recordClass.split(".", 1);
    if (NEVER_HELD.some((name) => name === app)) return refuse(OUTCOMES.notHoldable);
    if (!reads.organisations.has({ organisation: input.subject })) {
      return refuse(OUTCOMES.noSuchOrganisation);
    }
    const order = orderFor(tables, input.order, "hold", block.time);
    if (order === undefined) return refuse(OUTCOMES.noSuchOrder);
    if (order.organisation !== authority) return refuse(OUTCOMES.notAnAuthority);
    if (input.expires <= block.time || input.expires > order.expires) {
      return refuse(OUTCOMES.untilPast, { least: block.time, most: order.expires });
    }
    const before = tables.holds.get(input);
    if (before !== undefined && before.lifted === undefined && before.expires >= block.time) {
      return refuse(OUTCOMES.alreadyDone);
    }
    const fromHeight = block.height + 1;
    tables.holds.put({ ...input, authority, placed: block.time, fromHeight });
    if (!tables.heldClasses.has(input)) {
      tables.heldClasses.put({ recordClass: input.recordClass, since: block.height });
    }
    return ok({ fromHeight });
  },
});

/** The authority lifts its hold. */
export const liftHold = defineAction({
  name: "lift-hold",
  title: { en: "Lift a hold", zh: "解除冻结" },
  summary: {
    en: "Ends a hold, by the authority that placed it or by decision of the organisations.",
    zh: "由作出机关或经各机构共同决定解除冻结。",
  },
  tables: { holds },
  roles: ["operator", "consortium"],
  input: { ...which, reason },
  output: {},
  refusals: [OUTCOMES.notFound, OUTCOMES.notAnAuthority, OUTCOMES.alreadyDone],
  run({ tables, block, caller }, { reason: why, ...key }) {
    const row = tables.holds.get(key);
    if (row === undefined) return refuse(OUTCOMES.notFound);
    const { organisation, member, role } = caller;
    if (role !== "consortium" && row.authority !== organisation) {
      return refuse(OUTCOMES.notAnAuthority);
    }
    if (row.lifted !== undefined) return refuse(OUTCOMES.alreadyDone);
    tables.holds.put({ ...row, lifted: { organisation, member, time: block.time, reason: why } });
    return ok({});
  },
});

/** The organisation concerned appeals. */
export const appealHold = defineAction({
  name: "appeal-hold",
  title: { en: "Appeal against a hold", zh: "对冻结提出申诉" },
  summary: {
    en: "Appeals against a hold, by the organisation concerned; the hold goes on until it is decided.",
    zh: "由相关机构对冻结提出申诉，裁决前冻结继续有效。",
  },
  tables: { holds },
  roles: ["operator"],
  input: {
    ...which,
    text: text({ max: 2000, multiline: true, en: "The appeal.", zh: "申诉内容。" }),
  },
  output: {},
  refusals: [OUTCOMES.notFound, OUTCOMES.notTheSubject, OUTCOMES.alreadyDone],
  run({ tables, block, caller }, { text: said, ...key }) {
    const row = tables.holds.get(key);
    if (row === undefined) return refuse(OUTCOMES.notFound);
    const { organisation, member } = caller;
    if (row.subject !== organisation) return refuse(OUTCOMES.notTheSubject);
    if (row.appeal !== undefined || row.lifted !== undefined) return refuse(OUTCOMES.alreadyDone);
    const appeal = { organisation, member, time: block.time, text: said };
    tables.holds.put({ ...row, appeal });
    return ok({});
  },
});

/** Another authority, or all the organisations, decide on the appeal. */
export const decideAppeal = defineAction({
  name: "decide-appeal",
  title: { en: "Decide an appeal", zh: "裁决申诉" },
  summary: {
    en: "Decides an appeal: by a court or regulator other than the one that placed the hold, or by decision of the organisations. One that is upheld lifts the hold.",
    zh: "由作出冻结以外的法院或监管机关，或经各机构共同决定，对申诉作出裁决；申诉成立即解除冻结。",
  },
  tables: { holds },
  reads: organisationReads,
  roles: ["operator", "consortium"],
  input: {
    ...which,
    upheld: flag({ en: "True: the hold is lifted.", zh: "成立则解除冻结。" }),
    reason,
  },
  output: {},
  refusals: [OUTCOMES.notFound, OUTCOMES.notAnAuthority, OUTCOMES.alreadyDone],
  run({ tables, reads, block, caller }, { upheld, reason: why, ...key }) {
    const row = tables.holds.get(key);
    if (row?.appeal === undefined) return refuse(OUTCOMES.notFound);
    const { organisation, member, role } = caller;
    const other =
      organisation !== row.authority &&
      organisation !== row.subject &&
      isOf(reads, organisation, AUTHORITY_KINDS, block.height);
    if (role !== "consortium" && !other) return refuse(OUTCOMES.notAnAuthority);
    if (row.appeal.decided !== undefined) return refuse(OUTCOMES.alreadyDone);
    const by = { organisation, member, time: block.time };
    const appeal = { ...row.appeal, decided: { ...by, upheld, reason: why } };
    const lifted = row.lifted ?? (upheld ? { ...by, reason: why } : undefined);
    tables.holds.put({ ...row, appeal, ...(lifted !== undefined && { lifted }) });
    return ok({});
  },
});
