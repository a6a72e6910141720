import { createReadStream, existsSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import { readFileIfAny, syncFolder, writeFileAtomic } from "@tallystick/node/files";
import type { HistoryProgress } from "@tallystick/node/ops/network/ceremony/history";
import { FOUNDING_BYTES_MAX } from "@tallystick/node/ops/network/limits";
import { confirm } from "../confirm.ts";
import { UsageError } from "../failure.ts";
import type { StepLine } from "../terminal/step-line.ts";

/** The bytes of a file that the command line names. @throws UsageError when there is none, or one that is far too large */
export function readGiven(path: string): Uint8Array {
  const bytes = readFileIfAny(path);
  if (bytes === undefined) throw new UsageError(`${path}: there is no such file`);
  if (bytes.length <= FOUNDING_BYTES_MAX) return bytes;
  throw new UsageError(`${path}: too large for a file of a ceremony`);
}

/** The history of an adopted ledger that the command line names. @throws UsageError when there is none */
export function historyFile(path: string): AsyncIterable<Uint8Array> {
  if (!existsSync(path)) throw new UsageError(`${path}: there is no such file`);
  return createReadStream(path);
}

/** Shows how far taking a history over has come. */
export function historyProgress(line: StepLine): HistoryProgress {
  return {
    onRows: (rows) => line.show("rows written", rows, 0),
    onProgress: (phase, done, total) => line.show(`examining ${phase}`, done, total),
  };
}

/** Asks before an earlier file is replaced. */
export async function confirmOut(out: string, yes: boolean | undefined): Promise<void> {
  if (existsSync(out)) await confirm(`${out} is there already. Replace it?`, yes);
}

/** Writes a file that is to be given to others. */
export function writeOut(out: string, bytes: Uint8Array): void {
  writeFileAtomic(out, bytes, 0o644);
}

/** Writes a large file that is to be given to others, in one step. */
export async function writeStream(out: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const aside = `${out}.partial`;
  rmSync(aside, { force: true });
  const file = await open(aside, "wx", 0o644);
  try {
    for await (const chunk of source) await file.write(chunk);
    await file.sync();
    await file.close();
    renameSync(aside, out);
    syncFolder(dirname(out));
  } catch (error) {
    await file.close().catch(() => {});
    rmSync(aside, { force: true });
    throw error;
  }
}

/** A hash as people read it out to one another: groups of four digits. */
export function fingerprint(id: Uint8Array): string {
  return toHex(id).replaceAll(/(.{4})(?=.)/g, "$1 ");
}
