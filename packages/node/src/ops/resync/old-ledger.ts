import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { StoreName } from "../../config.ts";

/** What the process that looks into an old ledger is told. */
export interface OldLedgerOrder {
  readonly store: StoreName;
  /** Folder of the old ledger. */
  readonly path: string;
  /** Folder of the new one, which takes over the leaves of batches; only the height is read without. */
  readonly keepIn?: string;
  /** Entries of the new one. */
  readonly entries: number;
}

/** What it says. */
export interface OldLedgerMessage {
  readonly height: number;
  readonly kept: number;
}

/** Height of a ledger that lies there, 0 for one without blocks, undefined when it cannot be read. */
export async function oldHeight(store: StoreName, path: string): Promise<number | undefined> {
  if (!existsSync(path)) return 0;
  return (await ask({ store, path, entries: 0 }))?.height;
}

/**
 * Copy the leaves of the batches that a node has made into another store: they are nowhere else.
 * @returns how many; undefined when the old ledger cannot be read through
 */
export async function keepBatches(
  order: OldLedgerOrder & { readonly keepIn: string },
): Promise<number | undefined> {
  if (!existsSync(order.path)) return 0;
  return (await ask(order))?.kept;
}

function ask(order: OldLedgerOrder): Promise<OldLedgerMessage | undefined> {
  const script = fileURLToPath(new URL("./old-ledger-process.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(order)], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    execArgv: [],
  });
  return new Promise((resolve, reject) => {
    let said: OldLedgerMessage | undefined;
    child.on("message", (message: OldLedgerMessage) => {
      said = message;
    });
    child.on("error", reject);
    child.on("exit", () => resolve(said));
  });
}
