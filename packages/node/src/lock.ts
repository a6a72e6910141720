import { chmodSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NodeError } from "./node-error.ts";

/** The right to use a data directory, held by this process. */
export interface DirectoryLock {
  /** Let go. Harmless when done twice; the operating system does it when the process dies. */
  release(): void;
}

/**
 * Take a data directory for this process alone.
 *
 * The lock is SQLite's own write lock on the file `lock`: the operating system drops it when the
 * process dies, however it dies, so there is no stale lock to judge. Readers are not kept out, so a
 * refused process can read there who holds it.
 *
 * @throws NodeError `already-running`, naming the process id of the holder
 */
export function lockDirectory(dataDir: string): DirectoryLock {
  const file = join(dataDir, "lock");
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec(
      "CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER)",
    );
    db.exec(`INSERT INTO holder VALUES (1, ${process.pid})
      ON CONFLICT (id) DO UPDATE SET pid = excluded.pid`);
    // Somebody may slip in between these two; then this BEGIN is refused and the other one holds it.
    db.exec("BEGIN IMMEDIATE");
    chmodSync(file, 0o600);
  } catch (cause) {
    const pid = holderOf(db);
    db.close();
    if (!isBusy(cause)) throw cause;
    throw new NodeError(
      "already-running",
      `the data directory ${dataDir} is in use by process ${pid ?? "(unknown)"}`,
      "stop that process first, or name another data directory",
      cause,
    );
  }
  let held = true;
  return {
    release: () => {
      if (!held) return;
      held = false;
      db.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  // SQLITE_BUSY
  return (((error as { errcode?: number }).errcode ?? 0) & 0xff) === 5;
}

function holderOf(db: DatabaseSync): number | undefined {
  try {
    const row = db.prepare("SELECT pid FROM holder").get() as { pid: number } | undefined;
    return row?.pid;
  } catch {
    return undefined;
  }
}
