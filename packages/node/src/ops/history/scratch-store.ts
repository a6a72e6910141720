import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@tallystick/ledger/store";
import { LmdbStore } from "../../store/lmdb-store.ts";

/** A store that is gone when it is closed. */
export interface ScratchStore {
  readonly store: Store;
  close(): Promise<void>;
}

/**
 * A store on disk for work that can be done again: nothing is synced, and nothing stays.
 *
 * @param folder where it is made; the system's own for temporary files unless given
 */
export function scratchStore(folder: string = tmpdir()): ScratchStore {
  const path = mkdtempSync(join(folder, "tallystick-scratch-"));
  const store = LmdbStore.open({ path, scratch: true });
  return {
    store,
    close: async () => {
      await store.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}
