/** Goods, papers and money of one trade held against each other. A list, never a claim of truth. */
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { Certificate } from "../records/certificates.ts";
import type { FindingCode } from "./fields.ts";
import { type findingTables, misfitsOf } from "./findings.ts";
import type { Document } from "./records.ts";

/** What can differ between goods, papers and money, beside what documents can differ in. */
export const FLOW_CODES = [
  "goods-missing",
  "goods-below-invoice",
  "goods-above-invoice",
  "goods-after-payment",
  "invoice-missing",
  "payment-missing",
  "payment-below-promise",
  "payment-below-invoice",
  "payment-above-invoice",
  "payment-unconfirmed",
] as const;

/** One kind of mismatch. */
export type MismatchCode = (typeof FLOW_CODES)[number] | FindingCode;

/** A mismatch, with the certificates and documents concerned in ascending order. */
export interface Mismatch {
  readonly code: MismatchCode;
  readonly certificates: number[];
  readonly documents: number[];
}

/** A payment that a bank has spoken of, or a redemption of which no bank has. */
export interface MoneyLeg {
  readonly certificate: number;
  readonly kind: string;
  /** False when the bank rejected it; absent when no bank has said anything. */
  readonly confirmed?: boolean | undefined;
  /** Date in the policy's zone. */
  readonly date: string;
}

/** An invoice, and how much of it certificates settle. */
export interface Invoiced {
  readonly document: Document;
  /** What the certificate takes of it; undefined when it is looked at by itself. */
  readonly taken?: bigint | undefined;
  /** What all certificates settle of it together. */
  readonly settled: bigint;
}

/** What belongs to one trade. */
export interface Trade {
  readonly certificates: readonly Certificate[];
  readonly invoices: readonly Invoiced[];
  readonly contracts: readonly Document[];
  readonly goods: readonly Document[];
  readonly money: readonly MoneyLeg[];
  /** What a goods paper is for: newest number of an invoice, by each number that it ever had. */
  readonly versions: ReadonlyMap<number, number>;
  /** Block time, and its date in the policy's zone. */
  readonly now: number;
  readonly today: string;
}

type Readers = TableReaders<typeof findingTables>;

/** Mismatches by their codes. */
class Mismatches {
  readonly #found = new Map<MismatchCode, { certificates: Set<number>; documents: Set<number> }>();

  add(code: MismatchCode, of: { certificate?: number; documents?: readonly number[] }): void {
    const before = this.#found.get(code) ?? { certificates: new Set(), documents: new Set() };
    if (of.certificate !== undefined) before.certificates.add(of.certificate);
    for (const document of of.documents ?? []) before.documents.add(document);
    this.#found.set(code, before);
  }

  list(): Mismatch[] {
    const sorted = (numbers: ReadonlySet<number>) => [...numbers].sort((a, b) => a - b);
    return [...this.#found].map(([code, { certificates, documents }]) => ({
      code,
      certificates: sorted(certificates),
      documents: sorted(documents),
    }));
  }
}

/** What differs between goods, papers and money of one trade, each code once. */
export function mismatchesOf(tables: Readers, trade: Trade): Mismatch[] {
  const found = new Mismatches();
  for (const invoice of trade.invoices) goodsOfInvoice(trade, invoice.document, found);
  goodsAfterPayment(trade, found);
  for (const certificate of trade.certificates) paymentOf(trade, certificate, found);
  for (const invoice of trade.invoices) settlementOf(invoice, found);
  papersOfTrade(tables, trade, found);
  return found.list();
}

