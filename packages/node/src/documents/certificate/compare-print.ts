import {
  type CertificateContents,
  sha256Hex,
} from "@tallystick/core/deposit-certificate/read-certificate";
import { type FontChain, fontDigests } from "./fonts.ts";
import { makeCertificate, TEMPLATE } from "./make-certificate.ts";

/**
 * What printing a certificate again came to. `same`: byte for byte what this program prints from the
 * receipt. `added`: the same, with something behind it, such as a seal. `changed`: other pages than the
 * receipt gives. The rest cannot be told: it was printed with another trust file, with other fonts, or by a
 * program with another template.
 */
export type PrintVerdict =
  | "same"
  | "added"
  | "changed"
  | "other-trust"
  | "other-fonts"
  | "other-template";

/**
 * Prints the certificate again and compares. The receipt proves without this; it tells whether the words
 * on the pages are those of the receipt.
 *
 * @param trust text of the trust file that is used
 * @throws CertificateFault for a receipt that proves no deposit
 */
export async function comparePrint(
  pdf: Uint8Array,
  { receipt, sheet }: CertificateContents,
  trust: string,
  fonts: FontChain,
): Promise<PrintVerdict> {
  if (sheet.template !== TEMPLATE) return "other-template";
  if (sheet.trust !== sha256Hex(new TextEncoder().encode(trust))) return "other-trust";
  if (sheet.fonts.join() !== fontDigests(fonts).join()) return "other-fonts";
  const { lang, verifyAt, fileName, filing } = sheet;
  const again = await makeCertificate({ receipt, trust, lang, fonts, verifyAt, fileName, filing });
  const printed = Buffer.from(again.pdf);
  if (!printed.equals(pdf.subarray(0, printed.length))) return "changed";
  return pdf.length === printed.length ? "same" : "added";
}
