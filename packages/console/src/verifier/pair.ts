/** A file to be checked. */
export interface PairFile {
  readonly key: string;
  readonly name: string;
}

/** A receipt and the digests it asks for. */
export interface PairReceipt {
  readonly key: string;
  readonly name: string;
}

/** The files whose digests are those that a receipt names. */
export type ByContent = (receipt: PairReceipt) => readonly PairFile[];

/** Which file belongs to which receipt: receipt key to file key. Files may serve several receipts. */
export type Pairs = ReadonlyMap<string, string>;

/** Endings of receipts and of certificates with a receipt inside, the longer one first. */
const SUFFIXES = [".certificate.pdf", ".receipt"];

/**
 * The name of the file a receipt was made for. Names are compared in NFC: a disk may hand the same
 * Chinese or accented name over in decomposed form.
 */
export function subjectName(receiptName: string): string {
  const name = receiptName.normalize("NFC");
  const suffix = SUFFIXES.find((one) => name.toLowerCase().endsWith(one)) ?? "";
  return name.slice(0, name.length - suffix.length);
}

/** Whether a receipt carries the file's name. */
export function namesAgree(receipt: PairReceipt, file: PairFile): boolean {
  return subjectName(receipt.name) === file.name.normalize("NFC");
}

/**
 * Puts files and receipts together: first by what the bytes say, then by name; a single file and a
 * single receipt belong together whatever their names. A pair that is not made by content will fail
 * the check, and should: a changed file must be shown as changed, not as missing.
 */
export function pair(
  receipts: readonly PairReceipt[],
  files: readonly PairFile[],
  byContent: ByContent,
): Pairs {
  const byName = new Map(files.map((file) => [file.name.normalize("NFC"), file]));
  const [onlyReceipt, onlyFile] = [receipts[0], files[0]];
  const alone = receipts.length === 1 && files.length === 1;
  const pairs = new Map<string, string>();
  for (const receipt of receipts) {
    const equal = byContent(receipt);
    const named = byName.get(subjectName(receipt.name));
    const file = equal.find((one) => namesAgree(receipt, one)) ?? equal[0] ?? named;
    if (file !== undefined) pairs.set(receipt.key, file.key);
  }
  if (alone && onlyReceipt && onlyFile) pairs.set(onlyReceipt.key, onlyFile.key);
  return pairs;
}
