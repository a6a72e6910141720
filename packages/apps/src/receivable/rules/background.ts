import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableWriters } from "@tallystick/ledger/app/table-access";
import type { Cited, Finding } from "../documents/fields.ts";
import { findingsOf, type Use } from "../documents/findings.ts";
import type { UseSide } from "../documents/records.ts";
import { blocking, noteFindings, recordUses, useTables } from "../documents/uses.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { dayOfTime, textOfDay } from "../policy/calendar.ts";
import type { Policy } from "../policy/records.ts";
import type { Certificate } from "../records/certificates.ts";

/** The tables that an issue or a financing holds its documents against. */
export const backgroundTables = useTables;

/**
 * Holds the documents of an issue or a financing against each other and against all earlier uses, and
 * takes note of the use and of what does not fit.
 *
 * @returns what does not fit, or a refusal when the policy stops it
 */
export function takeBackground(
  tables: TableWriters<typeof backgroundTables>,
  policy: Policy,
  at: { readonly index: number; readonly block: { readonly time: number } },
  {
    certificate: { certificate, payee, debtor, currency },
    ...of
  }: {
    readonly certificate: Certificate;
    readonly side: UseSide;
    readonly amount: bigint;
    readonly cited: readonly Cited[];
    readonly also?: Use["also"];
  },
): readonly Finding[] | Refused<typeof OUTCOMES.backgroundBlocked> {
  const use = {
    ...{ certificate, request: at.index, seller: payee, buyer: debtor, currency },
    ...of,
    date: textOfDay(dayOfTime(at.block.time, policy.utcOffsetMinutes)),
  };
  const findings = findingsOf(tables, use, policy.required);
  const stopped = blocking(policy, findings);
  if (stopped.length > 0) {
    const codes = stopped.map(({ code }) => code).join(" ");
    return refuse(OUTCOMES.backgroundBlocked, { codes });
  }
  recordUses(tables, use);
  noteFindings(tables, at, { certificate, seller: payee, buyer: debtor }, findings);
  return findings;
}
