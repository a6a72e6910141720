import { toHex } from "@tallystick/core/bytes";
import { nodeHash } from "@tallystick/core/log-tree";
import type { Suite } from "@tallystick/core/suite/suite";

/** One joining on the way from a leaf to a root. */
export interface PathStep {
  /** On which side the neighbour stands. */
  readonly side: "left" | "right";
  /** Hex of the neighbour. */
  readonly neighbour: string;
  /** Hex of what the two give. */
  readonly joined: string;
}

/** A path as it is drawn: hashes in hex, from the leaf up. */
export interface DrawnPath {
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  readonly steps: readonly PathStep[];
}

/**
 * Walks an inclusion path (RFC 9162 s2.1.3.2) and keeps what lies on the way. It draws; the verdict
 * on the path comes from verify().
 */
export function drawPath(
  suite: Suite,
  claim: {
    readonly leafHash: Uint8Array;
    readonly index: number;
    readonly size: number;
    readonly path: readonly Uint8Array[];
  },
): DrawnPath {
  let at = claim.index;
  let last = claim.size - 1;
  let hash = claim.leafHash;
  const steps: PathStep[] = [];
  for (const neighbour of claim.path) {
    const left = at % 2 === 1 || at === last;
    hash = left ? nodeHash(suite, neighbour, hash) : nodeHash(suite, hash, neighbour);
    steps.push({
      side: left ? "left" : "right",
      neighbour: toHex(neighbour),
      joined: toHex(hash),
    });
    // A last node without a sister rises until it has one.
    while (left && at % 2 === 0 && at !== 0) {
      at /= 2;
      last = Math.floor(last / 2);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return { leaf: toHex(claim.leafHash), index: claim.index, size: claim.size, steps };
}
