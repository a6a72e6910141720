import { concatBytes, equalBytes, fromHex, toHex } from "@tallystick/core/bytes";
import { emptyNode, pathBit, stateLeafHash } from "@tallystick/core/state-proof";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { Suite } from "@tallystick/core/suite/suite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ReferenceTree } from "../../test/support/reference-tree.ts";
import { LIMITS } from "../limits.ts";
import { MemoryStore } from "../memory-store.ts";
import { type StateChange, StateTree, type TreeProof } from "./state-tree.ts";

const prefix = Uint8Array.of(0x74, 3);

function hash32(suite: Suite, n: number): Uint8Array {
  return suite.hash(Uint8Array.of(n & 255, (n >> 8) & 255, n >> 16));
}

/** Folds a proof as docs/reference/state-proof.md says. */
function rootOf(suite: Suite, path: Uint8Array, proof: TreeProof): Uint8Array {
  let node = emptyNode;
  if (proof.found !== undefined) node = stateLeafHash(suite, path, proof.found.valueHash);
  if (proof.other !== undefined) node = stateLeafHash(suite, ...proof.other);
  for (let depth = proof.siblings.length - 1; depth >= 0; depth--) {
    const given = proof.siblings[depth] as Uint8Array;
    const sibling = given.length === 0 ? emptyNode : given;
    const pair = pathBit(path, depth) === 0 ? [node, sibling] : [sibling, node];
    node = suite.hash(concatBytes(...pair));
  }
  return node;
}

async function write(tree: StateTree, store: MemoryStore, changes: StateChange[]): Promise<void> {
  const pending = tree.prepare(changes);
  await store.commit(pending.writes);
  tree.apply(pending);
  expect(tree.root).toEqual(pending.root);
}

function dump(store: MemoryStore): string[] {
  const all = store.range({ gte: prefix, lt: Uint8Array.of(0x74, 4) });
  return [...all].map(([key, value]) => `${toHex(key)}=${toHex(value)}`);
}

