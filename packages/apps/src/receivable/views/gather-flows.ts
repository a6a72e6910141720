/** What belongs to one trade, found by indexes and within bounds. */
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { findingTables, newest } from "../documents/findings.ts";
import type { Invoiced } from "../documents/flows.ts";
import type { Document } from "../documents/records.ts";
import {
  FLOW_CERTIFICATES_MAX,
  FLOW_GOODS_MAX,
  FLOW_LOOK_MAX,
  FLOW_MONEY_MAX,
  FLOW_ROWS_MAX,
} from "../limits.ts";
import { policyTables } from "../policy/policy-at.ts";
import { certificates } from "../records/certificates.ts";
import { endorsements } from "../records/endorsements.ts";
import { payments, type Request, requests } from "../records/requests.ts";

/** The tables that flows are found in. */
export const flowTables = {
  ...findingTables,
  ...policyTables,
  certificates,
  endorsements,
  payments,
  requests,
};

type Readers = TableReaders<typeof flowTables>;

/** How far was looked, and whether everything there is was seen. */
export interface Reach {
  complete: boolean;
  /** Rows that may still be looked through. */
  left: number;
}

/** As far as one answer looks. */
export function newReach(): Reach {
  return { complete: true, left: FLOW_LOOK_MAX };
}

/** One payment, or one redemption of which no bank has said anything. */
export interface Leg {
  readonly certificate: number;
  readonly request: number;
  readonly kind: Request["kind"];
  readonly payer: string;
  readonly payee: string;
  readonly amount?: bigint | undefined;
  readonly time: number;
  readonly bank?: string | undefined;
  readonly instruction?: string | undefined;
  readonly confirmed?: boolean | undefined;
}

/** Rows of one scan within the reach. */
function rowsOf<Row>(
  reach: Reach,
  scan: (limit: number) => { readonly rows: Row[]; readonly next?: string },
): Row[] {
  if (reach.left === 0) {
    reach.complete = false;
    return [];
  }
  const page = scan(Math.min(reach.left, FLOW_ROWS_MAX));
  reach.left -= page.rows.length;
  if (page.next !== undefined) reach.complete = false;
  return page.rows;
}

/** Invoices and contracts that a certificate settles, with what it takes of each. */
export function papersOfCertificate(
  tables: Readers,
  certificate: number,
  reach: Reach,
): readonly { readonly document: Document; readonly taken: bigint }[] {
  const prefix = [certificate, "settled", certificate];
  const rows = rowsOf(reach, (limit) => tables.uses.scan("byCertificate", { prefix, limit }));
  const found = new Map<number, { document: Document; taken: bigint }>();
  for (const { document: number, amount } of rows) {
    const document = newest(tables, number);
    if (document === undefined) continue;
    const before = found.get(document.document)?.taken ?? 0n;
    // A document that is several papers has a row for each of them.
    found.set(document.document, { document, taken: amount > before ? amount : before });
  }
  return [...found.values()];
}

/** Certificates that settle an invoice. */
export function certificatesOfInvoice(tables: Readers, { papers }: Document, reach: Reach) {
  const numbers = new Set<number>();
  for (const paper of papers) {
    const prefix = [paper, "settled"];
    const rows = rowsOf(reach, (limit) => tables.uses.scan("byPaper", { prefix, limit }));
    for (const row of rows) numbers.add(row.certificate);
  }
  const all = [...numbers].sort((a, b) => a - b);
  if (all.length > FLOW_CERTIFICATES_MAX) reach.complete = false;
  return all.slice(0, FLOW_CERTIFICATES_MAX).flatMap((certificate) => {
    const row = tables.certificates.get({ certificate });
    return row === undefined ? [] : [row];
  });
}

/** An invoice with what certificates settle of it; of the papers that it is, the one that is used most. */
export function invoiced(tables: Readers, document: Document, taken?: bigint): Invoiced {
  let settled = 0n;
  for (const paper of document.papers) {
    const sum = tables.paperTotals.get({ paper })?.settled ?? 0n;
    if (sum > settled) settled = sum;
  }
  return { document, taken, settled };
}

