import { concatBytes, toHex } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { leafHash } from "@tallystick/core/log-tree";
import {
  appLeaf,
  emptyNode,
  pathBit,
  type StateProof,
  stateLeafHash,
  statePath,
} from "@tallystick/core/state-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import { drawPath } from "../../verifier/path-steps.ts";
import { SHOWN_BYTES } from "../limits.ts";

/** One joining of two hashes into one. Hashes are hex. */
export interface Step {
  /** On which side the hash from below stands; the other one is the neighbour that the proof brings. */
  readonly own: "left" | "right";
  readonly left: string;
  readonly right: string;
  readonly joined: string;
  /** True when the neighbour is an empty subtree: 32 zero bytes. */
  readonly empty: boolean;
}

/** How a hash at the foot of a stage was made, for people who want to make it themselves. */
export interface Making {
  readonly what: "entry" | "batchLeaf" | "path" | "value" | "leaf" | "other" | "empty" | "appLeaf";
  /** What is hashed, as in the reference: `00 ‖ path ‖ value hash`. */
  readonly formula: string;
  /** Bytes that are hashed, when they are few enough to look at. Hex. */
  readonly input?: string;
  /** How many bytes are hashed. */
  readonly length: number;
  readonly hash: string;
}

/** One tree that a hash climbs. */
export interface Stage {
  readonly tree: "log" | "batch" | "rows" | "apps";
  readonly making: readonly Making[];
  readonly start: string;
  readonly steps: readonly Step[];
  readonly root: string;
  /** Byte that goes before the two inputs of a joining: `01`, or nothing. */
  readonly prefix: "01" | "";
  /** The root as something else states it, such as the checkpoint. */
  readonly stated: string | undefined;
}

/** An RFC 9162 path over leaf data. */
export function inclusionStage(
  suite: Suite,
  tree: "log" | "batch",
  claim: {
    readonly data: Uint8Array;
    readonly index: number;
    readonly size: number;
    readonly path: readonly Uint8Array[];
  },
  stated: string | undefined,
): Stage {
  const leaf = leafHash(suite, claim.data);
  const what = tree === "log" ? "entry" : "batchLeaf";
  const made = making(
    what,
    `00 ‖ ${tree === "log" ? "entry" : "leaf"}`,
    claim.data.length + 1,
    leaf,
  );
  return climb(suite, tree, [made], leaf, claim, stated);
}

/** A state proof: up the tree of the application's rows, then up the tree of the applications. */
export function stateStages(
  suite: Suite,
  proof: StateProof,
  stateRoot: string,
  /** Root of the application's rows as something else states it. */
  statedRows?: string,
): [Stage, Stage] {
  const { app, table, key, siblings, apps } = proof;
  const path = statePath(suite, table, key);
  const pathMaking = making("path", "CBOR [table, key]", 0, path, encodeCbor([table, [...key]]));
  const foot = footOf(suite, proof, path);
  let node = foot.hash;
  const steps: Step[] = [];
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const given = siblings[depth] as Uint8Array;
    const neighbour = given.length === 0 ? emptyNode : given;
    const own = pathBit(path, depth) === 0 ? "left" : "right";
    const [left, right] = own === "left" ? [node, neighbour] : [neighbour, node];
    node = suite.hash(concatBytes(left, right));
    steps.push({
      own,
      left: toHex(left),
      right: toHex(right),
      joined: toHex(node),
      empty: given.length === 0,
    });
  }
  const rows: Stage = {
    tree: "rows",
    making: [pathMaking, ...foot.making],
    start: toHex(foot.hash),
    steps,
    root: toHex(node),
    prefix: "",
    stated: statedRows,
  };
  const data = appLeaf(app, node, apps.size);
  const leaf = leafHash(suite, data);
  const made = making("appLeaf", "00 ‖ CBOR [app, root, n]", data.length + 1, leaf, data);
  return [rows, climb(suite, "apps", [made], leaf, apps, stateRoot)];
}

function footOf(suite: Suite, { value, other }: StateProof, path: Uint8Array) {
  if (value !== null) {
    const valueHash = suite.hash(value);
    const hash = stateLeafHash(suite, path, valueHash);
    const making_ = [
      making("value", "CBOR row", value.length, valueHash, value),
      making("leaf", "00 ‖ path ‖ value", 65, hash),
    ];
    return { hash, making: making_ };
  }
  if (other === undefined) {
    return { hash: emptyNode, making: [making("empty", "00…00", 0, emptyNode)] };
  }
  const hash = stateLeafHash(suite, ...other);
  const input = concatBytes(Uint8Array.of(0), ...other);
  return { hash, making: [making("other", "00 ‖ path ‖ value", 65, hash, input)] };
}

function climb(
  suite: Suite,
  tree: Stage["tree"],
  made: readonly Making[],
  leaf: Uint8Array,
  claim: { readonly index: number; readonly size: number; readonly path: readonly Uint8Array[] },
  stated: string | undefined,
): Stage {
  const { index, size, path } = claim;
  const drawn = drawPath(suite, { leafHash: leaf, index, size, path });
  let below = drawn.leaf;
  const steps = drawn.steps.map(({ side, neighbour, joined }): Step => {
    const step: Step = {
      own: side === "left" ? "right" : "left",
      left: side === "left" ? neighbour : below,
      right: side === "left" ? below : neighbour,
      joined,
      empty: false,
    };
    below = joined;
    return step;
  });
  return { tree, making: made, start: drawn.leaf, steps, root: below, prefix: "01", stated };
}

function making(
  what: Making["what"],
  formula: string,
  length: number,
  hash: Uint8Array,
  input?: Uint8Array,
): Making {
  return {
    what,
    formula,
    length: length === 0 ? (input?.length ?? 0) : length,
    hash: toHex(hash),
    ...(input === undefined || input.length > SHOWN_BYTES ? {} : { input: toHex(input) }),
  };
}
