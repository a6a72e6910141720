import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Who may use a file: 0600 for secrets, 0644 for what anybody may read. */
export type FileMode = 0o600 | 0o644;

const TEMPORARY = ".partial";

/**
 * Replace a file in one step that survives power loss: written beside it, synced, renamed over it,
 * and the folder synced. A reader sees the old file or the new one, never a part.
 */
export function writeFileAtomic(path: string, data: Uint8Array | string, mode: FileMode): void {
  const temporary = join(dirname(path), `.${basename(path)}${TEMPORARY}`);
  rmSync(temporary, { force: true });
  const file = openSync(temporary, "wx", mode);
  try {
    const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Make names in a folder durable. Windows cannot open a folder and does not need it. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Make a folder that only its owner can enter, with its parents. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** The bytes of a file, or undefined when there is none. */
export function readFileIfAny(path: string): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** True when others than the owner may use the file. Windows has no such bits: always false there. */
export function isOpenToOthers(path: string): boolean {
  return process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0;
}
