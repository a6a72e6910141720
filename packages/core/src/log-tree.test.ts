import { expect, test } from "vitest";
import { conformanceFolder, conformanceTexts } from "../test/conformance.ts";
import { fromBase64, fromHex, toHex } from "./bytes.ts";
import {
  consistencyPath,
  emptyRoot,
  inclusionPath,
  leafHash,
  MemoryTree,
  merkleRoot,
  nodeHash,
  rootAt,
  rootFromInclusion,
  verifyConsistency,
  verifyInclusion,
} from "./log-tree.ts";
import { portableSuite } from "./suite/portable.ts";

const intl = portableSuite("intl");

// Leaves and roots of the Certificate Transparency reference tree (transparency-dev/merkle testonly).
const CT_LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const CT_ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test("the Certificate Transparency reference tree has its published roots", () => {
  const tree = new MemoryTree(intl);
  const hashes = CT_LEAVES.map((leaf) => leafHash(intl, fromHex(leaf)));
  for (const hash of hashes) tree.append(hash);
  CT_ROOTS.forEach((root, size) => {
    expect(toHex(tree.root(size))).toBe(root);
    expect(toHex(merkleRoot(intl, hashes.slice(0, size)))).toBe(root);
  });
});

// Sizes go to 2^64-1, which JSON.parse would round: they are read as text.
interface Vector {
  readonly sizes: Readonly<Record<string, bigint>>;
  readonly bytes: Readonly<Record<string, Uint8Array>>;
  readonly proof: Uint8Array[];
  readonly wantErr: boolean;
}

function parseVector(text: string): Vector {
  const exact = text.replace(/("(?:leafIdx|treeSize|size1|size2)":\s*)(\d+)/g, '$1"$2"');
  const json = JSON.parse(exact) as Record<string, string | string[] | boolean | null>;
  const sizes: Record<string, bigint> = {};
  const bytes: Record<string, Uint8Array> = {};
  for (const [name, value] of Object.entries(json)) {
    if (typeof value !== "string" || name === "desc") continue;
    if (/^\d+$/.test(value) && /^(leafIdx|treeSize|size1|size2)$/.test(name)) {
      sizes[name] = BigInt(value);
    } else bytes[name] = fromBase64(value);
  }
  const proof = ((json["proof"] ?? []) as string[]).map(fromBase64);
  return { sizes, bytes, proof, wantErr: json["wantErr"] === true };
}

/** A size of our interface: those above 2^53-1 do not exist there, and NaN is refused like them. */
function toSize(value: bigint | undefined): number {
  return value !== undefined && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : Number.NaN;
}

const folder = conformanceFolder("rfc9162-merkle");

test.skipIf(folder === undefined)("transparency-dev vectors: inclusion", () => {
  const vectors = conformanceTexts(`${folder}/inclusion`, ".json");
  expect(vectors.length).toBeGreaterThanOrEqual(66);
  for (const [path, text] of vectors) {
    const { sizes, bytes, proof, wantErr } = parseVector(text);
    const accepted = verifyInclusion(intl, {
      index: toSize(sizes["leafIdx"]),
      size: toSize(sizes["treeSize"]),
      leafHash: bytes["leafHash"] as Uint8Array,
      root: bytes["root"] as Uint8Array,
      path: proof,
    });
    expect(accepted, path).toBe(!wantErr);
  }
});

test.skipIf(folder === undefined)("transparency-dev vectors: consistency", () => {
  const vectors = conformanceTexts(`${folder}/consistency`, ".json");
  expect(vectors.length).toBeGreaterThanOrEqual(59);
  for (const [path, text] of vectors) {
    const { sizes, bytes, proof, wantErr } = parseVector(text);
    const accepted = verifyConsistency(intl, {
      size1: toSize(sizes["size1"]),
      size2: toSize(sizes["size2"]),
      root1: bytes["root1"] as Uint8Array,
      root2: bytes["root2"] as Uint8Array,
      path: proof,
    });
    expect(accepted, path).toBe(!wantErr);
  }
});

