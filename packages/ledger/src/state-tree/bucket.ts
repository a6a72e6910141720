/**
 * How leaves lie in the store. A bucket holds the leaves below one node of the tree, 1 to LIMITS.bucketLeaves
 * of them; every node above has more. So the layout follows from the set of leaves alone, whatever the order
 * in which they came.
 *
 *     key    prefix ‖ 0x01 ‖ the node's path bits, padded with zeros to whole bytes ‖ depth u8
 *     value  the layout of {@link Leaves}
 */
import { compareBytes, concatBytes, equalBytes } from "@tallystick/core/bytes";
import { stateLeafHash } from "@tallystick/core/state-proof";
import type { Suite } from "@tallystick/core/suite/suite";
import { prefixRange } from "../key-space.ts";
import { LIMITS } from "../limits.ts";
import type { KeyRange } from "../store.ts";
import { StateTreeDamaged } from "./damaged.ts";
import { LEAF_BYTES, Leaves } from "./leaves.ts";

const ROOT_SPACE = 0x00;
const BUCKET_SPACE = 0x01;
const SNAPSHOT_SPACE = 0x02;

/** Deepest node that a bucket can stand for: below it no two paths differ. */
const DEPTH_MAX = 255;

/** The keys of one tree, all below its prefix. */
export class TreeKeys {
  readonly prefix: Uint8Array;
  readonly root: Uint8Array;
  readonly buckets: KeyRange;
  readonly snapshots: KeyRange;

  constructor(prefix: Uint8Array) {
    this.prefix = prefix;
    this.root = concatBytes(prefix, Uint8Array.of(ROOT_SPACE));
    this.buckets = prefixRange(concatBytes(prefix, Uint8Array.of(BUCKET_SPACE)));
    this.snapshots = prefixRange(concatBytes(prefix, Uint8Array.of(SNAPSHOT_SPACE)));
  }

  /** Key of the bucket at `depth` on the way to `path`. */
  bucket(path: Uint8Array, depth: number): Uint8Array {
    const whole = depth >> 3;
    const rest = depth & 7;
    const start = this.prefix.length + 1;
    const key = new Uint8Array(start + whole + (rest === 0 ? 0 : 1) + 1);
    key.set(this.prefix);
    key[start - 1] = BUCKET_SPACE;
    key.set(path.subarray(0, whole), start);
    if (rest !== 0) key[start + whole] = (path[whole] ?? 0) & (0xff << (8 - rest));
    key[key.length - 1] = depth;
    return key;
  }

  /** Depth of a bucket by its key. */
  depthOf(key: Uint8Array): number {
    return key[key.length - 1] ?? 0;
  }

  /** Key of a part of the snapshot. */
  snapshot(part: number): Uint8Array {
    return concatBytes(
      this.prefix,
      Uint8Array.of(
        SNAPSHOT_SPACE,
        part >>> 24,
        (part >>> 16) & 0xff,
        (part >>> 8) & 0xff,
        part & 0xff,
      ),
    );
  }
}

/** Leaves of a stored bucket, used in place. Throws {@link StateTreeDamaged} when it has not the length of its count. */
export function decodeBucket(key: Uint8Array, bytes: Uint8Array): Leaves {
  const count = bytes[0] ?? 0;
  if (count < 1 || count > LIMITS.bucketLeaves || bytes.length !== 1 + count * LEAF_BYTES) {
    throw new StateTreeDamaged(key, "a bucket has not the length of its count");
  }
  return Leaves.from(bytes);
}

/** Checks that the leaves are in order, distinct, and belong under the bucket's key. */
export function requireOwnLeaves(keys: TreeKeys, key: Uint8Array, leaves: Leaves): void {
  const depth = keys.depthOf(key);
  if (depth > DEPTH_MAX) throw new StateTreeDamaged(key, "a bucket lies too deep");
  for (let i = 0; i < leaves.count; i++) {
    const path = leaves.path(i);
    if (!equalBytes(keys.bucket(path, depth), key)) {
      throw new StateTreeDamaged(key, "a bucket holds a leaf of another");
    }
    if (i > 0 && compareBytes(leaves.path(i - 1), path) >= 0) {
      throw new StateTreeDamaged(key, "the leaves of a bucket are out of order");
    }
  }
}

/**
 * Checks that a leaf's hash is that of its path and value hash. The hash of a bucket covers its shape and
 * its leaf hashes; this ties the rest to them, so it comes before any use of a single leaf.
 */
export function requireLeafHash(suite: Suite, key: Uint8Array, leaves: Leaves, i: number): void {
  const hash = stateLeafHash(suite, leaves.path(i), leaves.valueHash(i));
  if (!equalBytes(hash, leaves.leafHash(i))) {
    throw new StateTreeDamaged(key, "a leaf is not the one that its hash names");
  }
}
