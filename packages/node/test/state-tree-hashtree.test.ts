import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { portableSuite } from "@tallystick/core/suite/portable";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { StateTree } from "@tallystick/ledger/state-tree/state-tree";
import { expect, test } from "vitest";
import { acceleratedSuite } from "../src/suite.ts";

const prefix = Uint8Array.of(0x74, 0);

test("hashtree hashes pairs as the portable suite does, at every count around its vector widths", () => {
  const portable = portableSuite("intl");
  const fast = acceleratedSuite("intl");
  const input = Uint8Array.from({ length: 64 * 70 + 3 }, (_, i) => (i * 167) >>> 3);
  for (let count = 0; count <= 70; count++) {
    for (const offset of [0, 3]) {
      const pairs = input.subarray(offset, offset + 64 * count);
      const [expected, actual] = [new Uint8Array(32 * count), new Uint8Array(32 * count)];
      portable.hashPairs(pairs, expected);
      fast.hashPairs(pairs, actual);
      expect(actual, `${count} pairs`).toEqual(expected);
    }
  }
  expect(() => fast.hashPairs(new Uint8Array(64), new Uint8Array(64))).toThrow(RangeError);
});

test("a state tree has the same roots and the same store with and without hashtree", async () => {
  const trees = [portableSuite("intl"), nodeSuite("intl"), acceleratedSuite("intl")].map(
    (suite) => {
      const store = new MemoryStore();
      return { suite, store, tree: StateTree.open({ suite, reader: store, prefix }) };
    },
  );
  const { suite: reference } = trees[0] as (typeof trees)[number];
  for (let block = 0; block < 12; block++) {
    const changes = Array.from({ length: 400 }, (_, i) => {
      const path = reference.hash(Uint8Array.of((i * 7 + block * 131) & 255, (i + block) >> 3));
      const gone = (i + block) % 5 === 0;
      return { path, valueHash: gone ? null : reference.hash(path), rowId: i };
    });
    const once = new Map(changes.map((change) => [String(change.path), change]));
    for (const { store, tree } of trees) {
      const pending = tree.prepare([...once.values()]);
      await store.commit(pending.writes);
      tree.apply(pending);
    }
    const roots = trees.map(({ tree }) => String(tree.root));
    expect(new Set(roots).size).toBe(1);
  }
  const stores = trees.map(({ store }) =>
    String([...store.range({ gte: prefix, lt: Uint8Array.of(0x75) })]),
  );
  expect(new Set(stores).size).toBe(1);
  for (const { suite, store, tree } of trees) {
    expect(StateTree.open({ suite, reader: store, prefix, audit: true }).root).toEqual(tree.root);
  }
});
