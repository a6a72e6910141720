import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchLeafHashes, decodeBatchLeaf, encodeBatchLeaf } from "./batch-leaf.ts";
import { concatBytes, toHex } from "./bytes.ts";
import { RangeProofError, RangeTree } from "./range-tree.ts";

const sha256 = (data: Uint8Array): Uint8Array =>
  new Uint8Array(createHash("sha256").update(data).digest());

/** RFC 9162 s2.1.1, as it is written there. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  const k = split(leaves.length);
  return sha256(concatBytes(Uint8Array.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k))));
}

/** RFC 9162 s2.1.3.1, as it is written there. */
function path(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

const leavesOf = (size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, i) => sha256(Uint8Array.of(i & 0xff, i >> 8)));

describe("RangeTree", () => {
  test("the whole tree has the root and paths of RFC 9162 for every size to 70", () => {
    for (let size = 1; size <= 70; size++) {
      const leaves = leavesOf(size);
      const tree = RangeTree.whole(sha256, concatBytes(...leaves));
      expect(toHex(tree.root)).toBe(toHex(mth(leaves)));
      for (let i = 0; i < size; i++) {
        expect(tree.path(i).map(toHex)).toEqual(path(i, leaves).map(toHex));
      }
    }
  });

  test("every run of every tree to 20 leaves expands to the same paths", () => {
    for (let size = 1; size <= 20; size++) {
      const leaves = leavesOf(size);
      const whole = RangeTree.whole(sha256, concatBytes(...leaves));
      for (let first = 0; first < size; first++) {
        for (let count = 1; first + count <= size; count++) {
          const proof = whole.proof(first, count);
          const run = new RangeTree(
            sha256,
            concatBytes(...leaves.slice(first, first + count)),
            proof,
          );
          expect(toHex(run.root)).toBe(toHex(whole.root));
          for (let i = first; i < first + count; i++) {
            expect(run.path(i).map(toHex)).toEqual(whole.path(i).map(toHex));
          }
        }
      }
    }
  });

  test("runs of large trees, and runs cut from runs", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 700 }),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (size, a, b, c, d) => {
          const leaves = leavesOf(size);
          const whole = RangeTree.whole(sha256, concatBytes(...leaves));
          const first = a % size;
          const count = 1 + (b % (size - first));
          const cut = (from: number, n: number) => concatBytes(...leaves.slice(from, from + n));
          const run = new RangeTree(sha256, cut(first, count), whole.proof(first, count));
          const inner = first + (c % count);
          const innerCount = 1 + (d % (first + count - inner));
          const proof = run.proof(inner, innerCount);
          expect(proof).toEqual(whole.proof(inner, innerCount));
          expect(toHex(new RangeTree(sha256, cut(inner, innerCount), proof).root)).toBe(
            toHex(whole.root),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a changed leaf or node gives another root; a missing or surplus node is refused", () => {
    const leaves = leavesOf(21);
    const whole = RangeTree.whole(sha256, concatBytes(...leaves));
    const proof = whole.proof(5, 7);
    const run = concatBytes(...leaves.slice(5, 12));
    const flipped = run.slice();
    flipped[40] = (flipped[40] as number) ^ 1;
    expect(toHex(new RangeTree(sha256, flipped, proof).root)).not.toBe(toHex(whole.root));
    const refused = [
      { ...proof, left: proof.left.slice(1) },
      { ...proof, right: [...proof.right, new Uint8Array(32)] },
      { ...proof, right: proof.right.map((node) => node.subarray(1)) },
      { ...proof, count: 8 },
      { ...proof, first: 20 },
      { ...proof, size: 2 ** 40 },
      { ...proof, first: -1 },
      { ...proof, count: 0 },
    ];
    for (const bad of refused) {
      expect(() => new RangeTree(sha256, run, bad)).toThrow(RangeProofError);
    }
    const tree = new RangeTree(sha256, run, proof);
    expect(() => tree.path(4)).toThrow(RangeProofError);
    expect(() => tree.proof(5, 8)).toThrow(RangeProofError);
  });
});

describe("batch leaves", () => {
  test("leaf hashes are those of RFC 9162 over CBOR [alg, digest]", () => {
    for (const [alg, length] of [
      ["sha-256", 32],
      ["sha-384", 48],
      ["sha-512", 64],
      ["sm3", 32],
    ] as const) {
      const digests = leavesOf(5).map((leaf) => concatBytes(leaf, leaf).slice(0, length));
      const hashes = batchLeafHashes(sha256, alg, concatBytes(...digests));
      const expected = digests.map((digest) =>
        sha256(concatBytes(Uint8Array.of(0), encodeBatchLeaf({ alg, digest }))),
      );
      expect(toHex(hashes)).toBe(toHex(concatBytes(...expected)));
      expect(decodeBatchLeaf(encodeBatchLeaf({ alg, digest: digests[0] as Uint8Array }))).toEqual({
        alg,
        digest: digests[0],
      });
    }
  });

  test("wrong lengths and unknown algorithms are refused", () => {
    expect(() => encodeBatchLeaf({ alg: "sha-256", digest: new Uint8Array(31) })).toThrow();
    expect(() => batchLeafHashes(sha256, "sha-256", new Uint8Array(33))).toThrow();
    // ["md5", h'00']
    expect(() => decodeBatchLeaf(Uint8Array.of(0x82, 0x63, 0x6d, 0x64, 0x35, 0x41, 0))).toThrow();
  });
});
