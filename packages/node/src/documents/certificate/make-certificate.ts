import { sha256Hex } from "@tallystick/core/deposit-certificate/read-certificate";
import {
  type CertificateSheet,
  formatCertificateSheet,
} from "@tallystick/core/deposit-certificate/sheet";
import { parseTrust } from "@tallystick/core/trust";
import PDFDocument from "pdfkit";
import { CertificateFault } from "./certificate-fault.ts";
import { type CertificateContent, certificateContent } from "./content.ts";
import { CertificateDrawing, type Density } from "./draw-certificate.ts";
import { type FontChain, fontDigests } from "./fonts.ts";
import { Typesetter } from "./lay-text.ts";

/** Layout and texts of this program. A change of either that shows gets the next number. */
export const TEMPLATE = 1;

/** Names under which the two attachments stand. */
export const ATTACHMENT = { receipt: "deposit.receipt", sheet: "certificate.json" } as const;

/** What a certificate is made of. */
export interface CertificateRequest {
  readonly receipt: Uint8Array;
  /** Text of the trust file. */
  readonly trust: string;
  readonly lang: "en" | "zh";
  readonly fonts: FontChain;
  /** Address of the verification page, for the QR code; no code without it. */
  readonly verifyAt?: string | undefined;
  /** What the file is called; it is printed as the asker's own word. */
  readonly fileName?: string | undefined;
  /** Registration of the service with an authority. */
  readonly filing?: string | undefined;
}

/** A finished certificate. */
export interface Certificate {
  /** The PDF: the same request gives the same bytes, on any machine. */
  readonly pdf: Uint8Array;
  readonly number: string;
}

/**
 * Prints a certificate of deposit with its receipt inside.
 *
 * @throws CertificateFault when the receipt proves no deposit, or a character has no glyph;
 * CertificateSheetError for a name or address that no sheet takes; TrustError
 */
export async function makeCertificate(request: CertificateRequest): Promise<Certificate> {
  const { receipt, trust, lang, fonts, verifyAt, fileName, filing } = request;
  const sheet: CertificateSheet = {
    template: TEMPLATE,
    lang,
    receipt: sha256Hex(receipt),
    trust: sha256Hex(new TextEncoder().encode(trust)),
    fonts: fontDigests(fonts),
    ...(verifyAt !== undefined && { verifyAt }),
    ...(fileName !== undefined && { fileName: fileName.normalize("NFC") }),
    ...(filing !== undefined && { filing }),
  };
  const sheetText = formatCertificateSheet(sheet);
  const content = certificateContent(receipt, parseTrust(trust), sheet);
  const document = draw(content, sheet, fonts);
  const done = bytesOf(document);
  attach(document, content, receipt, sheetText);
  document.end();
  return { pdf: await done, number: content.number };
}

/** On one page where it fits there at all. */
function draw(content: CertificateContent, sheet: CertificateSheet, fonts: FontChain): PDFDocument {
  const drawn = (density: Density) => {
    const document = open(content, sheet);
    const type = new Typesetter(document, fonts);
    new CertificateDrawing(document, type, content, density).draw(TEMPLATE);
    return document;
  };
  const roomy = drawn("roomy");
  if (roomy.bufferedPageRange().count === 1) return roomy;
  const dense = drawn("dense");
  return dense.bufferedPageRange().count === 1 ? dense : roomy;
}

function open({ texts, number, ledger, time }: CertificateContent, { lang }: CertificateSheet) {
  const at = new Date(time);
  return new PDFDocument({
    size: "A4",
    margin: 0,
    pdfVersion: "1.7",
    lang: lang === "zh" ? "zh-CN" : "en",
    tagged: false,
    displayTitle: true,
    // Streams are stored as they are: what deflate makes of them differs between machines.
    compress: false,
    bufferPages: true,
    autoFirstPage: true,
    font: null,
    info: {
      Title: texts.subject(number),
      Author: ledger,
      Creator: "Tallystick",
      Producer: "Tallystick",
      // The block's own time, so that the bytes depend on nothing but what is certified.
      CreationDate: at,
      ModDate: at,
    },
  });
}

function attach(
  document: PDFDocument,
  { texts, number, time }: CertificateContent,
  receipt: Uint8Array,
  sheet: string,
): void {
  const at = new Date(time);
  const dates = { creationDate: at, modifiedDate: at } as const;
  document.file(Buffer.from(receipt), {
    name: ATTACHMENT.receipt,
    type: "application/vnd.tallystick.receipt+cbor",
    description: texts.subject(number),
    relationship: "Source",
    ...dates,
  });
  document.file(Buffer.from(sheet, "utf8"), {
    name: ATTACHMENT.sheet,
    type: "application/json",
    description: "How this page was printed",
    relationship: "Data",
    ...dates,
  });
}

function bytesOf(document: PDFDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    document.on("data", (part) => parts.push(part));
    document.on("end", () => resolve(new Uint8Array(Buffer.concat(parts))));
    document.on("error", (cause) =>
      reject(new CertificateFault("font-unusable", cause.message, { cause })),
    );
  });
}
