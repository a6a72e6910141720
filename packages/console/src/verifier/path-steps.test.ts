import { toHex } from "@tallystick/core/bytes";
import { leafHash, MemoryTree } from "@tallystick/core/log-tree";
import { portableSuite } from "@tallystick/core/suite/portable";
import { describe, expect, it } from "vitest";
import { drawPath } from "./path-steps.ts";

describe("the drawn path", () => {
  it.each(["intl", "gm"] as const)("ends at the root for every leaf, suite %s", (name) => {
    const suite = portableSuite(name);
    for (let size = 1; size <= 17; size++) {
      const tree = new MemoryTree(suite);
      const leaves = Array.from({ length: size }, (_, i) => leafHash(suite, Uint8Array.of(i)));
      for (const leaf of leaves) tree.append(leaf);
      for (const [index, leaf] of leaves.entries()) {
        const path = tree.inclusion(index);
        const drawn = drawPath(suite, { leafHash: leaf, index, size, path });
        expect(drawn.steps.at(-1)?.joined ?? drawn.leaf).toBe(toHex(tree.root()));
      }
    }
  });
});
