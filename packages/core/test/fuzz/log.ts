/** Inclusion, consistency and range proofs of a log, mutated: none crashes, none that is accepted tells a lie. */
import { equalBytes, toHex } from "../../src/bytes.ts";
import {
  type ConsistencyClaim,
  type InclusionClaim,
  leafHash,
  MemoryTree,
  verifyConsistency,
  verifyInclusion,
} from "../../src/log-tree.ts";
import {
  buildTree,
  expandRange,
  RangeProofError,
  rangeProof,
  treeRoot,
} from "../../src/range-proof.ts";
import { nodeSuite } from "../../src/suite/node-suite.ts";
import type { SuiteName } from "../../src/suite/suite.ts";
import type { Random } from "./random.ts";
import { fuzzTarget } from "./target.ts";

const LEAVES = 300;
const ODD_SIZES = [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 53 - 1, 2 ** 53];

function worldOf(name: SuiteName) {
  const suite = nodeSuite(name);
  const tree = new MemoryTree(suite);
  const leaves = Array.from({ length: LEAVES }, (_, i) =>
    leafHash(suite, Uint8Array.of(i, i >> 8)),
  );
  for (const leaf of leaves) tree.append(leaf);
  const sizeOf = new Map(leaves.map((_, i) => [toHex(tree.root(i + 1)), i + 1]));
  return { suite, tree, leaves, sizeOf };
}

type World = ReturnType<typeof worldOf>;

function mutateSize(random: Random, size: number): number {
  const kind = random.below(12);
  if (kind === 0) return random.pick(ODD_SIZES);
  if (kind === 1) return random.below(2 * LEAVES);
  return kind === 2 ? size + random.below(3) - 1 : size;
}

function mutatePath(random: Random, world: World, path: readonly Uint8Array[]): Uint8Array[] {
  const copy = [...path];
  const at = random.below(copy.length + 1);
  switch (random.below(8)) {
    case 0:
      copy.splice(at, 1);
      break;
    case 1:
      copy.splice(at, 0, random.pick(world.leaves));
      break;
    case 2:
      copy[at] = world.tree.root(1 + random.below(LEAVES));
      break;
    case 3:
      copy[at] = random.bytes(random.pick([0, 31, 32, 33]));
      break;
    case 4:
      copy.reverse();
      break;
    default:
  }
  return copy;
}

function mutateRoot(random: Random, { tree }: World, size: number): Uint8Array {
  const kind = random.below(16);
  if (kind < 2) return tree.root(random.below(LEAVES));
  return kind === 2 ? tree.root(size).subarray(0, 31) : tree.root(size);
}

function checkInclusion(random: Random, world: World): string | undefined {
  const { suite, tree, leaves, sizeOf } = world;
  const size = 1 + random.below(LEAVES);
  const index = random.below(size);
  const claim: InclusionClaim = {
    index: mutateSize(random, index),
    size: mutateSize(random, size),
    leafHash: random.below(6) === 0 ? random.pick(leaves) : (leaves[index] as Uint8Array),
    path: mutatePath(random, world, tree.inclusion(index, size)),
  };
  const root = random.below(9) === 0 ? tree.root(1 + random.below(LEAVES)) : tree.root(size);
  if (!verifyInclusion(suite, { ...claim, root })) return "inclusion";
  const places = leaves.flatMap((leaf, i) => (equalBytes(leaf, claim.leafHash) ? [i] : []));
  if (places.length === 0) throw new Error("accepted what is no leaf");
  // Under another size the same path may stand for another index: RFC 9162 leaves the size to its caller.
  if (sizeOf.get(toHex(root)) === claim.size && !places.includes(claim.index)) {
    throw new Error("accepted a leaf in a wrong place");
  }
  return undefined;
}

function checkConsistency(random: Random, world: World): string | undefined {
  const { suite, tree, sizeOf } = world;
  const size2 = 1 + random.below(LEAVES);
  const size1 = 1 + random.below(size2);
  const claim: ConsistencyClaim = {
    size1: mutateSize(random, size1),
    size2: mutateSize(random, size2),
    root1: mutateRoot(random, world, size1),
    root2: mutateRoot(random, world, size2),
    path: mutatePath(random, world, tree.consistency(size1, size2)),
  };
  if (!verifyConsistency(suite, claim)) return "consistency";
  if (sizeOf.get(toHex(claim.root2)) === claim.size2) {
    if (!equalBytes(tree.root(claim.size1), claim.root1)) {
      throw new Error("accepted another history");
    }
  }
  return undefined;
}

function checkRange(random: Random, world: World): string | undefined {
  const { suite, leaves } = world;
  const size = 1 + random.below(80);
  const levels = buildTree(suite, leaves.slice(0, size));
  const from = random.below(size);
  const to = from + 1 + random.below(size - from);
  const claimed = { size: mutateSize(random, size), from: mutateSize(random, from) };
  const run = leaves.slice(from, to);
  if (random.below(6) === 0) run[random.below(run.length)] = random.pick(leaves);
  const proof = mutatePath(random, world, rangeProof(levels, from, to));
  try {
    const { root, paths } = expandRange(suite, { ...claimed, leafHashes: run, proof });
    if (!equalBytes(root, treeRoot(levels))) return "range root";
    run.forEach((leaf, i) => {
      const index = claimed.from + i;
      if (claimed.size === size && !equalBytes(leaf, leaves[index] as Uint8Array)) {
        throw new Error("accepted a leaf in a wrong place");
      }
      const claim = { index, size: claimed.size, leafHash: leaf, path: paths(index), root };
      if (!verifyInclusion(suite, claim)) throw new Error("a path of the run does not verify");
    });
    return undefined;
  } catch (error) {
    if (error instanceof RangeProofError || error instanceof RangeError) return "range";
    throw error;
  }
}

const worlds = [worldOf("intl"), worldOf("gm")];

/** `count` inclusion, consistency and range proofs from `seed`, over both suites. */
export const fuzzLog = fuzzTarget(
  (random: Random) => random,
  (random) => {
    const world = random.pick(worlds);
    const kind = random.below(5);
    if (kind < 2) return checkInclusion(random, world);
    return kind < 4 ? checkConsistency(random, world) : checkRange(random, world);
  },
  () => "made from the seed as it is checked",
);
