import { equalBytes } from "@tallystick/core/bytes";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { Cited, DocumentKind, Finding, FindingCode } from "./fields.ts";
import { FINDING_CODES, FINDING_DOCUMENTS_MAX } from "./fields.ts";
import {
  corrections,
  type Document,
  documents,
  paperTotals,
  USE_SIDES,
  type UseSide,
  uses,
} from "./records.ts";

/** The tables by which documents are judged. */
export const findingTables = { documents, corrections, paperTotals, uses };

type Readers = TableReaders<typeof findingTables>;

/** What documents are to be the background of. */
export interface Use {
  readonly certificate: number;
  /** The request by which it comes about; what is recorded of it already does not count against it. */
  readonly request: number;
  /** Whether a certificate pays the invoices, or money is lent on them. */
  readonly side: UseSide;
  /** Who is paid. */
  readonly seller: string;
  /** Who owes. */
  readonly buyer: string;
  /** Further pairs whose papers fit: who holds a part, and who paid with it. */
  readonly also?: readonly { readonly seller: string; readonly buyer: string }[] | undefined;
  readonly amount: bigint;
  readonly currency: string;
  /** Date of the use in the policy's zone, such as `2027-05-31`. */
  readonly date: string;
  readonly cited: readonly Cited[];
}

/** How much of which paper a use takes. */
export interface Taken {
  readonly document: Document;
  readonly amount: bigint;
}

/**
 * What does not fit when the documents of a use are held against each other, against the use, and
 * against all earlier uses on the ledger. Each code once, in the order of {@link FINDING_CODES}, with
 * the documents concerned. Pure: it writes nothing, and it claims nothing about the truth of a paper.
 *
 * @param required kinds of document that the policy asks for
 */
export function findingsOf(
  tables: Readers,
  use: Use,
  required: readonly DocumentKind[],
): readonly Finding[] {
  const found = new Findings();
  const shown = shownBy(tables, use.cited, found);
  const taken = takenBy(tables, use);
  missing(use, shown, taken, required, found);
  misfits(tables, use, shown, found);
  const wanted = byPaper(taken);
  for (const one of taken) againstUses(tables, use, one, wanted, found);
  againstGoods(tables, taken, shown, found);
  return found.list();
}

/** Whom and what documents are to fit. */
export type Measure = Pick<Use, "seller" | "buyer" | "also" | "currency" | "date">;

/**
 * What does not fit between documents by themselves, and with whom they are for: parties, currencies,
 * dates, copies. Uses and amounts are not looked at.
 */
export function misfitsOf(
  tables: Readers,
  measure: Measure,
  documents: readonly Document[],
): readonly Finding[] {
  const found = new Findings();
  const shown = new Map(documents.map((one) => [one.document, one]));
  misfits(tables, measure, shown, found);
  return found.list();
}

function misfits(
  tables: Readers,
  measure: Measure,
  shown: ReadonlyMap<number, Document>,
  found: Findings,
): void {
  for (const document of shown.values()) {
    againstUse(measure, document, found);
    againstOthers(tables, document, shown, found);
  }
}

/**
 * How much of each invoice a use takes, and of each contract behind them. An invoice cited without an
 * amount stands for the whole use when it is the only one; a contract for what its invoices do, or
 * what it is cited with.
 */
export function takenBy(tables: Readers, use: Use): readonly Taken[] {
  const cited = newestOf(tables, use.cited);
  const invoices = cited.filter(({ document }) => document.kind === "invoice");
  const contracts = cited.filter(({ document }) => document.kind === "contract");
  const sums = new Map<number, { document: Document; amount: bigint }>();
  const add = (document: Document, amount: bigint) => {
    const before = sums.get(document.document)?.amount ?? 0n;
    sums.set(document.document, { document, amount: before + amount });
  };
  const alone = (among: readonly unknown[]) => (among.length === 1 ? use.amount : 0n);
  for (const { document, amount = alone(invoices) } of invoices) {
    add(document, amount);
    const contract =
      document.contract === undefined ? undefined : newest(tables, document.contract);
    if (contract !== undefined) add(contract, amount);
    else if (contracts[0] !== undefined) add(contracts[0].document, amount);
  }
  if (invoices.length === 0) {
    for (const { document, amount = alone(contracts) } of contracts) add(document, amount);
  }
  return [...sums.values()];
}