/** What was delivered, and what was accepted, against the amount of the invoice. */
function goodsOfInvoice({ goods, versions }: Trade, invoice: Document, found: Mismatches): void {
  const { document: number, contract, amount = 0n } = invoice;
  const named = goods.filter((one) => versions.get(one.invoice ?? -1) === number);
  const loose = goods.filter(
    (one) =>
      one.invoice === undefined &&
      contract !== undefined &&
      versions.get(one.contract ?? -1) === versions.get(contract),
  );
  if (named.length + loose.length === 0) found.add("goods-missing", { documents: [number] });
  for (const kind of ["delivery", "acceptance"] as const) {
    const own = named.filter((one) => one.kind === kind);
    const other = loose.filter((one) => one.kind === kind);
    const all = [...own, ...other];
    const documents = [number, ...all.map((one) => one.document)];
    // A paper without an amount says that there were goods, not how many.
    const below = all.every((one) => one.amount !== undefined) && sum(all) < amount;
    if (all.length > 0 && below) found.add("goods-below-invoice", { documents });
    // What names only the contract may be of another invoice under it.
    if (sum(own) > amount) found.add("goods-above-invoice", { documents });
  }
}

function sum(documents: readonly Document[]): bigint {
  return documents.reduce((all, { amount = 0n }) => all + amount, 0n);
}

/** Goods that are dated after the first payment of a certificate. */
function goodsAfterPayment({ goods, money }: Trade, found: Mismatches): void {
  const paid = money.filter(({ kind, confirmed }) => kind === "redemption" && confirmed !== false);
  for (const { certificate, date } of paid) {
    const documents = goods.filter((one) => one.date > date).map((one) => one.document);
    if (documents.length > 0) found.add("goods-after-payment", { certificate, documents });
  }
}

/** What was paid of a certificate, against what it promised and what was invoiced. */
function paymentOf({ invoices, money, now }: Trade, row: Certificate, found: Mismatches): void {
  const { certificate, amount, redeemed, cancelled, payBy } = row;
  if (invoices.length === 0) found.add("invoice-missing", { certificate });
  if (now > payBy && amount > redeemed + cancelled) {
    found.add(redeemed === 0n ? "payment-missing" : "payment-below-promise", { certificate });
  }
  const unconfirmed = money.some(
    (leg) =>
      leg.certificate === certificate && leg.kind === "redemption" && leg.confirmed === undefined,
  );
  if (unconfirmed) found.add("payment-unconfirmed", { certificate });
  const taken = invoices.filter((one) => one.taken !== undefined);
  if (taken.length === 0) return;
  // An invoice that was corrected to less does not cover what was taken of it any more.
  const covered = taken.reduce((all, one) => {
    const most = one.document.amount ?? 0n;
    return all + ((one.taken ?? 0n) < most ? (one.taken ?? 0n) : most);
  }, 0n);
  const documents = taken.map((one) => one.document.document);
  if (redeemed > covered) found.add("payment-above-invoice", { certificate, documents });
}

/** What all certificates settle of an invoice, against its amount. */
function settlementOf({ document, taken, settled }: Invoiced, found: Mismatches): void {
  const { amount = 0n, document: number } = document;
  if (settled > amount) found.add("payment-above-invoice", { documents: [number] });
  // A certificate need not pay all of an invoice; who looks at the invoice wants to know.
  if (taken === undefined && settled < amount) {
    found.add("payment-below-invoice", { documents: [number] });
  }
}

/** Parties, currencies and dates: the same rules as at issue, with the date of today. */
function papersOfTrade(tables: Readers, trade: Trade, found: Mismatches): void {
  const { certificates, invoices, contracts, goods, today: date } = trade;
  const documents = [...contracts, ...invoices.map(({ document }) => document), ...goods];
  for (const { certificate, payee: seller, debtor: buyer, currency } of certificates) {
    const measure = { seller, buyer, currency, date };
    for (const { code, documents: numbers } of misfitsOf(tables, measure, documents)) {
      found.add(code, { certificate, documents: numbers });
    }
  }
  const [invoice] = invoices;
  if (certificates.length > 0 || invoice === undefined) return;
  const { seller, buyer, currency = "" } = invoice.document;
  const measure = { seller, buyer, currency, date };
  for (const { code, documents: numbers } of misfitsOf(tables, measure, documents)) {
    found.add(code, { documents: numbers });
  }
}