/** Paths that agree on many bits: a short alphabet of prefixes and a few bits flipped far down. */
const closePath = fc
  .tuple(fc.constantFrom(0x00, 0xff, 0x80), fc.uniqueArray(fc.nat(255), { maxLength: 3 }))
  .map(([fill, flips]) => {
    const path = new Uint8Array(32).fill(fill);
    for (const bit of flips) path[bit >> 3] = (path[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
    return path;
  });

describe.each(["intl", "gm"] as const)("suite %s", (name) => {
  const suite = nodeSuite(name);
  const spreadPath = fc.nat(400).map((n) => hash32(suite, n));
  const path = fc.oneof(spreadPath, closePath);
  const change = fc.tuple(path, fc.option(fc.nat(1000), { nil: null, freq: 2 }));
  const block = fc.uniqueArray(change, { maxLength: 120, selector: ([path]) => toHex(path) });

  test("blocks of puts, updates and deletes give the tree of the definition", async () => {
    const blocks = fc.array(fc.tuple(block, fc.constantFrom("keep", "scan", "snapshot")), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(blocks, fc.array(path, { maxLength: 20 }), async (steps, probes) => {
        const store = new MemoryStore();
        const model = new ReferenceTree(suite);
        const rows = new Map<string, number>();
        let tree = StateTree.open({ suite, reader: store, prefix });
        for (const [changes, then] of steps) {
          await write(
            tree,
            store,
            changes.map(([path, value]) => ({
              path,
              valueHash: value === null ? null : hash32(suite, value),
              rowId: value ?? 0,
            })),
          );
          for (const [path, value] of changes) {
            if (value === null) model.delete(path);
            else model.put(path, hash32(suite, value));
            if (value !== null) rows.set(toHex(path), value);
            else rows.delete(toHex(path));
          }
          if (then === "snapshot") await store.commit(tree.snapshotWrites());
          if (then !== "keep") tree = StateTree.open({ suite, reader: store, prefix });
          expect(toHex(tree.root)).toBe(toHex(model.root));
          expect(tree.size).toBe(model.size);
        }
        expect(StateTree.open({ suite, reader: store, prefix, audit: true }).root).toEqual(
          model.root,
        );
        for (const probe of [...probes, ...[...rows.keys()].slice(0, 20).map(fromHex)]) {
          const found = tree.find(probe);
          const expected = model.prove(probe);
          const proof = tree.prove(probe);
          expect(found?.rowId).toBe(rows.get(toHex(probe)));
          expect(proof.found).toEqual(found);
          expect(proof.siblings).toEqual(expected.siblings);
          if (found === undefined && expected.leaf !== undefined) {
            expect(proof.other).toEqual([expected.leaf.path, expected.leaf.valueHash]);
          } else expect(proof.other).toBeUndefined();
          expect(rootOf(suite, probe, proof)).toEqual(tree.root);
        }
        const seen = [...tree.leaves()].map(({ path, rowId }) => [toHex(path), rowId] as const);
        expect(new Map(seen)).toEqual(rows);
      }),
      { numRuns: name === "intl" ? 60 : 20 },
    );
  });

  test("the order of insertion leaves no trace, in the root or in the store", async () => {
    await fc.assert(
      fc.asyncProperty(block, block, fc.nat(), async (wanted, passing, cut) => {
        const puts = wanted.map(([path, value]) => ({
          path,
          valueHash: hash32(suite, value ?? 7),
          rowId: value ?? 7,
        }));
        const kept = new Set(wanted.map(([path]) => toHex(path)));
        const noise = passing
          .filter(([path]) => !kept.has(toHex(path)))
          .map(([path]) => ({ path, valueHash: hash32(suite, 1), rowId: 1 }));
        const straight = new MemoryStore();
        const direct = StateTree.open({ suite, reader: straight, prefix });
        await write(direct, straight, puts);

        const store = new MemoryStore();
        const tree = StateTree.open({ suite, reader: store, prefix });
        const shuffled = puts.toSorted((a, b) =>
          toHex(a.valueHash) < toHex(b.valueHash) ? -1 : 1,
        );
        const at = puts.length === 0 ? 0 : cut % puts.length;
        await write(tree, store, [...shuffled.slice(0, at), ...noise]);
        for (const one of shuffled.slice(at)) await write(tree, store, [one]);
        await write(
          tree,
          store,
          noise.map(({ path }) => ({ path, valueHash: null, rowId: 0 })),
        );
        expect(tree.root).toEqual(direct.root);
        // The empty tree leaves its root on record, or nothing when there never was a leaf.
        if (puts.length > 0) expect(dump(store)).toEqual(dump(straight));
        else expect(dump(store).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: name === "intl" ? 60 : 15 },
    );
  });
});

describe("shape of the buckets", () => {
  const suite = nodeSuite("intl");

  test("256 paths that differ in their last byte alone", async () => {
    const store = new MemoryStore();
    const model = new ReferenceTree(suite);
    const tree = StateTree.open({ suite, reader: store, prefix });
    const paths = Array.from({ length: 256 }, (_, i) => {
      const path = new Uint8Array(32).fill(0xa5);
      path[31] = i;
      return path;
    });
    const valueHash = hash32(suite, 1);
    await write(
      tree,
      store,
      paths.map((path, rowId) => ({ path, valueHash, rowId })),
    );
    for (const path of paths) model.put(path, valueHash);
    expect(tree.root).toEqual(model.root);
    expect(tree.prove(paths[77] as Uint8Array).siblings.length).toBe(256);
    expect(StateTree.open({ suite, reader: store, prefix }).root).toEqual(model.root);
    await store.commit(tree.snapshotWrites());
    expect(StateTree.open({ suite, reader: store, prefix }).nodes).toEqual(tree.nodes);
    await write(
      tree,
      store,
      paths.slice(1).map((path) => ({ path, valueHash: null, rowId: 0 })),
    );
    expect(tree.nodes).toEqual({ buckets: 1, inner: 0 });
    expect(tree.root).toEqual(stateLeafHash(suite, paths[0] as Uint8Array, valueHash));
    await write(tree, store, [{ path: paths[0] as Uint8Array, valueHash: null, rowId: 0 }]);
    expect(tree.root).toEqual(emptyNode);
    expect(tree.nodes).toEqual({ buckets: 0, inner: 0 });
    const left = [...store.range({ gte: prefix, lt: Uint8Array.of(0x74, 4) })];
    expect(left.filter(([key]) => key[2] === 1)).toEqual([]);
  });

  test("a node has buckets below it exactly when it has more leaves than one holds", async () => {
    const store = new MemoryStore();
    const tree = StateTree.open({ suite, reader: store, prefix });
    const put = (n: number): StateChange => ({
      path: hash32(suite, n),
      valueHash: hash32(suite, n),
      rowId: n,
    });
    const max = LIMITS.bucketLeaves;
    await write(
      tree,
      store,
      Array.from({ length: max }, (_, n) => put(n)),
    );
    expect(tree.nodes).toEqual({ buckets: 1, inner: 0 });
    await write(tree, store, [put(max)]);
    expect(tree.nodes.buckets).toBeGreaterThan(1);
    await write(tree, store, [{ ...put(0), valueHash: null }]);
    expect(tree.nodes).toEqual({ buckets: 1, inner: 0 });
  });

  test("removing what was never there changes nothing", async () => {
    const store = new MemoryStore();
    const tree = StateTree.open({ suite, reader: store, prefix });
    const absent = { path: hash32(suite, 1), valueHash: null, rowId: 0 };
    await write(tree, store, [absent]);
    expect(tree.root).toEqual(emptyNode);
    await write(tree, store, [{ ...absent, path: hash32(suite, 2), valueHash: hash32(suite, 3) }]);
    const { root } = tree;
    await write(tree, store, [absent]);
    expect(tree.root).toEqual(root);
    expect(tree.size).toBe(1);
  });

  test("preparing changes nothing; the latest result alone applies", async () => {
    const store = new MemoryStore();
    const tree = StateTree.open({ suite, reader: store, prefix });
    const changes = Array.from({ length: 100 }, (_, n) => ({
      path: hash32(suite, n),
      valueHash: hash32(suite, n),
      rowId: n,
    }));
    await write(tree, store, changes.slice(0, 50));
    const { root, size } = tree;
    const first = tree.prepare(changes.slice(50));
    const second = tree.prepare(changes.slice(50));
    expect(equalBytes(first.root, second.root)).toBe(true);
    expect(first.writes).toEqual(second.writes);
    expect(tree.root).toEqual(root);
    expect(tree.size).toBe(size);
    expect(tree.find(hash32(suite, 60))).toBeUndefined();
    await store.commit(first.writes);
    tree.apply(first);
    expect(() => tree.apply(second)).toThrow(RangeError);
    expect(tree.size).toBe(100);
    expect(tree.prepare([]).root).toEqual(tree.root);
  });

  test("calls that make no sense are refused", () => {
    const tree = StateTree.open({ suite, reader: new MemoryStore(), prefix });
    const good = { path: new Uint8Array(32), valueHash: new Uint8Array(32), rowId: 1 };
    const short = new Uint8Array(31);
    expect(() => tree.prepare([good, { ...good, valueHash: null }])).toThrow(RangeError);
    expect(() => tree.prepare([{ ...good, path: short }])).toThrow(RangeError);
    expect(() => tree.prepare([{ ...good, valueHash: short }])).toThrow(RangeError);
    expect(() => tree.prepare([{ ...good, rowId: -1 }])).toThrow(RangeError);
    expect(() => tree.prepare([{ ...good, rowId: 2 ** 53 }])).toThrow(RangeError);
    expect(() => tree.find(short)).toThrow(RangeError);
    expect(() => tree.prove(short)).toThrow(RangeError);
  });
});