/** The newest version of a document; undefined when there is none. */
export function newest(tables: Readers, document: number): Document | undefined {
  let at = document;
  // Every correction is a later statement, so the chain of versions ends.
  for (;;) {
    const corrected = tables.corrections.get({ document: at });
    if (corrected === undefined) return tables.documents.get({ document: at });
    at = corrected.by;
  }
}

/** Discrepancies by their codes. */
class Findings {
  readonly #found = new Map<FindingCode, Set<number>>();

  add(code: FindingCode, ...documents: readonly number[]): void {
    const before = this.#found.get(code) ?? new Set();
    for (const document of documents) before.add(document);
    this.#found.set(code, before);
  }

  list(): readonly Finding[] {
    return FINDING_CODES.flatMap((code) => {
      const documents = this.#found.get(code);
      if (documents === undefined) return [];
      const sorted = [...documents].sort((a, b) => a - b);
      return [{ code, documents: sorted.slice(0, FINDING_DOCUMENTS_MAX) }];
    });
  }
}

function newestOf(tables: Readers, cited: readonly Cited[]) {
  const found: { document: Document; amount: bigint | undefined }[] = [];
  for (const { document: number, amount } of cited) {
    const document = newest(tables, number);
    if (document !== undefined) found.push({ document, amount });
  }
  return found;
}

/** The newest versions of what is cited, and of the contracts and invoices behind. */
function shownBy(tables: Readers, cited: readonly Cited[], found: Findings): Map<number, Document> {
  const shown = new Map<number, Document>();
  for (const { document: number, digest } of cited) {
    const document = newest(tables, number);
    if (document === undefined) {
      found.add("document-missing", number);
      continue;
    }
    if (document.document !== number) found.add("document-altered", number, document.document);
    if (digest !== undefined && !equalBytes(digest, document.digest)) {
      found.add("document-altered", document.document);
    }
    shown.set(document.document, document);
  }
  for (const { contract, invoice } of [...shown.values()]) {
    for (const behind of [contract, invoice]) {
      const document = behind === undefined ? undefined : newest(tables, behind);
      if (document !== undefined) shown.set(document.document, document);
    }
  }
  return shown;
}

function missing(
  use: Use,
  shown: ReadonlyMap<number, Document>,
  taken: readonly Taken[],
  required: readonly DocumentKind[],
  found: Findings,
): void {
  const kinds = new Set([...shown.values()].map(({ kind }) => kind));
  for (const kind of required) if (!kinds.has(kind)) found.add("document-missing");
  const payable = taken.some(({ document }) => document.kind === "invoice")
    ? "invoice"
    : "contract";
  const cover = taken.filter(({ document }) => document.kind === payable);
  const covered = cover.reduce((sum, { amount }) => sum + amount, 0n);
  if (cover.length > 0 && covered < use.amount) {
    found.add("document-missing", ...cover.map(({ document }) => document.document));
  }
}

function againstUse(use: Measure, document: Document, found: Findings): void {
  const { document: number, seller, buyer, currency, date, copyOf } = document;
  const pairs = [use, ...(use.also ?? [])];
  if (!pairs.some((pair) => pair.seller === seller && pair.buyer === buyer)) {
    found.add("parties-differ", number);
  }
  if (currency !== undefined && currency !== use.currency) found.add("currency-differs", number);
  if (date > use.date) found.add("dates-out-of-order", number);
  if (copyOf !== undefined) found.add("invoice-reused", copyOf, number);
}

