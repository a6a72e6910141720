import { encodeBatchLeaf } from "@tallystick/core/batch-leaf";
import { fromHex, toHex } from "@tallystick/core/bytes";
import { leafHash, MemoryTree } from "@tallystick/core/log-tree";
import { decodeReceipt, encodeReceipt } from "@tallystick/core/receipt";
import { portableSuite } from "@tallystick/core/suite/portable";

/** A Merkle tree over digests (docs/reference/receipt.md, "batch"), built where the files are. */
export interface BuiltBatch {
  /** Hex. */
  readonly root: string;
  readonly size: number;
  /** The receipt of the digest at a place, from the receipt of the entry that deposited the root. */
  receiptOf(entryReceipt: Uint8Array, place: number): Uint8Array;
}

/** Builds the tree. @param digests hex, each once */
export function buildBatch(
  suiteName: "intl" | "gm",
  alg: "sha-256" | "sm3",
  digests: readonly string[],
): BuiltBatch {
  const suite = portableSuite(suiteName);
  const leaves = digests.map((digest) => encodeBatchLeaf({ alg, digest: fromHex(digest) }));
  const tree = new MemoryTree(suite);
  for (const leaf of leaves) tree.append(leafHash(suite, leaf));
  return {
    root: toHex(tree.root()),
    size: tree.size,
    receiptOf(entryReceipt, index) {
      const leaf = leaves[index];
      if (leaf === undefined) throw new RangeError("the batch has no such place");
      const batch = { leaf, index, path: tree.inclusion(index) };
      return encodeReceipt({ ...decodeReceipt(entryReceipt), batch });
    },
  };
}
