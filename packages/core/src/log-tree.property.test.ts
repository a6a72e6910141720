import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, equalBytes } from "./bytes.ts";
import {
  leafHash,
  MemoryTree,
  merkleRoot,
  rootFromInclusion,
  verifyConsistency,
  verifyInclusion,
} from "./log-tree.ts";
import { buildTree, expandRange, rangeProof, treePath, treeRoot } from "./range-proof.ts";
import { portableSuite } from "./suite/portable.ts";
import type { Suite } from "./suite/suite.ts";

/** MTH, PATH and SUBPROOF word for word from RFC 9162 s2.1.1, s2.1.3.1 and s2.1.4.1. */
function reference(suite: Suite, data: readonly Uint8Array[]) {
  const k = (n: number): number => {
    let power = 1;
    while (power * 2 < n) power *= 2;
    return power;
  };
  const mth = (d: readonly Uint8Array[]): Uint8Array => {
    if (d.length === 0) return suite.hash(new Uint8Array(0));
    if (d.length === 1) return suite.hash(concatBytes(Uint8Array.of(0), d[0] as Uint8Array));
    const s = k(d.length);
    return suite.hash(concatBytes(Uint8Array.of(1), mth(d.slice(0, s)), mth(d.slice(s))));
  };
  const path = (m: number, d: readonly Uint8Array[]): Uint8Array[] => {
    if (d.length === 1) return [];
    const s = k(d.length);
    return m < s
      ? [...path(m, d.slice(0, s)), mth(d.slice(s))]
      : [...path(m - s, d.slice(s)), mth(d.slice(0, s))];
  };
  const subproof = (m: number, d: readonly Uint8Array[], whole: boolean): Uint8Array[] => {
    if (m === d.length) return whole ? [] : [mth(d)];
    const s = k(d.length);
    return m <= s
      ? [...subproof(m, d.slice(0, s), whole), mth(d.slice(s))]
      : [...subproof(m - s, d.slice(s), false), mth(d.slice(0, s))];
  };
  return {
    root: (n: number) => mth(data.slice(0, n)),
    inclusion: (m: number, n: number) => path(m, data.slice(0, n)),
    consistency: (m: number, n: number) => subproof(m, data.slice(0, n), true),
  };
}

const LEAVES = 70;
const data = Array.from({ length: LEAVES }, (_, i) => Uint8Array.of(i, i >> 1, 3));

