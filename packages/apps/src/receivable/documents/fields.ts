import { bytes, choice, group, list, optional, text, uint } from "@tallystick/ledger/app/fields";
import { amount } from "../fields.ts";

/** Kinds of document that stand behind a receivable. */
export const DOCUMENT_KINDS = ["contract", "invoice", "delivery", "acceptance"] as const;

/** A kind of document. */
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** What can be found when documents are held against each other and against their earlier uses. */
export const FINDING_CODES = [
  "invoice-reused",
  "invoice-exceeded",
  "contract-exceeded",
  "dates-out-of-order",
  "parties-differ",
  "currency-differs",
  "document-altered",
  "document-missing",
] as const;

/** One kind of discrepancy. */
export type FindingCode = (typeof FINDING_CODES)[number];

/** Documents that one use cites at most. */
export const BACKGROUND_MAX = 16;

/** Discrepancies that one use lists at most: every code once, with the documents concerned. */
export const FINDINGS_MAX = FINDING_CODES.length;

/** Documents that one discrepancy names at most; of more, those recorded first. */
export const FINDING_DOCUMENTS_MAX = 32;

/** Corrections of one document at most. */
export const CORRECTIONS_MAX = 32;

/** The field for a document that is recorded. */
export const documentNumber = uint({
  en: "Log index of the record of the document; of the newest version when it was corrected.",
  zh: "单据登记的日志序号，更正后为最新版本的序号。",
});

/** The field for the digest of a document's file. */
export const fileDigest = bytes({
  length: 32,
  en: "SHA-256 of the file, or SM3 in a ledger of suite gm.",
  zh: "文件的 SHA-256 摘要；国密账本为 SM3。",
});

/** The field for the number that a document carries. */
export const documentCode = text({
  max: 63,
  en: "Number on the document, as its issuer gave it.",
  zh: "单据上的编号。",
});

/** The field for the documents that a use rests on. */
export const background = list(
  group({
    document: documentNumber,
    amount: optional(amount),
    digest: optional(fileDigest),
  }),
  {
    max: BACKGROUND_MAX,
    en: "Documents that it rests on: how much of an invoice it settles or finances, and the digest of the file as it was shown.",
    zh: "所依据的单据：发票中所结算或融资的金额，以及所示文件的摘要。",
  },
);

/** A document that a use rests on. */
export interface Cited {
  readonly document: number;
  /** How much of an invoice, or of a contract without invoices, is settled or financed. */
  readonly amount?: bigint | undefined;
  /** Digest of the file as it was shown to who cites it. */
  readonly digest?: Uint8Array | undefined;
}

/** The field for what was found. */
export const findingsField = list(
  group({
    code: choice(FINDING_CODES, { en: "What does not fit.", zh: "差异类别。" }),
    documents: list(documentNumber, {
      max: FINDING_DOCUMENTS_MAX,
      en: "Documents concerned.",
      zh: "所涉单据。",
    }),
  }),
  {
    max: FINDINGS_MAX,
    en: "Discrepancies between documents, or with their earlier uses; none does not mean that all is true.",
    zh: "单据之间或与既往使用之间的差异；无差异不代表内容属实。",
  },
);

/** A discrepancy, with the documents concerned in ascending order. */
export interface Finding {
  readonly code: FindingCode;
  readonly documents: number[];
}
