/** State trees of a handful of records, built by the definition: slow, short, and for tests only. */
import { concatBytes, equalBytes } from "../../src/bytes.ts";
import { type CborEncodable, type CborValue, decodeCbor, encodeCbor } from "../../src/cbor.ts";
import { leafHash, MemoryTree } from "../../src/log-tree.ts";
import {
  appLeaf,
  emptyNode,
  pathBit,
  type StateLeaf,
  type StateProof,
  stateLeafHash,
  statePath,
} from "../../src/state-proof.ts";
import type { Suite } from "../../src/suite/suite.ts";

export interface Row {
  readonly app: string;
  readonly table: string;
  readonly key: readonly CborEncodable[];
  readonly value: CborEncodable;
}

/** The state root over rows, and proofs for any key. */
export function makeState(
  suite: Suite,
  apps: readonly string[],
  rows: readonly Row[],
): { root: Uint8Array; prove(app: string, table: string, key: CborEncodable[]): StateProof } {
  const leavesOf = (app: string): StateLeaf[] =>
    rows
      .filter((row) => row.app === app)
      .map(({ table, key, value }) => [
        statePath(suite, table, key),
        suite.hash(encodeCbor(value)),
      ]);
  const tree = new MemoryTree(suite);
  for (const app of apps) {
    tree.append(leafHash(suite, appLeaf(app, subtree(suite, leavesOf(app), 0), apps.length)));
  }
  return {
    root: tree.root(),
    prove(app, table, key) {
      const index = apps.indexOf(app);
      const path = statePath(suite, table, key);
      const { siblings, end } = walk(suite, leavesOf(app), path);
      const row = rows.find(
        (candidate) =>
          candidate.app === app &&
          equalBytes(statePath(suite, candidate.table, candidate.key), path),
      );
      const base = {
        app,
        table,
        key: decodeCbor(encodeCbor(key)) as CborValue[],
        siblings,
        apps: { index, size: apps.length, path: tree.inclusion(index) },
      };
      if (row !== undefined) return { ...base, value: encodeCbor(row.value) };
      return end === undefined ? { ...base, value: null } : { ...base, value: null, other: end };
    },
  };
}

function subtree(suite: Suite, leaves: readonly StateLeaf[], depth: number): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return emptyNode;
  if (leaves.length === 1) return stateLeafHash(suite, ...first);
  const side = (bit: 0 | 1) =>
    subtree(
      suite,
      leaves.filter(([path]) => pathBit(path, depth) === bit),
      depth + 1,
    );
  return suite.hash(concatBytes(side(0), side(1)));
}

/** Siblings from the root to where `path` ends, and the leaf that stands there. */
function walk(suite: Suite, leaves: readonly StateLeaf[], path: Uint8Array) {
  const siblings: Uint8Array[] = [];
  let here = leaves;
  for (let depth = 0; here.length > 1; depth++) {
    const bit = pathBit(path, depth);
    const sibling = subtree(
      suite,
      here.filter(([other]) => pathBit(other, depth) !== bit),
      depth + 1,
    );
    siblings.push(equalBytes(sibling, emptyNode) ? new Uint8Array() : sibling);
    here = here.filter(([other]) => pathBit(other, depth) === bit);
  }
  return { siblings, end: here[0] };
}
