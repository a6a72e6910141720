import type { TableReaders, TableWriters } from "@tallystick/ledger/app/table-access";
import { addMonths, dayOfTime, endOfDay } from "./calendar.ts";
import { type Policy, policies, policyHead } from "./records.ts";

/** The tables by which an action learns what the network allows. */
export const policyTables = { policies, policyHead };

type Readers = TableReaders<typeof policyTables>;

/** The policy of a new ledger: six months, in Chinese time, weekends off. */
export const DEFAULT_POLICY: Policy = {
  version: 1,
  tenorMonths: 6,
  currencies: ["CNY"],
  minimumPart: 1n,
  financiers: [],
  banks: [],
  feeOnSplit: "forbidden",
  holidays: [],
  workdays: [],
  weekend: [6, 7],
  utcOffsetMinutes: 480,
  requestDays: 30,
  presentationDays: 10,
  allotment: "floor-then-listed-order",
  required: ["contract", "invoice"],
  blocking: [
    "invoice-exceeded",
    "contract-exceeded",
    "parties-differ",
    "currency-differs",
    "document-altered",
    "document-missing",
  ],
  sealedTo: [],
  citation: "银发〔2025〕77号",
  since: 0,
  height: 0,
};

/** Writes the policy of a new ledger. */
export function initPolicy(tables: TableWriters<typeof policyTables>, created: number): void {
  tables.policies.put({ ...DEFAULT_POLICY, since: created });
  tables.policyHead.put({ id: "head", version: DEFAULT_POLICY.version });
}

/** The policy in force. */
export function policyNow(tables: Readers): Policy {
  return policyAt(tables, tables.policyHead.get({ id: "head" })?.version ?? 1);
}

/** The policy of a version: a certificate goes on under that which it was issued under. */
export function policyAt(tables: Readers, version: number): Policy {
  return tables.policies.get({ version }) ?? DEFAULT_POLICY;
}

/**
 * The last day on which a certificate issued at a moment may fall due: that many calendar months
 * later, in the policy's zone.
 *
 * @param issued ms since 1970 UTC
 */
export function tenorEnd(
  policy: Pick<Policy, "tenorMonths" | "utcOffsetMinutes">,
  issued: number,
): number {
  return addMonths(dayOfTime(issued, policy.utcOffsetMinutes), policy.tenorMonths);
}

/** True when a certificate issued at a moment may fall due at another: later, and within the tenor. */
export function withinTenor(
  policy: Pick<Policy, "tenorMonths" | "utcOffsetMinutes">,
  issued: number,
  due: number,
): boolean {
  return due > issued && due <= endOfDay(tenorEnd(policy, issued), policy.utcOffsetMinutes);
}
