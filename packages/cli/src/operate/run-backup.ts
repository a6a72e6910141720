import { createReadStream, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { Transport } from "@tallystick/client/transport";
import { dataPaths } from "@tallystick/node/data-paths";
import { syncFolder } from "@tallystick/node/files";
import { NodeError } from "@tallystick/node/node-error";
import { backupDirectory } from "@tallystick/node/ops/backup";
import { readBackup } from "@tallystick/node/ops/backup-reader";
import { answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import { UsageError } from "../failure.ts";
import { formatBytes, formatCount } from "../terminal/quantities.ts";
import { StepLine } from "../terminal/step-line.ts";

/** Options of `backup`. */
export interface BackupOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly url: string;
  readonly out: string;
  readonly includePassphrase?: boolean;
  readonly yes?: boolean;
}

/** Backups hold keys, if encrypted ones: nobody else reads them. */
const PRIVATE = 0o600;

/** `tallystick backup`: from the running node, or from the directory of one that is stopped. */
export async function runBackup(options: BackupOptions): Promise<void> {
  if (existsSync(options.out)) {
    await confirm(`${options.out} is there already. Replace it?`, options.yes);
  }
  const line = new StepLine(process.stderr);
  const aside = `${options.out}.partial`;
  try {
    const bytes = await writeAside(aside, sourceOf(options), (done) =>
      line.show("bytes written", done, 0),
    );
    const rows = await readBack(aside, (done) => line.show("rows read back", done, 0));
    renameSync(aside, options.out);
    syncFolder(dirname(options.out));
    line.clear();
    answer(options, { out: options.out, bytes, rows }, () => [
      `${options.out}: ${formatBytes(bytes)}, ${formatCount(rows)} rows, read back and complete`,
      ...(options.includePassphrase
        ? ["The passphrase is inside: whoever has this file has the keys."]
        : ["The passphrase of the keys is not inside: keep it somewhere else."]),
    ]);
  } finally {
    line.clear();
    rmSync(aside, { force: true });
  }
}

/** The directory of a stopped node; the node itself when that is running and holds the lock. */
async function* sourceOf(options: BackupOptions): AsyncGenerator<Uint8Array> {
  const includePassphrase = options.includePassphrase === true;
  try {
    yield* backupDirectory(options.data, { includePassphrase });
  } catch (error) {
    if (!(error instanceof NodeError && error.code === "already-running")) throw error;
    if (includePassphrase) {
      throw new UsageError(
        "--include-passphrase: stop the node first, or keep the passphrase by itself",
      );
    }
    yield* fromNode(options);
  }
}

async function* fromNode({ url, data }: BackupOptions): AsyncGenerator<Uint8Array> {
  const token = readFileSync(dataPaths(data).token, "utf8").trim();
  const stream = await new Transport({ url, token }).stream({
    method: "GET",
    path: "/v1/admin/backup",
    token: true,
    idempotent: true,
  });
  yield* stream;
}

async function writeAside(
  path: string,
  source: AsyncIterable<Uint8Array>,
  tell: (bytes: number) => void,
): Promise<number> {
  rmSync(path, { force: true });
  const file = await open(path, "wx", PRIVATE);
  let bytes = 0;
  try {
    for await (const chunk of source) {
      await file.write(chunk);
      bytes += chunk.length;
      tell(bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
}

/** A backup that was never read is a hope: count and digest are compared with what is on the disk. */
async function readBack(path: string, tell: (rows: number) => void): Promise<number> {
  let rows = 0;
  for await (const item of readBackup(createReadStream(path))) {
    if (item.kind === "row" && ++rows % 1000 === 0) tell(rows);
  }
  return rows;
}
