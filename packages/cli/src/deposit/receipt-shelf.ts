import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { RECEIPT_BYTES_MAX } from "@tallystick/core/limits";
import { cliLimits } from "../limits.ts";

/** A receipt that has no place below the output folder, in words for the user. */
export class ShelfFault extends Error {
  override readonly name = "ShelfFault";
  readonly code = "receipt-place";
}

/** The place of one receipt. */
export interface Place {
  readonly path: string;
  /** Whether a file that may be a receipt lies there already. */
  readonly existing: boolean;
}

/** The output folder: `<out>/<name>.receipt` for every file, each written whole or not at all. */
export class ReceiptShelf {
  readonly #out: string;
  /** Folders that are known to be there. */
  readonly #made = new Set<string>();

  constructor(out: string) {
    this.#out = out;
  }

  /**
   * Finds the place for a file's receipt before anything is sent, so that no deposit is made whose
   * receipt could not be kept.
   * @throws ShelfFault
   */
  place(name: string): Place {
    const path = join(this.#out, `${name}.receipt`);
    if (Buffer.byteLength(basename(name)) > cliLimits.nameBytes) {
      throw new ShelfFault("its name is too long to put .receipt behind it");
    }
    this.#makeFolder(dirname(path));
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return { path, existing: false };
    if (!found.isFile()) throw new ShelfFault(`${path} is in the way: it is not a receipt`);
    if (found.size > RECEIPT_BYTES_MAX)
      throw new ShelfFault(`${path} is in the way: it is too large to be a receipt`);
    // An empty file is what a power cut leaves of a file that was just written.
    return { path, existing: found.size > 0 };
  }

  #makeFolder(folder: string): void {
    if (this.#made.has(folder)) return;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const taken = code === "EEXIST" || code === "ENOTDIR";
      throw new ShelfFault(taken ? `a file is in the way of the folder ${folder}` : message);
    }
    this.#made.add(folder);
  }

  /** Writes a file whole: aside first, then by renaming. Blocking, because the files are small and many. */
  write(path: string, bytes: Uint8Array | string): void {
    this.#makeFolder(dirname(path));
    const aside = join(dirname(path), `.${randomBytes(9).toString("base64url")}.partial`);
    try {
      writeFileSync(aside, bytes, { flag: "wx" });
      renameSync(aside, path);
    } catch (error) {
      rmSync(aside, { force: true });
      throw error;
    }
  }
}
