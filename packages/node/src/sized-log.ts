import { type NodeReader, nodeHash } from "@tallystick/core/log-tree";

/**
 * Inclusion paths in the log of one size. The nodes on its right edge, which are not complete and so
 * change with the size, are computed once, and every path of a block shares them.
 */
export class SizedLog {
  readonly size: number;
  readonly #nodes: NodeReader;
  /** The last node of each level. */
  readonly #edge: readonly Uint8Array[];

  /** @throws RangeError when the log is shorter than `size`, which is 1 or more */
  constructor(nodes: NodeReader, size: number) {
    this.size = size;
    this.#nodes = nodes;
    const edge: Uint8Array[] = [];
    let node = nodes.node(0, size - 1);
    for (let level = 0, width = size; ; level++, width = Math.ceil(width / 2)) {
      edge.push(node);
      if (width === 1) break;
      // A last node without a sibling moves up unchanged (RFC 9162 s2.1.1 gives the same tree).
      if (width % 2 === 0) node = nodeHash(nodes.suite, nodes.node(level, width - 2), node);
    }
    this.#edge = edge;
  }

  /** Root of the log at this size. */
  get root(): Uint8Array {
    return this.#edge.at(-1) as Uint8Array;
  }

  /** RFC 9162 s2.1.3 path of an entry. @throws RangeError outside the log */
  path(index: number): Uint8Array[] {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size) {
      throw new RangeError("no such entry in a log of this size");
    }
    const path: Uint8Array[] = [];
    let at = index;
    for (let level = 0, width = this.size; width > 1; level++, width = Math.ceil(width / 2)) {
      const sibling = at % 2 === 0 ? at + 1 : at - 1;
      if (sibling === width - 1) path.push(this.#edge[level] as Uint8Array);
      else if (sibling < width) path.push(this.#nodes.node(level, sibling));
      at = Math.floor(at / 2);
    }
    return path;
  }
}
