import { defineTable, type RowOf } from "@tallystick/ledger/app/define-table";
import { choice, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import { memberId, organisationId } from "../../membership/fields.ts";
import { time } from "../../supervision/fields.ts";
import { amount, certificateNumber, currency, date, requestNumber, total } from "../fields.ts";
import {
  CORRECTIONS_MAX,
  DOCUMENT_KINDS,
  documentCode,
  documentNumber,
  fileDigest,
  findingsField,
} from "./fields.ts";

/** Papers that a document may be the same as; a correction adds to them. */
export const PAPERS_MAX = 8;

/** Trade papers by digest and typed fields. A correction is a row of its own. */
export const documents = defineTable({
  name: "documents",
  en: "Contracts, invoices, deliveries and acceptances: digest and typed fields. Never changed; a correction is a row of its own.",
  zh: "合同、发票、交付与验收单据的摘要及要素。登记后不可更改，更正另行登记。",
  key: { document: documentNumber },
  value: {
    kind: choice(DOCUMENT_KINDS, { en: "What it is.", zh: "单据类别。" }),
    code: documentCode,
    digest: fileDigest,
    seller: organisationId,
    buyer: organisationId,
    date,
    amount: optional(amount),
    currency: optional(currency),
    contract: optional(documentNumber),
    invoice: optional(documentNumber),
    organisation: organisationId,
    member: memberId,
    time: time("It was recorded", "登记时间"),
    papers: list(documentNumber, {
      min: 1,
      max: PAPERS_MAX,
      en: "First record of every paper of the seller that this one is, by number or by file: what is used of one is used of all.",
      zh: "编号或文件相同的单据首次登记的序号：其使用额合并计算。",
    }),
    copyOf: optional(documentNumber),
    version: uint({ max: CORRECTIONS_MAX, en: "Corrections before it.", zh: "此前更正次数。" }),
    corrects: optional(documentNumber),
  },
  indexes: {
    bySeller: ["seller", "document"],
    byBuyer: ["buyer", "document"],
    byContract: ["contract", "document"],
  },
});

/** The newest version of a document that was corrected. */
export const corrections = defineTable({
  name: "corrections",
  en: "What a document was corrected by.",
  zh: "单据的更正。",
  key: { document: documentNumber },
  value: { by: documentNumber },
  indexes: {},
});

/** Under which number or digest a paper was first recorded. */
export const papers = defineTable({
  name: "papers",
  en: "Papers by their number, read without punctuation, and by the digest of their file.",
  zh: "按编号（忽略标点）及文件摘要登记的单据。",
  key: {
    kind: choice(DOCUMENT_KINDS),
    seller: text({
      min: 0,
      max: 63,
      en: "The seller; empty for a digest.",
      zh: "卖方，按摘要登记时为空。",
    }),
    mark: text({ max: 128, en: "The number, or the digest in hex.", zh: "编号或十六进制摘要。" }),
  },
  value: { paper: documentNumber },
  indexes: {},
});

/** What has been used of a paper. */
export const paperTotals = defineTable({
  name: "paper-totals",
  en: "How much of each contract and invoice certificates settle, and how much was financed.",
  zh: "各合同与发票已由凭证结算及已融资的金额。",
  key: { paper: documentNumber },
  value: {
    settled: total("Paid by certificates", "由凭证结算的金额"),
    financed: total("Lent on it", "已融资金额"),
  },
  indexes: {},
});

/** What a use does with a paper: it is paid by a certificate, or money is lent on it. */
export const USE_SIDES = ["settled", "financed"] as const;

/** Uses that count. */
export const uses = defineTable({
  name: "uses",
  en: "Which certificate and request uses how much of which paper, while that counts.",
  zh: "凭证与请求对各单据的有效使用额。",
  key: {
    paper: documentNumber,
    side: choice(USE_SIDES, { en: "Settled by a certificate, or financed.", zh: "结算或融资。" }),
    certificate: certificateNumber,
    request: requestNumber,
  },
  value: { document: documentNumber, amount: total("What it takes", "使用额") },
  indexes: {
    byPaper: ["paper", "side", "certificate", "request"],
    byCertificate: ["certificate", "side", "request", "paper"],
  },
});

/** What was found, statement by statement. */
export const discrepancies = defineTable({
  name: "discrepancies",
  en: "What did not fit when documents were held against each other and against earlier uses, or were corrected after a use.",
  zh: "单据之间、与既往使用之间，或使用后更正所产生的差异。",
  key: {
    found: uint({
      en: "Log index of the statement at which it was found.",
      zh: "发现差异的日志序号。",
    }),
  },
  value: {
    certificate: optional(certificateNumber),
    seller: organisationId,
    buyer: organisationId,
    time: time("It was found", "发现时间"),
    findings: findingsField,
  },
  indexes: {
    byFound: ["found"],
    byCertificate: ["certificate", "found"],
    bySeller: ["seller", "found"],
    byBuyer: ["buyer", "found"],
  },
});

/** Row of a document. */
export type Document = RowOf<typeof documents>;
/** What a use does with a paper. */
export type UseSide = (typeof USE_SIDES)[number];

/** All tables of documents: append, never reorder. */
export const documentTables = {
  documents,
  corrections,
  papers,
  paperTotals,
  uses,
  discrepancies,
};
