import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { VerifyResult } from "@tallystick/core/verify";
import { remark, shade, toJsonLine } from "../answer.ts";
import { exitCodes, UsageError } from "../failure.ts";
import { FilePool } from "../files/file-pool.ts";
import { type FoundFile, findRoots, walk } from "../files/walk.ts";
import { chooseLanguage, type Language } from "../language.ts";
import { parallel } from "../parallel.ts";
import { Progress } from "../terminal/progress.ts";
import { formatCount } from "../terminal/quantities.ts";
import { printable } from "../terminal/width.ts";
import { type FoundTrust, findTrust, TRUST_BESIDE } from "./find-trust.ts";
import type { VerifyOptions } from "./options.ts";
import { trustJson, trustLines, verdictWord } from "./verdict-table.ts";

/** What a folder came to. */
interface Tally {
  valid: number;
  /** Valid is not said: the receipt is missing, the file is, or a check failed. */
  bad: number;
}

const SUFFIX = ".receipt";

/** Names below a folder, so that both sides can be held against each other. */
async function listFolder(folder: string): Promise<ReadonlyMap<string, FoundFile>> {
  const [root] = await findRoots([folder]);
  const files = new Map<string, FoundFile>();
  if (root === undefined) return files;
  for await (const one of walk([{ ...root, name: "" }], { followSymlinks: false })) {
    if (one.kind === "file") files.set(one.name, one);
  }
  return files;
}

/** `deposit photos --out receipts` puts the receipts into receipts/photos: both names are understood. */
function receiptsFolder(folder: string, receipts: string): string {
  const below = join(receipts, basename(resolve(folder)));
  return existsSync(below) ? below : receipts;
}

/**
 * Every file of a folder against the receipt of the same name. A file without a receipt and a receipt
 * without a file count as not valid.
 * @returns the exit code: 0 when all are valid
 */
export async function verifyFolder(
  folder: string,
  receipts: string,
  options: VerifyOptions,
): Promise<number> {
  const language = chooseLanguage(options.lang, process.env);
  const receiptRoot = receiptsFolder(folder, receipts);
  const [files, found] = await Promise.all([listFolder(folder), listFolder(receiptRoot)]);
  const receiptNames = [...found.keys()].filter((name) => name.endsWith(SUFFIX));
  if (receiptNames.length === 0)
    throw new UsageError(`${receiptRoot}: there are no receipts in it`);
  const trust = findTrust(join(receiptRoot, "any"), options);
  const orphans = receiptNames.filter((name) => !files.has(name.slice(0, -SUFFIX.length)));
  const subjects = [...files.values()].filter(
    // Receipts may lie in the folder itself, beside their files.
    ({ path }) => !(resolve(folder) === resolve(receiptRoot) && isOurs(path)),
  );

  const progress = new Progress("checked", process.stderr);
  const bytes = subjects.reduce((sum, { size }) => sum + size, 0);
  progress.total = { files: subjects.length, bytes };
  const tally: Tally = { valid: 0, bad: 0 };
  const tell = (name: string, words: string | VerifyResult) => {
    const valid = typeof words !== "string" && words.valid;
    tally[valid ? "valid" : "bad"]++;
    if (options.json) process.stdout.write(`${toJsonLine(fileJson(name, words))}\n`);
    else if (!valid) progress.clear();
    if (!options.json && !valid) process.stdout.write(`${fileLine(name, words, language)}\n`);
  };
  const pool = new FilePool(trust?.trust);
  try {
    await parallel(subjects, pool.capacity, async (file) => {
      const receipt = found.get(`${file.name}${SUFFIX}`);
      tell(file.name, receipt ? await checkOne(file, receipt, pool) : "there is no receipt");
      progress.add(1, file.size);
    });
  } finally {
    await pool.close();
  }
  for (const name of orphans) tell(name.slice(0, -SUFFIX.length), "there is a receipt and no file");
  progress.clear();
  printSummary(tally, trust, options, language);
  return tally.bad === 0 ? exitCodes.ok : exitCodes.failed;
}

function isOurs(path: string): boolean {
  return path.endsWith(SUFFIX) || basename(path) === TRUST_BESIDE;
}

async function checkOne(
  file: FoundFile,
  receipt: FoundFile,
  pool: FilePool,
): Promise<VerifyResult | string> {
  try {
    return await pool.verify(receipt.path, file.path, file.size);
  } catch (error) {
    return (error as Error).message;
  }
}

function fileJson(name: string, words: string | VerifyResult): Record<string, unknown> {
  if (typeof words === "string") return { file: name, valid: false, error: words };
  const failed = words.layers.filter(({ verdict }) => verdict === "fail");
  const { index, time } = words.summary ?? { index: null, time: null };
  const reasons = failed.map(({ layer, code }) => ({ layer, code }));
  return { file: name, valid: words.valid, index, time, failed: reasons };
}

function fileLine(name: string, words: string | VerifyResult, language: Language): string {
  const why =
    typeof words === "string"
      ? words
      : (words.layers.find(({ verdict }) => verdict === "fail") ??
        words.layers.find(({ layer, verdict }) => layer !== "time" && verdict === "not-checkable"));
  const text = typeof why === "string" ? why : (why?.detail[language] ?? "");
  return `${verdictWord(false, language)}  ${printable(name)}: ${printable(text)}`;
}

function printSummary(
  tally: Tally,
  trust: FoundTrust | undefined,
  options: VerifyOptions,
  language: Language,
): void {
  if (options.json) {
    process.stdout.write(`${toJsonLine({ summary: { ...tally, trust: trustJson(trust) } })}\n`);
    return;
  }
  for (const line of trustLines(trust, language)) remark(line);
  const valid = `${formatCount(tally.valid)} valid`;
  const bad = `${formatCount(tally.bad)} not valid`;
  process.stdout.write(`${shade("good", valid)}, ${tally.bad > 0 ? shade("bad", bad) : bad}\n`);
}