/** A document against the contract and invoice that it names, and a delivery against its acceptance. */
function againstOthers(
  tables: Readers,
  document: Document,
  shown: ReadonlyMap<number, Document>,
  found: Findings,
): void {
  const { document: number, contract, invoice } = document;
  for (const behind of [contract, invoice]) {
    const other = behind === undefined ? undefined : newest(tables, behind);
    if (other === undefined) continue;
    if (other.seller !== document.seller || other.buyer !== document.buyer) {
      found.add("parties-differ", other.document, number);
    }
    if (differ(other.currency, document.currency)) {
      found.add("currency-differs", other.document, number);
    }
    // Goods may come before their invoice or after it, but nothing before its contract.
    if (other.kind === "contract" && other.date > document.date) {
      found.add("dates-out-of-order", other.document, number);
    }
  }
  if (document.kind !== "acceptance") return;
  for (const other of shown.values()) {
    if (other.kind !== "delivery" || other.date <= document.date) continue;
    if (sameMatter(other, document)) found.add("dates-out-of-order", other.document, number);
  }
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

function sameMatter(one: Document, other: Document): boolean {
  if (one.invoice !== undefined && other.invoice !== undefined)
    return one.invoice === other.invoice;
  return one.contract === other.contract;
}

/** What a use takes of each paper: two of its documents may be the same one. */
function byPaper(taken: readonly Taken[]): ReadonlyMap<number, { amount: bigint; times: number }> {
  const sums = new Map<number, { amount: bigint; times: number }>();
  for (const { document, amount } of taken) {
    for (const paper of document.papers) {
      const before = sums.get(paper) ?? { amount: 0n, times: 0 };
      sums.set(paper, { amount: before.amount + amount, times: before.times + 1 });
    }
  }
  return sums;
}

/** An invoice or a contract against what has been used of it, whichever certificate did. */
function againstUses(
  tables: Readers,
  use: Use,
  { document }: Taken,
  wanted: ReturnType<typeof byPaper>,
  found: Findings,
): void {
  const { certificate, request, side } = use;
  const { document: number, kind } = document;
  const exceeded = kind === "invoice" ? "invoice-exceeded" : "contract-exceeded";
  const most = document.amount ?? 0n;
  for (const paper of document.papers) {
    const { amount = 0n, times = 0 } = wanted.get(paper) ?? {};
    const own = tables.uses.get({ paper, side, certificate, request })?.amount ?? 0n;
    const used = (tables.paperTotals.get({ paper })?.[side] ?? 0n) - own;
    if (used + amount > most) found.add(exceeded, number);
    if (kind === "invoice" && (times > 1 || usedElsewhere(tables, certificate, paper))) {
      found.add("invoice-reused", number);
    }
  }
}

/** No more of an invoice than what was delivered and accepted of it, where that is shown. */
function againstGoods(
  tables: Readers,
  taken: readonly Taken[],
  shown: ReadonlyMap<number, Document>,
  found: Findings,
): void {
  const amounts = new Map(taken.map(({ document, amount }) => [document.document, amount]));
  for (const { document: number, invoice, amount } of shown.values()) {
    const about = invoice === undefined ? undefined : newest(tables, invoice)?.document;
    const wanted = about === undefined ? undefined : amounts.get(about);
    if (about === undefined || wanted === undefined || amount === undefined) continue;
    if (wanted > amount) found.add("invoice-exceeded", about, number);
  }
}

/** Whether another certificate uses a paper: is paid for it, or had money lent on it. */
function usedElsewhere(tables: Readers, certificate: number, paper: number): boolean {
  // In order of certificates: when first and last are this one's, all are.
  return USE_SIDES.some((side) =>
    [false, true].some((reverse) => {
      const [row] = tables.uses.scan("byPaper", { prefix: [paper, side], reverse, limit: 1 }).rows;
      return row !== undefined && row.certificate !== certificate;
    }),
  );
}
