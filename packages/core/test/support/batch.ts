import { encodeBatchLeaf } from "../../src/batch-leaf.ts";
import type { CborEncodable } from "../../src/cbor.ts";
import { leafHash, MemoryTree } from "../../src/log-tree.ts";
import type { BatchPart } from "../../src/receipt.ts";
import type { Suite } from "../../src/suite/suite.ts";
import { digestOf } from "./file.ts";
import { exampleBytes } from "./keys.ts";

/** A batch of example digests with that of `content` at `index`, and its statement's input. */
export function makeBatch(
  suite: Suite,
  content: Uint8Array,
  index: number,
  size: number,
): { readonly input: CborEncodable; readonly batch: BatchPart } {
  const tree = new MemoryTree(suite);
  const leaf = (digest: Uint8Array) => encodeBatchLeaf({ alg: suite.hashName, digest });
  const own = leaf(digestOf(suite.hashName, content));
  for (let i = 0; i < size; i++) {
    tree.append(leafHash(suite, i === index ? own : leaf(exampleBytes(`batch ${i}`, 32))));
  }
  return {
    input: { root: tree.root(), size, algorithms: [suite.hashName] },
    batch: { leaf: own, index, path: tree.inclusion(index) },
  };
}
