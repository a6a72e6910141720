import { readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { engineHome } from "../engine/cometbft/engine-home.ts";
import type { OpenNode } from "../open-node.ts";

/** What a node takes of its disk, and what is left. */
export interface DiskUse {
  readonly ledgerBytes: number;
  /** Files of the consensus engine; 0 where one organisation orders the ledger alone. */
  readonly engineBytes: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Looks at the store, the engine's files and the disk under the data directory. */
export async function diskUse({
  paths,
  store,
}: Pick<OpenNode, "paths" | "store">): Promise<DiskUse> {
  const space = await statfs(paths.root);
  return {
    ledgerBytes: store.stats().bytes,
    engineBytes: await folderBytes(engineHome(paths.root).root),
    freeBytes: space.bavail * space.bsize,
    totalBytes: space.blocks * space.bsize,
  };
}

/** Bytes of the files below a folder; what goes away meanwhile counts nothing. */
async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(path);
    else if (entry.isFile())
      bytes += await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
  }
  return bytes;
}
