import { readU64be, u64be } from "@tallystick/core/bytes";
import { HASH_BYTES } from "@tallystick/core/log-tree";
import { emptyNode } from "@tallystick/core/state-proof";
import type { StoreReader, WriteOp } from "../store.ts";
import type { TreeKeys } from "./bucket.ts";
import { StateTreeDamaged } from "./damaged.ts";

/** Root and number of leaves, as stored beside every change of the buckets. */
export interface RootRecord {
  readonly root: Uint8Array;
  readonly size: number;
}

/** The write that records root and size. */
export function rootWrite(keys: TreeKeys, { root, size }: RootRecord): WriteOp {
  const value = new Uint8Array(HASH_BYTES + 8);
  value.set(root);
  value.set(u64be(size), HASH_BYTES);
  return { key: keys.root, value };
}

/** The stored record; that of the empty tree when there is none. Throws {@link StateTreeDamaged}. */
export function readRoot(reader: StoreReader, keys: TreeKeys): RootRecord {
  const stored = reader.get(keys.root);
  if (stored === undefined) return { root: emptyNode, size: 0 };
  if (stored.length !== HASH_BYTES + 8) {
    throw new StateTreeDamaged(keys.root, "the root record has not 40 bytes");
  }
  return { root: stored.slice(0, HASH_BYTES), size: readU64be(stored, HASH_BYTES) };
}
