import { writeSync } from "node:fs";
import { concatBytes, u64be } from "@tallystick/core/bytes";
import type { Store, WriteOp } from "@tallystick/ledger/store";
import { CheckedStore } from "./checked-store.ts";
import { LmdbStore } from "./lmdb-store.ts";
import { seededRandom } from "./seeded-random.ts";
import { SqliteStore } from "./sqlite-store.ts";

/** Stores that the kill -9 test's child can open. */
const childStores = {
  lmdb: (path: string): Store => LmdbStore.open({ path }),
  sqlite: (path: string): Store => SqliteStore.open({ path }),
  "checked-lmdb": (path: string): Store => new CheckedStore(LmdbStore.open({ path })),
};

/** Name of a store in the kill -9 test's child. */
export type ChildStore = keyof typeof childStores;

/** Rows of one block of the kill -9 test. */
export const BLOCK_ROWS = 400;

/** The rows of a numbered block: keys begin with the number, values of 0 to 599 bytes follow from it. */
export function blockRows(block: number): WriteOp[] {
  const random = seededRandom(block + 1);
  return Array.from({ length: BLOCK_ROWS }, (_, i) => ({
    key: concatBytes(u64be(block), Uint8Array.of(random.below(256)), u64be(i)),
    value: new Uint8Array(random.below(600)).fill(random.below(256)),
  }));
}

/** Write blocks for ever, printing the number of each one that is durable. */
async function writeForever(store: Store, first: number): Promise<never> {
  for (let block = first; ; block++) {
    await store.commit(blockRows(block));
    writeSync(1, `${block}\n`);
  }
}

if (import.meta.main) {
  const [, , name, path, first] = process.argv;
  await writeForever(childStores[name as ChildStore](path as string), Number(first));
}
