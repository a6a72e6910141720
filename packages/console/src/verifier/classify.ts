import { looksLikePdf } from "@tallystick/core/deposit-certificate/pdf-attachments";
import { readCertificate } from "@tallystick/core/deposit-certificate/read-certificate";
import type { CertificateSheet } from "@tallystick/core/deposit-certificate/sheet";
import { PDF_BYTES_MAX, STATE_ANSWER_BYTES_MAX } from "@tallystick/core/limits";
import { decodeReceipt } from "@tallystick/core/receipt";
import { TRUST_FORMAT } from "@tallystick/core/trust";
import { SMALL_FILE_BYTES_MAX } from "../limits.ts";
import { looksLikeAnswer } from "./check-answer.ts";

/** What a dropped file is. */
export type Kind = "file" | "receipt" | "answer" | "trust";

/** A dropped file, with its bytes when it is not a file to be checked. */
export interface Item {
  readonly key: string;
  readonly kind: Kind;
  readonly name: string;
  readonly file: File;
  /** null for a file to be checked: such a file is read in slices and never kept. */
  readonly bytes: Uint8Array | null;
  /** For a receipt that came inside a certificate: how the certificate was printed. */
  readonly certificate?: CertificateSheet;
}

/** A PDF that bears attachments of ours which do not make one certificate. */
export class BadCertificate extends Error {
  override readonly name = "BadCertificate";
}

let nextKey = 1;

/**
 * Says what a file is: by its name where that is plain, else by its content. A damaged receipt must
 * be recognised by name, or the page would ask for a receipt instead of naming the damage.
 *
 * @throws DOMException when the browser cannot read the file; BadCertificate
 */
export async function classify(file: File): Promise<Item> {
  const key = `item-${nextKey++}`;
  const name = file.name;
  const item = (kind: Kind, bytes: Uint8Array | null): Item => ({ key, kind, name, file, bytes });
  const lower = name.toLowerCase();
  const receipt = await certificateReceipt(file);
  if (receipt !== undefined)
    return { ...item("receipt", receipt.receipt), certificate: receipt.sheet };
  const isAnswerByName = lower.endsWith(".proof") || lower.endsWith(".claims");
  if (file.size > (isAnswerByName ? STATE_ANSWER_BYTES_MAX : SMALL_FILE_BYTES_MAX)) {
    return item("file", null);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (lower.endsWith(".receipt") || isReceipt(bytes)) return item("receipt", bytes);
  if (isAnswerByName || looksLikeAnswer(bytes)) return item("answer", bytes);
  if (isTrust(bytes)) return item("trust", bytes);
  return item("file", null);
}

/** What a certificate carries, when the file is one; undefined for any other file. */
async function certificateReceipt(file: File) {
  const start = new Uint8Array(await file.slice(0, 5).arrayBuffer());
  if (file.size > PDF_BYTES_MAX || !looksLikePdf(start)) return undefined;
  const contents = await readCertificate(new Uint8Array(await file.arrayBuffer()));
  if (typeof contents !== "string") return contents;
  // A receipt without its sheet is a file that somebody attached a receipt to, no certificate.
  if (contents === "several" || contents === "mismatch") throw new BadCertificate(contents);
  return undefined;
}

function isReceipt(bytes: Uint8Array): boolean {
  try {
    decodeReceipt(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Anything that calls itself a trust file is one, so that a damaged one is named as such. */
function isTrust(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 4096));
  return start.trimStart().startsWith("{") && start.includes(TRUST_FORMAT);
}
