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

/** Says whether a file has the digests a receipt names; undefined when they were not computed. */
export type Matches = (receipt: PairReceipt, file: PairFile) => boolean | undefined;

/** Which file belongs to which receipt: receipt key to file key. Files may serve several receipts. */
export type Pairs = ReadonlyMap<string, string>;

const SUFFIX = ".receipt";

/**
 * The name of the file a receipt was made for. Names are compared in NFC: a disk may hand the same
 * Chinese or accented name over in decomposed form.
 */
export function subjectName(receiptName: string): string {
  const name = receiptName.normalize("NFC");
  return name.toLowerCase().endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
}

/** Whether a receipt carries the file's name. */
export function namesAgree(receipt: PairReceipt, file: PairFile): boolean {
  return subjectName(receipt.name) === file.name.normalize("NFC");
}

/**
 * Puts files and receipts together: first by what the bytes say, then by name, and when one file
 * and one receipt are left over, those two. A pair made by name or as the last two may be wrong,
 * and then the check says so: a changed file must be shown as changed, not as missing.
 */
export function pair(
  receipts: readonly PairReceipt[],
  files: readonly PairFile[],
  matches: Matches,
): Pairs {
  const pairs = new Map<string, string>();
  for (const receipt of receipts) {
    const equal = files.filter((file) => matches(receipt, file) === true);
    const best = equal.find((file) => namesAgree(receipt, file)) ?? equal[0];
    if (best !== undefined) pairs.set(receipt.key, best.key);
  }
  const open = receipts.filter((receipt) => !pairs.has(receipt.key));
  for (const receipt of open) {
    const named = files.find((file) => namesAgree(receipt, file));
    if (named !== undefined) pairs.set(receipt.key, named.key);
  }
  const taken = new Set(pairs.values());
  const lastReceipts = receipts.filter((receipt) => !pairs.has(receipt.key));
  const lastFiles = files.filter((file) => !taken.has(file.key));
  const [lastReceipt, lastFile] = [lastReceipts[0], lastFiles[0]];
  if (lastReceipts.length === 1 && lastFiles.length === 1 && lastReceipt && lastFile) {
    pairs.set(lastReceipt.key, lastFile.key);
  }
  return pairs;
}
