import type { Store } from "@tallystick/ledger/store";
import type { StoreName } from "../config.ts";
import { CheckedStore } from "./checked-store.ts";
import { LmdbStore } from "./lmdb-store.ts";
import { SqliteStore } from "./sqlite-store.ts";

/**
 * Open the store of a node in a folder: its engine under checksums. Throws StoreFault.
 *
 * @param wrap stands between the two; for fault injection
 */
export function openStore(
  name: StoreName,
  path: string,
  wrap: (store: Store) => Store = (store) => store,
): CheckedStore {
  const inner = name === "lmdb" ? LmdbStore.open({ path }) : SqliteStore.open({ path });
  return new CheckedStore(wrap(inner));
}
