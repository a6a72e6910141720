import { type ActionContext, defineAction, ok, refuse } from "@tallystick/ledger/app/define-action";
import { optional } from "@tallystick/ledger/app/fields";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { organisationId } from "../../membership/fields.ts";
import { amount, currency, date, reason } from "../fields.ts";
import { LIFE_OUTCOMES } from "../outcomes/life.ts";
import { PAPER_OUTCOMES as OUTCOMES } from "../outcomes/papers.ts";
import { organisationReads, takesPart } from "../rules/context.ts";
import {
  CORRECTIONS_MAX,
  type DocumentKind,
  documentCode,
  documentNumber,
  type Finding,
  fileDigest,
  findingsField,
} from "./fields.ts";
import { type Document, discrepancies, PAPERS_MAX, paperTotals } from "./records.ts";
import { judge, papersOf, recordTables, SAID_REFUSALS, type Said } from "./standing.ts";
import { noteFindings } from "./uses.ts";

const RECORD_CLASS = "receivable.documents";

/** What every document says. */
const paper = {
  code: documentCode,
  digest: fileDigest,
  seller: organisationId,
  buyer: organisationId,
  date,
};

const REFUSALS = [LIFE_OUTCOMES.noSuchOrganisation, ...SAID_REFUSALS] as const;

/** What all four recordings have in common but their input. */
const recording = {
  tables: recordTables,
  reads: organisationReads,
  roles: ["operator"],
  recordClass: RECORD_CLASS,
  output: { document: documentNumber },
  refusals: REFUSALS,
} as const;

type Context = ActionContext<typeof recordTables, (typeof organisationReads)["tables"]>;

function record(ctx: Context, kind: DocumentKind, input: Omit<Said, "kind">) {
  const { tables, reads, caller, block, index: document } = ctx;
  const said = { kind, ...input };
  for (const organisation of [said.seller, said.buyer]) {
    if (!takesPart(reads, organisation, block.height)) {
      return refuse(LIFE_OUTCOMES.noSuchOrganisation);
    }
  }
  const wrong = judge(tables, caller.organisation, said);
  if (wrong !== null) return wrong;
  const { organisation, member } = caller;
  const same = papersOf(tables, document, said, []);
  tables.documents.put({
    ...{ ...said, ...same, document, organisation, member },
    ...{ time: block.time, version: 0 },
  });
  return ok({ document });
}

/** Records a contract. */
export const recordContract = defineAction({
  ...recording,
  name: "record-contract",
  title: { en: "Record a contract", zh: "登记合同" },
  summary: {
    en: "Records a contract between a seller and a buyer by the digest of its file, its number, date and amount: by either of them.",
    zh: "由买卖任一方登记合同：文件摘要、编号、日期与金额。",
  },
  input: { ...paper, amount, currency },
  run: (ctx, input) => record(ctx, "contract", input),
});

/** Records an invoice. */
export const recordInvoice = defineAction({
  ...recording,
  name: "record-invoice",
  title: { en: "Record an invoice", zh: "登记发票" },
  summary: {
    en: "Records an invoice by the digest of its file, its number, date and amount, and its contract. Every use of it anywhere on the ledger counts against the amount.",
    zh: "登记发票的文件摘要、编号、日期、金额及所属合同；其在账本上的每次使用均计入金额。",
  },
  input: { ...paper, amount, currency, contract: optional(documentNumber) },
  run: (ctx, input) => record(ctx, "invoice", input),
});

/** What papers of the goods say beside. */
const goods = {
  ...paper,
  amount: optional(amount),
  currency: optional(currency),
  contract: optional(documentNumber),
  invoice: optional(documentNumber),
};

/** Records a delivery. */
export const recordDelivery = defineAction({
  ...recording,
  name: "record-delivery",
  title: { en: "Record a delivery", zh: "登记交付" },
  summary: {
    en: "Records that goods were delivered, for a contract or an invoice, by the digest of the delivery note.",
    zh: "登记交付单据摘要及对应合同或发票。",
  },
  input: goods,
  run: (ctx, input) => record(ctx, "delivery", input),
});

/** Records an acceptance. */
export const recordAcceptance = defineAction({
  ...recording,
  name: "record-acceptance",
  title: { en: "Record an acceptance", zh: "登记验收" },
  summary: {
    en: "Records that the buyer accepted the goods, for a contract or an invoice: by the buyer alone.",
    zh: "由买方登记验收单据摘要及对应合同或发票。",
  },
  input: goods,
  run: (ctx, input) => record(ctx, "acceptance", input),
});

