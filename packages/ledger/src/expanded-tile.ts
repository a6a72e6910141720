import { HASH_BYTES, nodeHash } from "@tallystick/core/log-tree";
import type { Suite } from "@tallystick/core/suite/suite";
import { TILE_HEIGHT, TILE_WIDTH } from "@tallystick/core/tiles";

const NODES = 2 * TILE_WIDTH - 2;

/**
 * A log tile with every complete subtree inside it: rows of 256, 128, ... 2 hashes, so that a proof
 * needs no hashing once the tile is expanded. 16,320 bytes.
 */
export class ExpandedTile {
  /** Number of the tile within its level. */
  readonly index: number;
  readonly #nodes: Uint8Array;
  #width: number;

  constructor(index: number, nodes: Uint8Array = new Uint8Array(NODES * HASH_BYTES), width = 0) {
    this.index = index;
    this.#nodes = nodes;
    this.#width = width;
  }

  /** Expands a stored tile: `hashes` holds one or more hashes, of which the first `width` count. */
  static from(suite: Suite, index: number, hashes: Uint8Array, width: number): ExpandedTile {
    const tile = new ExpandedTile(index);
    for (let i = 0; i < width; i++) {
      tile.append(suite, hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
    }
    return tile;
  }

  /** Hashes in the lowest row. */
  get width(): number {
    return this.#width;
  }

  /** A copy that can be appended to while this one is being read. */
  copy(): ExpandedTile {
    return new ExpandedTile(this.index, this.#nodes.slice(), this.#width);
  }

  /**
   * Adds a hash to the lowest row and computes the subtrees that it completes.
   *
   * @returns the hash of the whole tile when it is now full
   */
  append(suite: Suite, hash: Uint8Array): Uint8Array | undefined {
    if (this.#width === TILE_WIDTH) throw new RangeError("the tile is full");
    let at = this.#width++;
    this.#nodes.set(hash, at * HASH_BYTES);
    for (let height = 0; at % 2 === 1; height++, at >>= 1) {
      const parent = nodeHash(suite, this.node(height, at - 1), this.node(height, at));
      if (height === TILE_HEIGHT - 1) return parent;
      this.#nodes.set(parent, start(height + 1) + (at >> 1) * HASH_BYTES);
    }
    return undefined;
  }

  /** Hash of subtree `at` of 2^height hashes of the lowest row, which must be complete; height 0 to 7. */
  node(height: number, at: number): Uint8Array {
    if ((at + 1) << height > this.#width) throw new RangeError("no such complete subtree");
    const from = start(height) + at * HASH_BYTES;
    return this.#nodes.subarray(from, from + HASH_BYTES);
  }

  /** Hash of the whole tile, which must be full. */
  top(suite: Suite): Uint8Array {
    return nodeHash(suite, this.node(TILE_HEIGHT - 1, 0), this.node(TILE_HEIGHT - 1, 1));
  }

  /** The lowest row as it is stored: a copy of the first `width` hashes. */
  row(width: number = this.#width): Uint8Array {
    if (width > this.#width) throw new RangeError("the tile is not that wide");
    return this.#nodes.slice(0, width * HASH_BYTES);
  }
}

/** Offset of a row: 0, 256, 384, ... hashes. */
function start(height: number): number {
  return (2 * TILE_WIDTH - ((2 * TILE_WIDTH) >> height)) * HASH_BYTES;
}
