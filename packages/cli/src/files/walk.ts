import type { Dirent } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { UsageError } from "../failure.ts";
import { cliLimits } from "../limits.ts";
import { readFault } from "./read-fault.ts";

/** A regular file that was found. */
export interface FoundFile {
  readonly kind: "file";
  /** Where it is read. */
  readonly path: string;
  /** Its name below the output folder, with forward slashes. */
  readonly name: string;
  readonly size: number;
}

/** Something that was passed over, and why. */
export interface LeftOut {
  readonly kind: "left-out";
  readonly path: string;
  /** `symlink` and `special` are by design; `unreadable` is a failure. */
  readonly reason: "symlink" | "special" | "unreadable";
  readonly detail: string;
}

/** One argument of the command line: what it is and the name its files get. */
export interface Root {
  readonly path: string;
  /** First part of the names below; empty for `.`. */
  readonly name: string;
  readonly isFolder: boolean;
}

/** How a walk goes. */
export interface WalkOptions {
  /** Follows symbolic links inside folders; those named on the command line are always followed. */
  readonly followSymlinks?: boolean;
  /** A folder that is passed over: the output folder may lie inside an input folder. */
  readonly exclude?: string;
}

/**
 * Looks at the arguments before anything is done: each must exist, and no two may give the same name.
 * @throws UsageError
 */
export async function findRoots(inputs: readonly string[]): Promise<readonly Root[]> {
  const roots: Root[] = [];
  for (const input of inputs) {
    const path = resolve(input);
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(
        `${input}: ${error.code === "ENOENT" ? "there is no such file" : error.message}`,
      );
    });
    if (!found.isFile() && !found.isDirectory())
      throw new UsageError(`${input}: not a file or folder`);
    // `.` and `..` name no folder that a reader of the output would recognise.
    const nameless = found.isDirectory() && /^\.{1,2}$/.test(basename(input) || ".");
    roots.push({ path, name: nameless ? "" : basename(path), isFolder: found.isDirectory() });
  }
  const names = roots.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new UsageError(`two arguments have the name "${twice}": deposit them into two folders`);
  if (names.includes("") && names.length > 1)
    throw new UsageError('"." stands alone: name the folders one by one');
  return roots;
}

/** Every regular file under the roots, folder by folder in the order of names, and whatever was passed over. */
export async function* walk(
  roots: readonly Root[],
  options: WalkOptions = {},
): AsyncGenerator<FoundFile | LeftOut> {
  for (const { path, name, isFolder } of roots) {
    if (isFolder) yield* walkFolder(path, name, options, []);
    else yield await asFile(path, name);
  }
}

async function asFile(path: string, name: string): Promise<FoundFile | LeftOut> {
  try {
    const { size } = await stat(path);
    return { kind: "file", path, name, size };
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): LeftOut {
  return { kind: "left-out", path, reason: "unreadable", detail: readFault(error) };
}

async function* walkFolder(
  folder: string,
  name: string,
  options: WalkOptions,
  above: readonly string[],
): AsyncGenerator<FoundFile | LeftOut> {
  if (folder === options.exclude) return;
  let entries: Dirent[];
  try {
    const real = await realpath(folder);
    if (above.includes(real)) {
      yield {
        kind: "left-out",
        path: folder,
        reason: "symlink",
        detail: "it leads back into itself",
      };
      return;
    }
    above = [...above, real];
    if (above.length > cliLimits.folderDepth)
      throw new Error("too many folders inside one another");
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield unreadable(folder, error);
    return;
  }
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const below = name === "" ? entry.name : `${name}/${entry.name}`;
    if (entry.isSymbolicLink()) yield* followLink(path, below, options, above);
    else if (entry.isDirectory()) yield* walkFolder(path, below, options, above);
    else if (entry.isFile()) yield await plainFile(path, below);
    else yield { kind: "left-out", path, reason: "special", detail: "neither a file nor a folder" };
  }
}

async function plainFile(path: string, name: string): Promise<FoundFile | LeftOut> {
  try {
    return { kind: "file", path, name, size: (await lstat(path)).size };
  } catch (error) {
    return unreadable(path, error);
  }
}

async function* followLink(
  path: string,
  name: string,
  options: WalkOptions,
  above: readonly string[],
): AsyncGenerator<FoundFile | LeftOut> {
  if (!options.followSymlinks) {
    yield { kind: "left-out", path, reason: "symlink", detail: "symbolic link, not followed" };
    return;
  }
  try {
    const target = await stat(path);
    if (target.isDirectory()) yield* walkFolder(path, name, options, above);
    else if (target.isFile()) yield { kind: "file", path, name, size: target.size };
    else yield { kind: "left-out", path, reason: "special", detail: "neither a file nor a folder" };
  } catch (error) {
    yield unreadable(path, error);
  }
}
