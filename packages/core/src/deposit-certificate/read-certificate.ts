import { toHex } from "../bytes.ts";
import { decodeReceipt } from "../receipt.ts";
import { portableSuite } from "../suite/portable.ts";
import { looksLikePdf, readPdfAttachments } from "./pdf-attachments.ts";
import { type CertificateSheet, parseCertificateSheet } from "./sheet.ts";

/** What a certificate of deposit carries inside. */
export interface CertificateContents {
  /** Bytes of the receipt: what proves. */
  readonly receipt: Uint8Array;
  /** How the page was printed: proves nothing. */
  readonly sheet: CertificateSheet;
}

/**
 * Why a PDF cannot be read as a certificate: nothing of ours is in it, more than one receipt is, or
 * the receipt and the sheet are not of one certificate.
 */
export type NoCertificate = "not-pdf" | "no-receipt" | "no-sheet" | "several" | "mismatch";

/**
 * Takes the receipt out of a certificate. What is printed on the pages is not looked at: only the
 * receipt proves anything, so whoever verifies shows what the receipt says.
 */
export async function readCertificate(
  pdf: Uint8Array,
): Promise<CertificateContents | NoCertificate> {
  if (!looksLikePdf(pdf)) return "not-pdf";
  const attached = await readPdfAttachments(pdf);
  const receipts = distinct(attached.filter((bytes) => reads(decodeReceipt, bytes)));
  const sheets = distinct(attached.filter((bytes) => reads(parseCertificateSheet, bytes)));
  const [receipt, sheetBytes] = [receipts[0], sheets[0]];
  if (receipt === undefined) return "no-receipt";
  if (sheetBytes === undefined) return "no-sheet";
  if (receipts.length > 1 || sheets.length > 1) return "several";
  const sheet = parseCertificateSheet(sheetBytes);
  if (sheet.receipt !== sha256Hex(receipt)) return "mismatch";
  return { receipt, sheet };
}

/** SHA-256 as `sha256sum` prints it. */
export function sha256Hex(bytes: Uint8Array): string {
  return toHex(portableSuite("intl").hash(bytes));
}

/** A second copy of the same bytes is no second receipt. */
function distinct(list: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(list.map((bytes) => [sha256Hex(bytes), bytes])).values()];
}

function reads(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): boolean {
  try {
    read(bytes);
    return true;
  } catch {
    return false;
  }
}
