import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../lib/npm.mjs";

/** One file of the repository as the tidy tests see it. */
export interface TreeFile {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Content as text; empty for a binary file. */
  readonly text: string;
}

/** Files larger than this are not read as text; the size rule names them anyway. */
const readMax = 4 * 1024 * 1024;

function readText(path: string, size: number): string {
  if (size > readMax) return "";
  const bytes = readFileSync(path);
  return bytes.includes(0) ? "" : bytes.toString("utf8");
}

/** Every file that is committed, or would be by the next `git add`: ignored files are not part of the house. */
export function repositoryFiles(): readonly TreeFile[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    {
      cwd: repositoryRoot,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const files: TreeFile[] = [];
  for (const path of new Set(listed.split("\0").filter((one) => one !== ""))) {
    const full = join(repositoryRoot, path);
    if (!existsSync(full) || !statSync(full).isFile()) continue; // deleted, and not committed yet
    const { size } = statSync(full);
    files.push({ path, size, text: readText(full, size) });
  }
  return files;
}

/** Where each match of a pattern stands, as "path:line: text", for a message that can be clicked. */
export function findAll(files: readonly TreeFile[], pattern: RegExp): readonly string[] {
  const found: string[] = [];
  for (const { path, text } of files) {
    for (const [at, line] of text.split("\n").entries()) {
      if (pattern.test(line)) found.push(`${path}:${at + 1}: ${line.trim().slice(0, 120)}`);
    }
  }
  return found;
}