describe.each(["intl", "gm"] as const)("suite %s", (name) => {
  const suite = portableSuite(name);
  const hashes = data.map((leaf) => leafHash(suite, leaf));
  const tree = new MemoryTree(suite);
  for (const hash of hashes) tree.append(hash);
  const rfc = reference(suite, data);

  test("roots and paths equal the RFC's own definitions at every size", () => {
    for (let size = 0; size <= 40; size++) {
      expect(tree.root(size)).toEqual(rfc.root(size));
      expect(merkleRoot(suite, hashes.slice(0, size))).toEqual(rfc.root(size));
      for (let index = 0; index < size; index++) {
        expect(tree.inclusion(index, size)).toEqual(rfc.inclusion(index, size));
      }
      for (let older = 1; older <= size; older++) {
        expect(tree.consistency(older, size)).toEqual(rfc.consistency(older, size));
      }
    }
  });

  test("honest proofs verify, and no changed one does", () => {
    const size = fc.integer({ min: 1, max: LEAVES });
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), fc.nat(), (size, a, bit, place) => {
        const index = a % size;
        const path = tree.inclusion(index, size);
        const root = tree.root(size);
        const claim = { index, size, leafHash: hashes[index] as Uint8Array, path, root };
        expect(verifyInclusion(suite, claim)).toBe(true);
        expect(verifyInclusion(suite, { ...claim, path: [...path, root] })).toBe(false);
        expect(verifyInclusion(suite, { ...claim, path: [root, ...path] })).toBe(false);
        expect(verifyInclusion(suite, { ...claim, index: size })).toBe(false);
        if (path.length > 0) {
          const changed = path.map((hash) => hash.slice());
          const hash = changed[place % path.length] as Uint8Array;
          hash[bit % 32] = (hash[bit % 32] ?? 0) ^ (1 << (bit % 8));
          expect(verifyInclusion(suite, { ...claim, path: changed })).toBe(false);
          expect(verifyInclusion(suite, { ...claim, path: path.slice(1) })).toBe(false);
        }

        const size1 = 1 + (a % size);
        const proof = tree.consistency(size1, size);
        const pair = { size1, size2: size, root1: tree.root(size1), root2: root, path: proof };
        expect(verifyConsistency(suite, pair)).toBe(true);
        expect(verifyConsistency(suite, { ...pair, path: [...proof, root] })).toBe(false);
        expect(verifyConsistency(suite, { ...pair, root1: tree.root(size1 - 1) })).toBe(false);
        if (proof.length > 0) {
          expect(verifyConsistency(suite, { ...pair, path: proof.slice(1) })).toBe(false);
          expect(verifyConsistency(suite, { ...pair, path: proof.slice(0, -1) })).toBe(false);
        }
      }),
      { numRuns: name === "intl" ? 150 : 40 },
    );
  });

  test("a run of leaves of a batch expands to the RFC path of each of them", () => {
    for (const size of [1, 2, 3, 5, 8, 13, 31, 32, 33, LEAVES]) {
      const levels = buildTree(suite, hashes.slice(0, size));
      const root = tree.root(size);
      expect(treeRoot(levels)).toEqual(root);
      for (let from = 0; from < size; from++) {
        expect(treePath(levels, from)).toEqual(tree.inclusion(from, size));
      }
      for (let from = 0; from < size; from += 1 + (size >> 4)) {
        for (let to = from + 1; to <= size; to += 1 + (size >> 4)) {
          const proof = rangeProof(levels, from, to);
          const leafHashes = hashes.slice(from, to);
          const run = expandRange(suite, { size, from, leafHashes, proof });
          expect(run.root).toEqual(root);
          for (let i = from; i < to; i++) expect(run.paths(i)).toEqual(tree.inclusion(i, size));
        }
      }
    }
  });
});

test("a range proof of the wrong length, or with a changed hash, does not lead to the root", () => {
  const suite = portableSuite("intl");
  const hashes = data.map((leaf) => leafHash(suite, leaf));
  const levels = buildTree(suite, hashes);
  const root = treeRoot(levels);
  fc.assert(
    fc.property(fc.nat(LEAVES - 1), fc.nat(), fc.nat(), (from, length, place) => {
      const to = Math.min(LEAVES, from + 1 + (length % 20));
      const proof = rangeProof(levels, from, to);
      const run = { size: LEAVES, from, leafHashes: hashes.slice(from, to), proof };
      expect(() => expandRange(suite, { ...run, proof: [...proof, root] })).toThrow("too many");
      if (proof.length === 0) return;
      expect(() => expandRange(suite, { ...run, proof: proof.slice(1) })).toThrow("too few");
      const changed = proof.with(place % proof.length, root);
      expect(equalBytes(expandRange(suite, { ...run, proof: changed }).root, root)).toBe(false);
      expect(() => expandRange(suite, { ...run, proof: proof.with(0, root.subarray(1)) })).toThrow(
        "32 bytes",
      );
    }),
  );
  expect(() => rangeProof(levels, 3, 3)).toThrow(RangeError);
  expect(() => rangeProof(levels, 3, LEAVES + 1)).toThrow(RangeError);
  expect(() => treePath(levels, LEAVES)).toThrow(RangeError);
  expect(() => treeRoot(buildTree(suite, []))).toThrow(RangeError);
  const single = expandRange(suite, { size: 1, from: 0, leafHashes: [root], proof: [] });
  expect(single.root).toEqual(root);
  expect(() => single.paths(1)).toThrow(RangeError);
});

test("any bytes at all are refused without an exception", () => {
  const suite = portableSuite("intl");
  const size = fc.oneof(fc.nat(9), fc.maxSafeNat(), fc.double());
  const hash = fc.oneof(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array());
  fc.assert(
    fc.property(size, size, hash, fc.array(hash, { maxLength: 60 }), (a, b, root, path) => {
      rootFromInclusion(suite, { index: a, size: b, leafHash: root, path });
      const claim = { size1: a, size2: b, root1: root, root2: new Uint8Array(32), path };
      expect(verifyConsistency(suite, claim)).toBe(false);
    }),
  );
});
