import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { equalBytes } from "@tallystick/core/bytes";
import { parseTrust } from "@tallystick/core/trust";
import { CommandError, exitCodes, UsageError } from "../failure.ts";
import { countFiles } from "../files/count-files.ts";
import { FilePool } from "../files/file-pool.ts";
import { type FoundFile, findRoots, type Root, type WalkOptions, walk } from "../files/walk.ts";
import { interruptible } from "../interrupt.ts";
import { openWriter } from "../ledger/open-client.ts";
import { parallel } from "../parallel.ts";
import { Progress } from "../terminal/progress.ts";
import { TRUST_BESIDE } from "../verify/find-trust.ts";
import { FileDepositor, type FileResult } from "./file-depositor.ts";
import type { DepositOptions } from "./options.ts";
import { makePlan } from "./plan.ts";
import { ReceiptShelf } from "./receipt-shelf.ts";
import { DepositReport } from "./report.ts";

/**
 * `tallystick deposit`.
 * @returns the exit code: 0 when every file that was found has a receipt
 */
export async function runDeposit(
  inputs: readonly string[],
  options: DepositOptions,
): Promise<number> {
  const roots = await findRoots(inputs);
  const out = resolve(options.out);
  if (roots.some(({ path }) => path === out)) {
    throw new UsageError(
      "--out is what is deposited: name a folder beside it, or a new one inside",
    );
  }
  const { client, trustText } = await openWriter(options);
  const plan = makePlan(options, client.trust.suite);
  const shelf = new ReceiptShelf(out);
  const fingerprint = leaveTrust(out, client.ledgerId, trustText, shelf);

  const progress = new Progress("deposited", process.stderr);
  const report = new DepositReport(progress, options.json === true);
  const pool = new FilePool(client.trust);
  const { signal, release } = interruptible(() =>
    progress.say("stopping: waiting for what is under way (press Ctrl-C again to give that up)"),
  );
  const walking: WalkOptions = { exclude: out, followSymlinks: options.followSymlinks === true };
  const stopCounting = countFiles(roots, walking, (total) => {
    progress.total = total;
  });
  const ticking = setInterval(() => progress.tick(), 100);
  try {
    const depositor = new FileDepositor(client, shelf, pool, plan);
    const files = foundFiles(roots, walking, report);
    const work = (file: FoundFile) => depositOne(file, depositor, progress, report);
    await parallel(files, depositor.capacity, work, signal);
  } catch (error) {
    report.end({ interrupted: true, out: options.out, fingerprint, seconds: progress.seconds });
    throw error;
  } finally {
    clearInterval(ticking);
    release();
    stopCounting();
    await pool.close();
  }
  report.end({
    interrupted: signal.aborted,
    out: options.out,
    fingerprint,
    seconds: progress.seconds,
  });
  if (signal.aborted) return 130;
  return report.failed === 0 ? exitCodes.ok : exitCodes.failed;
}

async function depositOne(
  file: FoundFile,
  depositor: FileDepositor,
  progress: Progress,
  report: DepositReport,
): Promise<void> {
  let told = 0;
  const result: FileResult = await depositor.deposit(file, (bytes) => {
    told += bytes;
    progress.add(0, bytes);
  });
  progress.add(1, Math.max(0, file.size - told));
  report.file(file, result);
}

/** The files among what a walk finds; what was passed over goes to the report. */
async function* foundFiles(
  roots: readonly Root[],
  walking: WalkOptions,
  report: DepositReport,
): AsyncGenerator<FoundFile> {
  for await (const one of walk(roots, walking)) {
    if (one.kind === "file") yield one;
    else report.leftOut(one);
  }
}

/**
 * Leaves the trust file beside the receipts. Receipts of two ledgers never share a folder: a verifier
 * could not tell which trust is meant.
 * @returns its SHA-256, hex
 */
function leaveTrust(
  out: string,
  ledgerId: Uint8Array,
  trustText: string,
  shelf: ReceiptShelf,
): string {
  const path = join(out, TRUST_BESIDE);
  if (existsSync(path)) {
    const before = parseTrust(readFileSync(path, "utf8"));
    if (!equalBytes(before.ledgerId, ledgerId)) {
      throw new CommandError(
        "other-ledger",
        `${path} is of another ledger, so the receipts in this folder are too`,
        "choose another --out",
      );
    }
  }
  shelf.write(path, trustText);
  return createHash("sha256").update(trustText).digest("hex");
}
