import { count, fileSize } from "@tallystick/console/web/format";

/** Every word of a certificate, in English. The Chinese ones have this shape. */
export const en = {
  title: "Certificate of Deposit",
  kicker: "Electronic evidence",
  number: "No.",
  subject: (number: string) => `Certificate of deposit ${number}`,
  headline: (time: string) => `Content with this digest existed no later than ${time}.`,
  headlineSalted: (time: string) => `Content with this commitment existed no later than ${time}.`,
  underHeadline: (signed: string) =>
    `A file with the same digest is the same content, bit for bit. Recorded on a ledger that no single party can alter, and signed by ${signed}.`,
  underHeadlineAlone:
    "A file with the same digest is the same content, bit for bit. Recorded on a ledger where every alteration shows, and signed by the organisation that runs it.",
  signedCount: (signed: number, total: number) => `${signed} of ${total} organisations`,
  scan: "Scan to check",

  object: "What was deposited",
  fileName: "File name",
  fileNameNote: "as given for this certificate; not on the ledger",
  salted: (hash: string) => `HMAC-${hash} (salted)`,
  form: "Form",
  formDigest: "Digest only. The content itself is not on the ledger.",
  formSalted: "Salted commitment. It can be compared with a file only by whoever holds the salt.",
  formSaltInside:
    "Salted commitment. The salt is inside this certificate, so a file can be compared.",
  formBatch: (position: number, size: number) =>
    `Digest no. ${count(position)} of ${count(size)} in one deposited batch; the content is not on the ledger.`,

  claims: "What the depositor stated",
  claimsNote: "Signed by the depositor and not checked by the ledger.",
  size: "Size",
  sizeText: (bytes: number) =>
    bytes < 1024 ? `${count(bytes)} bytes` : `${count(bytes)} bytes (${fileSize(bytes)})`,
  mediaType: "Data type",
  capturedAt: "Captured at",
  source: "Source",
  labels: "Labels",
  note: "Note",
  previous: "Follows deposit",
  comma: ", ",

  who: "Who deposited it",
  member: "Account",
  key: "Signing key",
  statement: "Evidence number",

  when: "When",
  notAfter: "Not later than",
  clock: "Clock",
  clockMany: "the time in the block, set by the organisations' nodes together",
  clockOne: "the time in the block, set by the organisation that runs the ledger",

  where: "Where it is recorded",
  ledger: "Ledger",
  ledgerId: "Ledger id",
  filing: "Service registration",
  filingNote: "as the operator states",
  entry: "Entry and block",
  entryText: (index: number, height: number, size: number) =>
    `entry ${count(index)} · block ${count(height)} · ${count(size)} entries under the root`,
  logRoot: "Log root",
  stateRoot: "State root",
  cryptography: "Cryptography",
  suites: { intl: "SHA-256, Ed25519", gm: "SM3, SM2 (national cryptography)" },
  signers: "Signed by",
  rule: (quorum: number, total: number) =>
    total === 1 ? "its signature is required" : `${quorum} of ${total} signatures are required`,
  trust: "Trust file",
  trustNote: "SHA-256",

  how: "How to check it",
  steps: (address: string | undefined) => [
    address === undefined
      ? "Open the verification page of the ledger, or your own saved copy of it."
      : `Scan the code, or open ${address}, and give it this PDF and the file.`,
    "The page works out every hash and signature itself. It needs the receipt that is attached to this PDF; a print on paper needs the code.",
    "Compare the SHA-256 of the trust file with one that you got from an organisation of the ledger yourself, not from whoever gave you this certificate.",
  ],
  validity:
    "The words on this page prove nothing by themselves: anybody can print words. What proves is the attached receipt, and whoever checks it reads there what counts.",

  absent: "Not part of this certificate",
  absentNote: "What is not listed as proven above is not proven. In particular:",
  absents: {
    identity: ["Real name", "who stands behind the account; its organisation enrolled it"],
    before: ["Earliest time", "when the content came into being; only a latest time is proven"],
    capture: ["Capture", "by what tool and in what environment the content was made or fetched"],
    content: ["Content", "whether what the content says is true, and the content itself"],
    timestamp: ["Time-stamp token", "of a third party (RFC 3161)"],
    court: ["Court chain", "a transaction on a chain of a court"],
    seal: ["Seal", "an electronic seal or signature on this PDF"],
    later: ["Later events", "withdrawal, annotations, later versions: ask the ledger"],
  } as Readonly<Record<string, readonly [string, string]>>,

  foot: (number: string, template: number) => `${number} · template ${template}`,
  page: (page: number, pages: number) => `${page} / ${pages}`,
};

/** The texts of a certificate. */
export type CertificateTexts = typeof en;
