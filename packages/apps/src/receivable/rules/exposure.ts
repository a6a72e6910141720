/** Sums that are kept as parts change, so that no question adds up a million parts. */
import { releaseUses } from "../documents/uses.ts";
import type { Certificate } from "../records/certificates.ts";
import type { DIMENSIONS } from "../records/exposures.ts";
import type { Part } from "../records/parts.ts";
import type { LifeTables } from "./context.ts";

/** Largest sum that a row holds. */
export const SUM_MAX = 2n ** 64n - 1n;

interface Change {
  readonly dimension: (typeof DIMENSIONS)[number];
  readonly organisation: string;
  readonly tier: number;
  outstanding: bigint;
  overdue: bigint;
  pledged: bigint;
  financed: bigint;
  redeemed: bigint;
}

/** Whether units are owed: received, and neither redeemed nor cancelled. */
export function isLive({ status }: Part): boolean {
  return status === "received" || status === "matured";
}

/** Takes what a part counts for into the changes, once for each who is concerned. */
function count(changes: Change[], { debtor }: Certificate, part: Part, sign: 1n | -1n): void {
  const live = isLive(part);
  const redeemed = part.settled === "redeemed";
  if (!live && !redeemed) return;
  const units = sign * (part.end - part.start);
  const when = (condition: boolean) => (condition ? units : 0n);
  const add = (dimension: Change["dimension"], organisation: string, tier: number) => {
    let change = changes.find(
      (one) =>
        one.tier === tier && one.organisation === organisation && one.dimension === dimension,
    );
    if (change === undefined) {
      const zero = { outstanding: 0n, overdue: 0n, pledged: 0n, financed: 0n, redeemed: 0n };
      change = { dimension, organisation, tier, ...zero };
      changes.push(change);
    }
    change.outstanding += when(live);
    change.overdue += when(live && part.status === "matured");
    change.pledged += when(live && part.pledge !== undefined);
    change.financed += when(live && part.financed !== undefined);
    change.redeemed += when(redeemed);
  };
  add("debtor", debtor, part.tier);
  add("holder", part.holder, part.tier);
  for (const guarantor of part.guarantors ?? []) add("guarantor", guarantor, 0);
}

/** Brings the sums from a part as it was to the part as it is. The units are the same. */
export function shiftExposure(
  tables: LifeTables,
  certificate: Certificate,
  before: Part,
  after: Part,
): void {
  const changes: Change[] = [];
  count(changes, certificate, before, -1n);
  count(changes, certificate, after, 1n);
  const { currency } = certificate;
  for (const { dimension, organisation, tier, ...sums } of changes) {
    const { outstanding, overdue, pledged, financed, redeemed } = sums;
    if (!(outstanding || overdue || pledged || financed || redeemed)) continue;
    const key = { dimension, organisation, currency, tier };
    const row = tables.exposures.get(key);
    tables.exposures.put({
      ...key,
      outstanding: (row?.outstanding ?? 0n) + outstanding,
      overdue: (row?.overdue ?? 0n) + overdue,
      pledged: (row?.pledged ?? 0n) + pledged,
      financed: (row?.financed ?? 0n) + financed,
      redeemed: (row?.redeemed ?? 0n) + redeemed,
    });
  }
  shiftDue(tables, certificate, before, after);
}

/** What falls due on a day changes only when units begin or cease to be owed, or are not paid in time. */
function shiftDue(
  { exposuresByDue }: LifeTables,
  { debtor, currency, dueDay }: Certificate,
  before: Part,
  after: Part,
): void {
  const units = after.end - after.start;
  const sum = (counts: (part: Part) => boolean) =>
    (counts(after) ? units : 0n) - (counts(before) ? units : 0n);
  const outstanding = sum(isLive);
  const overdue = sum((part) => part.status === "matured");
  if (outstanding === 0n && overdue === 0n) return;
  const key = { organisation: debtor, currency, dueDay };
  const row = exposuresByDue.get(key);
  exposuresByDue.put({
    ...key,
    outstanding: (row?.outstanding ?? 0n) + outstanding,
    overdue: (row?.overdue ?? 0n) + overdue,
  });
}

/**
 * Whether units of a currency can still be received. What was ever received bounds every other sum, so
 * that none of them can run over a row.
 */
export function hasRoom({ totals }: LifeTables, { currency, amount }: Certificate): boolean {
  return (totals.get({ currency })?.received ?? 0n) + amount <= SUM_MAX;
}

/** Counts units that were received, or have ended, in the sums of the ledger and of the certificate. */
export function countTotals(
  tables: LifeTables,
  certificate: Certificate,
  before: Part,
  after: Part,
): void {
  const units = after.end - after.start;
  const received = !isLive(before) && isLive(after) ? units : 0n;
  const ended = before.settled === undefined ? after.settled : undefined;
  if (received === 0n && ended === undefined) return;
  const redeemed = ended === "redeemed" ? units : 0n;
  const cancelled = ended === "cancelled" ? units : 0n;
  if (isLive(before) || received > 0n) {
    const { currency } = certificate;
    const sum = tables.totals.get({ currency }) ?? { received: 0n, redeemed: 0n, cancelled: 0n };
    tables.totals.put({
      currency,
      received: sum.received + received,
      redeemed: sum.redeemed + redeemed,
      cancelled: sum.cancelled + cancelled,
    });
  }
  if (ended === undefined) return;
  const sums = {
    redeemed: certificate.redeemed + redeemed,
    cancelled: certificate.cancelled + cancelled,
  };
  tables.certificates.put({ ...certificate, ...sums });
  if (sums.cancelled < certificate.amount) return;
  // Nothing is left of the certificate, and nothing was paid: its documents can stand behind another.
  const { certificate: request } = certificate;
  releaseUses(tables, { certificate: request, request, side: "settled" });
}