/** The newest number of each document, by every number that it has had. */
export function versionsOf(tables: Readers, documents: readonly Document[]): Map<number, number> {
  const versions = new Map<number, number>();
  for (const document of documents) {
    for (let at: Document | undefined = document; at !== undefined; ) {
      versions.set(at.document, document.document);
      at = at.corrects === undefined ? undefined : tables.documents.get({ document: at.corrects });
    }
  }
  return versions;
}

/** Deliveries and acceptances of invoices, and those under their contracts that name no invoice. */
export function goodsOf(
  tables: Readers,
  invoices: readonly Document[],
  contracts: readonly Document[],
  versions: ReadonlyMap<number, number>,
  reach: Reach,
): Document[] {
  const found = new Map<number, Document>();
  const take = (rows: readonly Document[]) => {
    for (const row of rows) {
      if (row.kind !== "delivery" && row.kind !== "acceptance") continue;
      if (!versions.has(row.invoice ?? row.contract ?? -1)) continue;
      if (tables.corrections.has({ document: row.document })) continue;
      found.set(row.document, row);
    }
  };
  const numbersOf = ({ document }: Document) =>
    [...versions].filter(([, now]) => now === document).map(([number]) => number);
  for (const contract of contracts) {
    for (const number of numbersOf(contract)) {
      const prefix = [number];
      take(rowsOf(reach, (limit) => tables.documents.scan("byContract", { prefix, limit })));
    }
  }
  for (const invoice of invoices) {
    // Whatever names an invoice was recorded after it, by one of its parties.
    const from = Math.min(...numbersOf(invoice));
    const sold = { prefix: [invoice.seller], from };
    const bought = { prefix: [invoice.buyer], from };
    take(rowsOf(reach, (limit) => tables.documents.scan("bySeller", { ...sold, limit })));
    take(rowsOf(reach, (limit) => tables.documents.scan("byBuyer", { ...bought, limit })));
  }
  const all = [...found.values()].sort((a, b) => a.document - b.document);
  if (all.length > FLOW_GOODS_MAX) reach.complete = false;
  return all.slice(0, FLOW_GOODS_MAX);
}

/** Payments of a certificate that banks have spoken of, and redemptions without, in order of time. */
export function moneyOf(tables: Readers, certificate: number, reach: Reach): Leg[] {
  const prefix = [certificate];
  const legs: Leg[] = [];
  const confirmed = new Set<number>();
  const said = rowsOf(reach, (limit) => tables.payments.scan("byRequest", { prefix, limit }));
  for (const row of said) {
    const { request, bank, instruction, amount, time } = row;
    const asked = tables.requests.get({ certificate, request });
    if (asked === undefined) continue;
    if (row.confirmed) confirmed.add(request);
    legs.push({
      ...{ certificate, request, kind: asked.kind, payer: asked.to, payee: asked.from },
      ...{ amount, time, bank, instruction, confirmed: row.confirmed },
    });
  }
  // Redemptions come last in the life of a certificate.
  const last = { prefix, reverse: true };
  const steps = rowsOf(reach, (limit) =>
    tables.endorsements.scan("byCertificate", { ...last, limit }),
  );
  for (const { kind, request, from, to, start, end, time } of steps) {
    if (kind !== "redemption" || request === undefined || confirmed.has(request)) continue;
    legs.push({
      ...{ certificate, request, kind, payer: to, payee: from, amount: end - start, time },
    });
  }
  return legs.sort((a, b) => a.time - b.time || a.request - b.request);
}

/** As many legs as are shown. */
export function shownMoney(legs: Leg[], reach: Reach): Leg[] {
  if (legs.length > FLOW_MONEY_MAX) reach.complete = false;
  return legs.slice(0, FLOW_MONEY_MAX);
}
