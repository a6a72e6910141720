import { concatBytes, fromHex, toHex, utf8 } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { leafHash, MemoryTree } from "@tallystick/core/log-tree";
import { rootFromStateProof, type StateProof, statePath } from "@tallystick/core/state-proof";
import { portableSuite } from "@tallystick/core/suite/portable";
import { describe, expect, test } from "vitest";
import { inclusionStage, type Stage, stateStages } from "./stages.ts";

/** Follows a stage with nothing but the hash: each step's inputs give the next step's own side. */
function follow(hash: (data: Uint8Array) => Uint8Array, stage: Stage): string {
  let below = stage.start;
  for (const { own, left, right, joined } of stage.steps) {
    expect(own === "left" ? left : right).toBe(below);
    below = toHex(hash(concatBytes(fromHex(stage.prefix), fromHex(left), fromHex(right))));
    expect(joined).toBe(below);
  }
  return below;
}

describe.each(["intl", "gm"] as const)("suite %s", (name) => {
  const suite = portableSuite(name);

  test("every entry of a log leads to its root, step by step", () => {
    const tree = new MemoryTree(suite);
    const entries = Array.from({ length: 21 }, (_, i) => utf8(`entry ${i}`));
    for (const entry of entries) tree.append(leafHash(suite, entry));
    for (const [index, data] of entries.entries()) {
      const claim = { data, index, size: tree.size, path: tree.inclusion(index) };
      const stage = inclusionStage(suite, "log", claim, toHex(tree.root()));
      expect(follow(suite.hash, stage)).toBe(toHex(tree.root()));
      expect(stage.root).toBe(stage.stated);
      const altered = { ...claim, data: utf8("another") };
      expect(inclusionStage(suite, "log", altered, stage.stated).root).not.toBe(stage.stated);
    }
  });

  test("presence and absence lead to the root that the rules of state proofs give", () => {
    const key = ["sha-256", Uint8Array.of(3), 0];
    const path = statePath(suite, "deposits", key);
    const near = path.slice();
    near[31] = (near[31] as number) ^ 1;
    const at = {
      ...{ app: "evidence", table: "deposits", key },
      siblings: [suite.hash(utf8("a")), new Uint8Array(0), suite.hash(utf8("b"))],
      apps: { index: 1, size: 3, path: [suite.hash(utf8("c")), suite.hash(utf8("d"))] },
    };
    const proofs: StateProof[] = [
      { ...at, value: encodeCbor({ index: 3 }) },
      { ...at, value: null },
      { ...at, value: null, other: [near, suite.hash(utf8("e"))] },
    ];
    for (const proof of proofs) {
      const root = toHex(rootFromStateProof(suite, proof));
      const [rows, apps] = stateStages(suite, proof, root);
      follow(suite.hash, rows);
      expect(follow(suite.hash, apps)).toBe(root);
      expect(rows.steps.map(({ empty }) => empty)).toEqual([false, true, false]);
      expect(apps.making[0]?.input).toContain(rows.root);
    }
  });
});
