import { concatBytes, equalBytes } from "@tallystick/core/bytes";
import type { Suite } from "@tallystick/core/suite/suite";

/** A record of the model. */
export interface ReferenceLeaf {
  readonly path: Uint8Array;
  readonly valueHash: Uint8Array;
}

const EMPTY = new Uint8Array(32);

function bit(path: Uint8Array, depth: number): number {
  return Number((BigInt(`0x${hex(path)}`) >> BigInt(255 - depth)) & 1n);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The state tree as docs/reference/state-proof.md defines it, by recursion over sets of leaves and
 * nothing else: no buckets, no storage, no batches. Tests hold the real tree against it.
 */
export class ReferenceTree {
  readonly #suite: Suite;
  readonly #leaves = new Map<string, ReferenceLeaf>();

  constructor(suite: Suite) {
    this.#suite = suite;
  }

  put(path: Uint8Array, valueHash: Uint8Array): void {
    this.#leaves.set(hex(path), { path, valueHash });
  }

  delete(path: Uint8Array): void {
    this.#leaves.delete(hex(path));
  }

  get size(): number {
    return this.#leaves.size;
  }

  get root(): Uint8Array {
    return this.#node([...this.#leaves.values()], 0);
  }

  /** Siblings from the root down, and the leaf at the end of the way if there is one. */
  prove(path: Uint8Array): { siblings: Uint8Array[]; leaf: ReferenceLeaf | undefined } {
    const siblings: Uint8Array[] = [];
    let leaves = [...this.#leaves.values()];
    for (let depth = 0; leaves.length > 1; depth++) {
      const own = bit(path, depth);
      const beside = this.#node(
        leaves.filter((leaf) => bit(leaf.path, depth) !== own),
        depth + 1,
      );
      siblings.push(equalBytes(beside, EMPTY) ? new Uint8Array(0) : beside);
      leaves = leaves.filter((leaf) => bit(leaf.path, depth) === own);
    }
    return { siblings, leaf: leaves[0] };
  }

  #node(leaves: readonly ReferenceLeaf[], depth: number): Uint8Array {
    const [first] = leaves;
    if (first === undefined) return EMPTY;
    if (leaves.length === 1) {
      return this.#suite.hash(concatBytes(Uint8Array.of(0), first.path, first.valueHash));
    }
    const left = leaves.filter((leaf) => bit(leaf.path, depth) === 0);
    const right = leaves.filter((leaf) => bit(leaf.path, depth) === 1);
    return this.#suite.hash(concatBytes(this.#node(left, depth + 1), this.#node(right, depth + 1)));
  }
}
