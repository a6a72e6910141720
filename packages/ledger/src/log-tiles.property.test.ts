import { toHex } from "@tallystick/core/bytes";
import {
  leafHash,
  MemoryTree,
  verifyConsistency,
  verifyInclusion,
} from "@tallystick/core/log-tree";
import { portableSuite } from "@tallystick/core/suite/portable";
import { tileWidth } from "@tallystick/core/tiles";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tileKey } from "./key-space.ts";
import { LogTileDamaged, LogTiles } from "./log-tiles.ts";
import { MemoryStore } from "./memory-store.ts";

const intl = portableSuite("intl");

// A leaf is not hashed twice for the tests to be quick: any 32 bytes do as a leaf hash.
function leaf(index: number): Uint8Array {
  const hash = new Uint8Array(32);
  new DataView(hash.buffer).setUint32(0, index * 2_654_435_761);
  return hash;
}

function leaves(from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from }, (_, i) => leaf(from + i));
}

async function append(log: LogTiles, store: MemoryStore, count: number): Promise<void> {
  const pending = log.prepare(leaves(log.size, log.size + count));
  await store.commit(pending.writes);
  log.apply(pending);
}

describe("a log over tiles equals a tree in memory", () => {
  const SIZE = 66_200;
  const tree = new MemoryTree(intl);
  for (const hash of leaves(0, SIZE)) tree.append(hash);

  test("at every block boundary, reopened or not, at every older size", async () => {
    const block = fc.oneof(fc.nat(5), fc.nat(300), fc.constantFrom(255, 256, 257, 65_280));
    const blocks = fc.array(fc.tuple(block, fc.boolean()), { minLength: 1, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(blocks, fc.nat(), fc.nat(), async (steps, a, b) => {
        const store = new MemoryStore();
        let log = LogTiles.open({ suite: intl, reader: store, size: 0 });
        for (const [wanted, reopen] of steps) {
          await append(log, store, Math.min(wanted, SIZE - log.size));
          if (reopen) log = LogTiles.open({ suite: intl, reader: store, size: log.size });
          const size = log.size;
          expect(log.root).toEqual(tree.root(size));
          if (size === 0) continue;
          const index = a % size;
          const older = 1 + (b % size);
          expect(log.rootAt(older)).toEqual(tree.root(older));
          expect(log.inclusion(index)).toEqual(tree.inclusion(index, size));
          if (index < older) {
            expect(log.inclusion(index, older)).toEqual(tree.inclusion(index, older));
          }
          expect(log.consistency(older)).toEqual(tree.consistency(older, size));
          expect(log.node(0, index)).toEqual(leaf(index));
        }
      }),
      { numRuns: 30 },
    );
  });

  test("proofs verify, across three levels of tiles", async () => {
    const store = new MemoryStore();
    const log = LogTiles.open({ suite: intl, reader: store, size: 0 });
    await append(log, store, SIZE);
    const root = log.root;
    for (const index of [0, 255, 256, 65_535, 65_536, SIZE - 1]) {
      const path = log.inclusion(index);
      const claim = { index, size: SIZE, leafHash: leaf(index), path, root };
      expect(verifyInclusion(intl, claim)).toBe(true);
    }
    for (const size1 of [1, 256, 65_536, 65_537, SIZE]) {
      const path = log.consistency(size1);
      const claim = { size1, size2: SIZE, root1: log.rootAt(size1), root2: root, path };
      expect(verifyConsistency(intl, claim)).toBe(true);
    }
  });

  test("tiles are those of the layout, at every width that a size had", async () => {
    const store = new MemoryStore();
    const log = LogTiles.open({ suite: intl, reader: store, size: 0 });
    for (const size of [3, 255, 256, 300, 65_536, 66_000]) {
      await append(log, store, size - log.size);
      for (let level = 0; level < 4; level++) {
        const count = Math.floor(size / 256 ** level);
        for (const index of [0, 1, 255, 257].filter((i) => i * 256 < count)) {
          const width = tileWidth(level, index, size);
          const expected = Array.from({ length: width }, (_, i) =>
            toHex(tree.node(8 * level, index * 256 + i)),
          ).join("");
          expect(toHex(log.tile(level, index) ?? new Uint8Array(0))).toBe(expected);
          expect(log.tile(level, index, 1)?.length).toBe(32);
          expect(log.tile(level, index, width + 1)).toBeUndefined();
        }
        expect(log.tile(level, Math.ceil(count / 256))).toBeUndefined();
      }
    }
  });
});

test("preparing changes nothing, and only the latest preparation applies", async () => {
  const store = new MemoryStore();
  const log = LogTiles.open({ suite: intl, reader: store, size: 0 });
  await append(log, store, 300);
  const root = log.root;
  const first = log.prepare(leaves(300, 900));
  const again = log.prepare(leaves(300, 900));
  expect(again.root).toEqual(first.root);
  expect(again.writes).toEqual(first.writes);
  expect(log.root).toEqual(root);
  expect(log.inclusion(299)).toEqual(log.inclusion(299, 300));
  await store.commit(first.writes);
  log.apply(first);
  expect(() => log.apply(again)).toThrow(RangeError);
});

test("an empty block writes nothing", () => {
  const log = LogTiles.open({ suite: intl, reader: new MemoryStore(), size: 0 });
  const pending = log.prepare([]);
  expect(pending.writes).toEqual([]);
  expect(pending.root).toEqual(log.root);
});

test("what lies beyond the log is refused", async () => {
  const store = new MemoryStore();
  const log = LogTiles.open({ suite: intl, reader: store, size: 0 });
  await append(log, store, 10);
  expect(() => log.node(0, 10)).toThrow(RangeError);
  expect(() => log.node(4, 0)).toThrow(RangeError);
  expect(() => log.node(0, 300)).toThrow(RangeError);
  expect(() => log.rootAt(11)).toThrow(RangeError);
  expect(() => log.inclusion(10)).toThrow(RangeError);
  expect(() => log.inclusion(0, 11)).toThrow(RangeError);
  expect(() => log.consistency(5, 11)).toThrow(RangeError);
  expect(() => log.prepare([new Uint8Array(31)])).toThrow(RangeError);
  expect(() => LogTiles.open({ suite: intl, reader: store, size: -1 })).toThrow(RangeError);
});

test("a damaged tile is named and not served", async () => {
  const store = new MemoryStore();
  const log = LogTiles.open({ suite: intl, reader: store, size: 0 });
  await append(log, store, 70_000);
  const whole = store.get(tileKey(0, 5))?.slice() as Uint8Array;
  const fresh = () => LogTiles.open({ suite: intl, reader: store, size: 70_000 });
  const changed = whole.slice();
  changed[40] = (changed[40] ?? 0) ^ 1;
  for (const value of [null, whole.subarray(32), changed]) {
    await store.commit([{ key: tileKey(0, 5), value }]);
    expect(() => fresh().inclusion(5 * 256 + 1)).toThrow(LogTileDamaged);
    expect(() => fresh().tile(0, 5)).toThrow(/log tile 0\/5 .*6e000000000000000005/);
    expect(fresh().inclusion(4 * 256)).toEqual(log.inclusion(4 * 256));
  }
  await store.commit([{ key: tileKey(0, 5), value: whole }]);
  expect(fresh().inclusion(5 * 256 + 1)).toEqual(log.inclusion(5 * 256 + 1));
  await store.commit([{ key: tileKey(0, 273), value: null }]);
  expect(fresh).toThrow(LogTileDamaged);
});

test("the log hashes with SM3 as it does with SHA-256", async () => {
  const gm = portableSuite("gm");
  const store = new MemoryStore();
  const log = LogTiles.open({ suite: gm, reader: store, size: 0 });
  const tree = new MemoryTree(gm);
  const hashes = Array.from({ length: 600 }, (_, i) => leafHash(gm, Uint8Array.of(i, i >> 8)));
  for (const hash of hashes) tree.append(hash);
  const pending = log.prepare(hashes);
  await store.commit(pending.writes);
  log.apply(pending);
  expect(log.root).toEqual(tree.root());
  expect(log.inclusion(7)).toEqual(tree.inclusion(7));
});