/** Corrects a document by another version. */
export const correctDocument = defineAction({
  name: "correct-document",
  title: { en: "Correct a document", zh: "更正单据" },
  summary: {
    en: "Adds a corrected version of a document, by who recorded it. The earlier version stays; what has been used of it is held against the new one.",
    zh: "由登记机构追加单据的更正版本，原版本保留；已使用金额与新版本核对。",
  },
  tables: { ...recordTables, paperTotals, discrepancies },
  reads: organisationReads,
  roles: ["operator"],
  recordClass: RECORD_CLASS,
  input: {
    document: documentNumber,
    code: optional(documentCode),
    digest: optional(fileDigest),
    seller: optional(organisationId),
    buyer: optional(organisationId),
    date: optional(date),
    amount: optional(amount),
    currency: optional(currency),
    contract: optional(documentNumber),
    invoice: optional(documentNumber),
    reason,
  },
  output: { document: documentNumber, findings: findingsField },
  refusals: [
    OUTCOMES.noSuchDocument,
    OUTCOMES.notTheRecorder,
    OUTCOMES.documentSuperseded,
    OUTCOMES.tooManyCorrections,
    ...REFUSALS,
  ],
  run(ctx, { document: number, reason: _why, ...changes }) {
    const { tables, reads, caller, block, index: document } = ctx;
    const old = tables.documents.get({ document: number });
    if (old === undefined) return refuse(OUTCOMES.noSuchDocument);
    if (old.organisation !== caller.organisation) return refuse(OUTCOMES.notTheRecorder);
    const later = tables.corrections.get({ document: number });
    if (later !== undefined) return refuse(OUTCOMES.documentSuperseded, { by: later.by });
    if (old.version >= CORRECTIONS_MAX || old.papers.length > PAPERS_MAX - 2) {
      return refuse(OUTCOMES.tooManyCorrections);
    }
    const { copyOf, corrects: _earlier, ...kept } = old;
    const row = { ...kept, ...given(changes) };
    for (const organisation of [row.seller, row.buyer]) {
      if (!takesPart(reads, organisation, block.height)) {
        return refuse(LIFE_OUTCOMES.noSuchOrganisation);
      }
    }
    const wrong = judge(tables, caller.organisation, row);
    if (wrong !== null) return wrong;
    const same = papersOf(tables, document, row, old.papers);
    const next: Document = {
      ...row,
      ...{ document, member: caller.member, time: block.time, corrects: number },
      ...{ version: old.version + 1, papers: same.papers },
      // What was a copy once stays one, whatever its file is now.
      ...(copyOf === undefined ? {} : { copyOf }),
      ...(same.copyOf === undefined ? {} : { copyOf: same.copyOf }),
    };
    tables.documents.put(next);
    tables.corrections.put({ document: number, by: document });
    const findings = afterUse(tables, old, next);
    noteFindings(tables, ctx, next, findings);
    return ok({ document, findings: [...findings] });
  },
});

/** The members that are there. */
function given<T extends object>(changes: T): { [P in keyof T]?: Exclude<T[P], undefined> } {
  const there = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [P in keyof T]?: Exclude<T[P], undefined> };
}

type AfterUse = TableReaders<{ readonly paperTotals: typeof paperTotals }>;

/** What a correction does to uses that are there already. */
function afterUse(tables: AfterUse, old: Document, next: Document): readonly Finding[] {
  const totals = next.papers.map((paper) => tables.paperTotals.get({ paper }));
  const most = next.amount ?? 0n;
  const used = totals.some((row) => row !== undefined && row.settled + row.financed > 0n);
  if (!used) return [];
  const exceeded = totals.some(
    (row) => row !== undefined && (row.settled > most || row.financed > most),
  );
  const documents = [old.document, next.document];
  const code = next.kind === "invoice" ? "invoice-exceeded" : "contract-exceeded";
  return [
    ...(exceeded ? [{ code, documents } as const] : []),
    { code: "document-altered", documents } as const,
  ].map((finding) => ({ ...finding, documents: [...documents] }));
}

/** What can be done with documents. */
export const documentActions = {
  recordContract,
  recordInvoice,
  recordDelivery,
  recordAcceptance,
  correctDocument,
};
