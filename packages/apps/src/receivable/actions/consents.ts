import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { optional } from "@tallystick/ledger/app/fields";
import { organisationId } from "../../membership/fields.ts";
import { time } from "../../supervision/fields.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { consents } from "../records/requests.ts";
import { organisationReads, takesPart } from "../rules/context.ts";

/** A receiver takes what certain others pass to it without being asked each time. */
export const setStandingConsent = defineAction({
  name: "set-standing-consent",
  title: { en: "Set a standing consent", zh: "设定长期同意" },
  summary: {
    en: "Accepts beforehand all plain transfers from an organisation until a time; without a time, ends the consent. Transfers with a fee, a payment or a mark against passing on are asked for as ever.",
    zh: "预先同意某机构在期限内的普通转让；不填期限则终止。附费用、付款或禁止再转让的，仍须逐笔答复。",
  },
  tables: { consents },
  reads: organisationReads,
  roles: ["operator"],
  recordClass: "receivable.consents",
  input: { from: organisationId, until: optional(time("Last moment", "最后有效时刻")) },
  output: {},
  refusals: [
    OUTCOMES.sameOrganisation,
    OUTCOMES.noSuchOrganisation,
    OUTCOMES.noConsent,
    OUTCOMES.expiryOutOfRange,
  ],
  run({ tables, reads, block, caller }, { from, until }) {
    const { organisation: to, member } = caller;
    if (until === undefined) {
      return tables.consents.delete({ to, from }) ? ok({}) : refuse(OUTCOMES.noConsent);
    }
    if (from === to) return refuse(OUTCOMES.sameOrganisation);
    if (!takesPart(reads, from, block.height)) return refuse(OUTCOMES.noSuchOrganisation);
    if (until <= block.time) return refuse(OUTCOMES.expiryOutOfRange, { least: block.time });
    tables.consents.put({ to, from, member, since: block.time, until });
    return ok({});
  },
});
