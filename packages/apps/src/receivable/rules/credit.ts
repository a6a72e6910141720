/** How organisations keep their promises: sums that are kept as parts change. */
import type { Certificate } from "../records/certificates.ts";
import type { CreditRecord } from "../records/credit.ts";
import type { Part } from "../records/parts.ts";
import type { Request } from "../records/requests.ts";
import type { LifeTables } from "./context.ts";
import { isLive, SUM_MAX } from "./exposure.ts";

type Figure = Exclude<keyof CreditRecord, "organisation" | "currency">;
type Shift = Partial<Record<Figure, bigint>>;

const NOTHING: Readonly<Record<Figure, bigint>> = {
  ...{ promised: 0n, redeemedOnTime: 0n, redeemedLate: 0n, presentedLate: 0n },
  ...{ overdue: 0n, cancelled: 0n, recourseClaimed: 0n, recoursePaid: 0n },
};

function shift(
  { creditRecords }: Pick<LifeTables, "creditRecords">,
  organisation: string,
  currency: string,
  by: Shift,
): void {
  const changes = Object.entries(by).filter(([, units]) => units !== 0n) as [Figure, bigint][];
  if (changes.length === 0) return;
  const key = { organisation, currency };
  const row = { ...(creditRecords.get(key) ?? { ...key, ...NOTHING }) };
  for (const [figure, units] of changes) {
    const before = row[figure];
    // Claims on the same units can be made again and again: a sum that has reached its end stays there.
    if (before === SUM_MAX) continue;
    row[figure] = before + units;
    if (row[figure] > SUM_MAX) row[figure] = SUM_MAX;
  }
  creditRecords.put(row);
}

/**
 * Counts for the debtor what has become of its promise: received, overdue, redeemed, cancelled.
 *
 * @param time of the statement
 * @param request by which it was redeemed
 */
export function countPromise(
  tables: LifeTables,
  { certificate, debtor, currency, payBy }: Certificate,
  before: Part,
  after: Part,
  { time, request }: { readonly time: number; readonly request?: number | undefined },
): void {
  const units = after.end - after.start;
  const when = (condition: boolean) => (condition ? units : 0n);
  const was = isLive(before);
  const ends = was && !isLive(after);
  const redeemed = ends && after.settled === "redeemed";
  const late = redeemed && time > payBy;
  // Only what is redeemed late needs to know when it was asked for.
  const asked =
    late && request !== undefined ? tables.requests.get({ certificate, request }) : undefined;
  shift(tables, debtor, currency, {
    promised: when(!was && isLive(after)),
    redeemedOnTime: when(redeemed && !late),
    redeemedLate: when(late),
    presentedLate: when(asked !== undefined && asked.offered > payBy),
    overdue: when(after.status === "matured") - when(before.status === "matured"),
    cancelled: when(ends && after.settled === "cancelled"),
  });
}

/** Counts a claim by recourse for the one who is claimed upon: made, paid, or come to nothing without an answer. */
export function countClaim(
  tables: Pick<LifeTables, "creditRecords">,
  currency: string,
  { to, start, end }: Pick<Request, "to" | "start" | "end">,
  what: "made" | "paid" | "unanswered",
): void {
  const units = end - start;
  shift(
    tables,
    to,
    currency,
    what === "paid"
      ? { recoursePaid: units }
      : { recourseClaimed: what === "made" ? units : 0n - units },
  );
}