test("what is not a size or not a hash is refused", () => {
  const hash = new Uint8Array(32);
  for (const bad of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
    const claim = { index: 0, size: bad, leafHash: hash, path: [] };
    expect(rootFromInclusion(intl, claim)).toBeUndefined();
    expect(rootFromInclusion(intl, { ...claim, index: bad, size: 1 })).toBeUndefined();
    const pair = { size1: 1, size2: bad, root1: hash, root2: hash, path: [] };
    expect(verifyConsistency(intl, pair)).toBe(false);
    expect(verifyConsistency(intl, { ...pair, size1: bad, size2: 1 })).toBe(false);
  }
  const short = hash.subarray(1);
  expect(rootFromInclusion(intl, { index: 0, size: 1, leafHash: short, path: [] })).toBeUndefined();
  expect(
    rootFromInclusion(intl, { index: 0, size: 2, leafHash: hash, path: [short] }),
  ).toBeUndefined();
  const tree = new MemoryTree(intl);
  expect(() => tree.append(short)).toThrow(RangeError);
  expect(() => tree.node(0, 0)).toThrow(RangeError);
  tree.append(hash);
  expect(() => inclusionPath(tree, 1, 1)).toThrow(RangeError);
  expect(() => inclusionPath(tree, 0, 2)).toThrow(RangeError);
  expect(() => consistencyPath(tree, 2, 1)).toThrow(RangeError);
  expect(() => rootAt(tree, -1)).toThrow(RangeError);
});

test("a tree at the largest size has a path of 53 hashes and verifies", () => {
  const index = Number.MAX_SAFE_INTEGER - 1;
  const size = Number.MAX_SAFE_INTEGER;
  // Every complete subtree of this tree has the same leaves, so its hash depends on its level alone.
  const byLevel: Uint8Array[] = [new Uint8Array(32).fill(7)];
  const node = (level: number): Uint8Array => {
    for (let at = byLevel.length; at <= level; at++) {
      const below = byLevel[at - 1] as Uint8Array;
      byLevel.push(intl.hash(Uint8Array.of(1, ...below, ...below)));
    }
    return byLevel[level] as Uint8Array;
  };
  const reader = { suite: intl, node };
  const root = rootAt(reader, size);
  for (const at of [0, 1, 2 ** 52, index]) {
    const path = inclusionPath(reader, at, size);
    if (at < 2) expect(path.length).toBe(53);
    expect(verifyInclusion(intl, { index: at, size, leafHash: node(0), path, root })).toBe(true);
  }
  const older = rootAt(reader, 2 ** 51 + 12345);
  const path = consistencyPath(reader, 2 ** 51 + 12345, size);
  expect(
    verifyConsistency(intl, {
      size1: 2 ** 51 + 12345,
      size2: size,
      root1: older,
      root2: root,
      path,
    }),
  ).toBe(true);
});

test("a root that is cut short is refused, whatever was hashed before", () => {
  const tree = new MemoryTree(intl);
  for (const n of [1, 2, 3]) tree.append(leafHash(intl, Uint8Array.of(n)));
  const [root1, root2] = [tree.root(2), tree.root(3)];
  const claim = { size1: 2, size2: 3, root1, root2, path: tree.consistency(2) };
  expect(verifyConsistency(intl, claim)).toBe(true);
  expect(verifyConsistency(intl, { ...claim, root1: root1.subarray(0, 31) })).toBe(false);
  expect(verifyConsistency(intl, { ...claim, root1: new Uint8Array(0) })).toBe(false);
  expect(() => nodeHash(intl, root1.subarray(0, 31), root1)).toThrow(RangeError);
  expect(() => nodeHash(intl, root1, new Uint8Array(33))).toThrow(RangeError);
});

test("nothing is claimed of the empty tree", () => {
  const root = emptyRoot(intl);
  const claim = { size1: 0, size2: 0, root1: root, root2: root, path: [] };
  expect(verifyConsistency(intl, claim)).toBe(false);
  const tree = new MemoryTree(intl);
  tree.append(root);
  expect(tree.consistency(0, 1)).toEqual([]);
});
