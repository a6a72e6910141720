import { defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { certificateNumber } from "../fields.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { drop } from "../rules/complete.ts";
import { certificateScope, lifeTables, organisationReads } from "../rules/context.ts";
import { takeNamed } from "../rules/offering.ts";
import { closeLapsed, STATE_REFUSALS, whyNot } from "../rules/standing.ts";

const ending = {
  tables: lifeTables,
  reads: organisationReads,
  recordClass: "receivable.certificates",
  scope: certificateScope,
  input: { certificate: certificateNumber },
  output: {},
} as const;

/** The drawer takes back what nobody has received. */
export const cancel = defineAction({
  ...ending,
  name: "cancel",
  title: { en: "Cancel a certificate", zh: "撤票" },
  summary: {
    en: "The drawer takes a certificate back that has not been received yet. Once it is received, both sides must agree: offer-cancellation.",
    zh: "出票人撤回尚未签收的凭证；签收后须经双方同意（offer-cancellation）。",
  },
  roles: ["operator"],
  refusals: [
    OUTCOMES.noSuchCertificate,
    OUTCOMES.noSuchPart,
    OUTCOMES.notAParty,
    ...STATE_REFUSALS,
  ],
  run(ctx, { certificate: number }) {
    const taken = takeNamed(ctx, { certificate: number, start: 0n });
    if ("outcome" in taken) return taken;
    const { certificate, part } = taken;
    if (certificate.drawer !== ctx.caller.organisation) return refuse(OUTCOMES.notAParty);
    return drop(ctx.tables, certificate, part, "cancel") ? ok({}) : whyNot(part);
  },
});

/** What was drawn and never received ends with its due date. */
export const clearUnused = defineAction({
  ...ending,
  name: "clear-unused",
  title: { en: "Clear an unused certificate", zh: "清理未用凭证" },
  summary: {
    en: "Ends a certificate that nobody has received by its due date, with the request that may still stand. Anybody may do it.",
    zh: "终止到期仍未签收的凭证及其未决请求，任何成员均可执行。",
  },
  roles: ["member", "operator"],
  refusals: [OUTCOMES.noSuchCertificate, OUTCOMES.noSuchPart, OUTCOMES.tooEarly, ...STATE_REFUSALS],
  run({ tables, block }, { certificate: number }) {
    const certificate = tables.certificates.get({ certificate: number });
    if (certificate === undefined) return refuse(OUTCOMES.noSuchCertificate);
    const part = tables.parts.get({ certificate: number, start: 0n });
    if (part === undefined) return refuse(OUTCOMES.noSuchPart);
    if (block.time < certificate.due) return refuse(OUTCOMES.tooEarly, { from: certificate.due });
    // A request for it ended before the due date, at the latest.
    if (part.lock !== undefined) closeLapsed(tables, part);
    return drop(tables, certificate, part, "clear") ? ok({}) : whyNot(part);
  },
});
