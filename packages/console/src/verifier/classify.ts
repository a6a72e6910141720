import { STATE_ANSWER_BYTES_MAX } from "@tallystick/core/limits";
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
}

let nextKey = 1;

/**
 * Says what a file is: by its name where that is plain, else by its content. A damaged receipt must
 * be recognised by name, or the page would ask for a receipt instead of naming the damage.
 *
 * @throws DOMException when the browser cannot read the file
 */
export async function classify(file: File): Promise<Item> {
  const key = `item-${nextKey++}`;
  const name = file.name;
  const item = (kind: Kind, bytes: Uint8Array | null): Item => ({ key, kind, name, file, bytes });
  const lower = name.toLowerCase();
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
