import { toHex } from "@tallystick/core/bytes";
import {
  consistencyPath,
  HASH_BYTES,
  inclusionPath,
  type NodeReader,
  rootAt,
} from "@tallystick/core/log-tree";
import type { Suite } from "@tallystick/core/suite/suite";
import { TILE_HEIGHT, TILE_WIDTH, tileWidth } from "@tallystick/core/tiles";
import { ExpandedTile } from "./expanded-tile.ts";
import { tileKey } from "./key-space.ts";
import { LIMITS } from "./limits.ts";
import { Lru } from "./lru.ts";
import type { StoreReader, WriteOp } from "./store.ts";

/** A tile in the store is missing, cut short or not the one that the tree above it names. */
export class LogTileDamaged extends Error {
  override readonly name = "LogTileDamaged";
  readonly level: number;
  readonly tile: number;

  constructor(level: number, tile: number, what: string) {
    super(`log tile ${level}/${tile} (store key ${toHex(tileKey(level, tile))}) ${what}`);
    this.level = level;
    this.tile = tile;
  }
}

/** What appending a block's leaves would do. Nothing has changed until it is applied. */
export interface PendingTiles {
  /** Leaves before. */
  readonly base: number;
  /** Leaves after. */
  readonly size: number;
  readonly root: Uint8Array;
  readonly writes: readonly WriteOp[];
  /** The right edge after, by level; for {@link LogTiles.apply}. */
  readonly edge: readonly ExpandedTile[];
  /** Tiles that became full, with their levels; for {@link LogTiles.apply}. */
  readonly full: readonly (readonly [level: number, tile: ExpandedTile])[];
}

/**
 * The log tree over C2SP tiles in a store.
 *
 * In memory are the unfinished tiles of the right edge, one a level, and a bounded number of expanded
 * tiles. A tile read from the store is hashed and compared with the tree above it before it is used, up to
 * the edge, and the edge with the root that its caller knows: a wrong byte is named, not served.
 */
export class LogTiles implements NodeReader {
  readonly suite: Suite;
  readonly #reader: StoreReader;
  readonly #cache = new Lru<string, ExpandedTile>(LIMITS.tilesKept);
  #size: number;
  #edge: readonly ExpandedTile[];

  private constructor(suite: Suite, reader: StoreReader, size: number) {
    this.suite = suite;
    this.#reader = reader;
    this.#size = size;
    this.#edge = [];
  }

  /**
   * Opens the log of `size` leaves. The caller compares `root` with the root it has on record.
   *
   * @throws LogTileDamaged when a tile of the right edge is missing or too short
   */
  static open(options: { suite: Suite; reader: StoreReader; size: number }): LogTiles {
    const { suite, reader, size } = options;
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError("not a log size");
    const log = new LogTiles(suite, reader, size);
    const edge: ExpandedTile[] = [];
    for (let level = 0, nodes = size; nodes > 0; level++) {
      const index = Math.floor(nodes / TILE_WIDTH);
      const width = nodes % TILE_WIDTH;
      edge.push(ExpandedTile.from(suite, index, log.#stored(level, index, width), width));
      nodes = index;
    }
    log.#edge = edge;
    return log;
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** What adding these leaf hashes (32 bytes each) would do. */
  prepare(leafHashes: readonly Uint8Array[]): PendingTiles {
    const edge = [...this.#edge];
    const owned = new Set<number>();
    const full: [number, ExpandedTile][] = [];
    const size = this.#size + leafHashes.length;
    if (!Number.isSafeInteger(size)) throw new RangeError("the log is full");

    const tileAt = (level: number): ExpandedTile => {
      const tile = owned.has(level) ? edge[level] : edge[level]?.copy();
      owned.add(level);
      const own = tile ?? new ExpandedTile(0);
      edge[level] = own;
      return own;
    };
    for (const leaf of leafHashes) {
      if (leaf.length !== HASH_BYTES) throw new RangeError("a leaf hash has 32 bytes");
      let hash: Uint8Array | undefined = leaf;
      for (let level = 0; hash !== undefined; level++) {
        const tile = tileAt(level);
        hash = tile.append(this.suite, hash);
        if (hash !== undefined) {
          full.push([level, tile]);
          edge[level] = new ExpandedTile(tile.index + 1);
        }
      }
    }
    const partial = [...owned].map((level) => [level, edge[level] as ExpandedTile] as const);
    const changed = [...full, ...partial.filter(([, tile]) => tile.width > 0)];
    const writes = changed.map(([level, tile]) => ({
      key: tileKey(level, tile.index),
      value: tile.row(),
    }));
    const root = rootAt({ suite: this.suite, node: (level, at) => nodeOf(edge, level, at) }, size);
    return { base: this.#size, size, root, writes, edge, full };
  }

  /** Takes over what was prepared, after the store has committed its writes. */
  apply(pending: PendingTiles): void {
    if (pending.base !== this.#size) throw new RangeError("prepared against another log size");
    this.#size = pending.size;
    this.#edge = pending.edge;
    for (const [level, tile] of pending.full) this.#cache.set(`${level}/${tile.index}`, tile);
  }

  /** Hash of a complete subtree. Throws RangeError beyond the log, {@link LogTileDamaged} on damage. */
  node(level: number, index: number): Uint8Array {
    const { tileLevel, tile, height, at } = locate(level, index);
    const edge = this.#edge[tileLevel];
    if (edge === undefined || tile > edge.index) throw new RangeError("beyond the log");
    return (tile === edge.index ? edge : this.#full(tileLevel, tile)).node(height, at);
  }

  /** Root over all leaves. */
  get root(): Uint8Array {
    return rootAt(this, this.#size);
  }

  /** Root over the first `size` leaves. */
  rootAt(size: number): Uint8Array {
    this.#checkSize(size);
    return rootAt(this, size);
  }

  /** Inclusion path of a leaf in the tree of `size` leaves. */
  inclusion(index: number, size: number = this.#size): Uint8Array[] {
    this.#checkSize(size);
    return inclusionPath(this, index, size);
  }

  /** Consistency path between two sizes. */
  consistency(size1: number, size2: number = this.#size): Uint8Array[] {
    this.#checkSize(size2);
    return consistencyPath(this, size1, size2);
  }

  /**
   * The first `width` hashes of a tile, concatenated; all that it has unless given. Undefined when the log
   * has no such tile, or not so wide a one. Throws {@link LogTileDamaged} on damage.
   */
  tile(level: number, index: number, width?: number): Uint8Array | undefined {
    const existing = tileWidth(level, index, this.#size);
    const wanted = width ?? existing;
    if (wanted < 1 || wanted > existing) return undefined;
    const edge = this.#edge[level];
    return (edge?.index === index ? edge : this.#full(level, index)).row(wanted);
  }

  #full(level: number, index: number): ExpandedTile {
    const name = `${level}/${index}`;
    const cached = this.#cache.get(name);
    if (cached !== undefined) return cached;
    const stored = this.#stored(level, index, TILE_WIDTH);
    const tile = ExpandedTile.from(this.suite, index, stored, TILE_WIDTH);
    const top = tile.top(this.suite);
    const above = this.node((level + 1) * TILE_HEIGHT, index);
    if (top.some((byte, i) => byte !== above[i])) {
      throw new LogTileDamaged(level, index, "does not hash to the tree above it");
    }
    this.#cache.set(name, tile);
    return tile;
  }

  #stored(level: number, index: number, width: number): Uint8Array {
    if (width === 0) return new Uint8Array(0);
    const stored = this.#reader.get(tileKey(level, index));
    if (stored === undefined) throw new LogTileDamaged(level, index, "is missing");
    if (stored.length < width * HASH_BYTES) {
      throw new LogTileDamaged(level, index, `holds fewer than ${width} hashes`);
    }
    return stored;
  }

  #checkSize(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.#size) {
      throw new RangeError("the log has not that many leaves");
    }
  }
}

/** Which tile holds a complete subtree, and where. */
function locate(level: number, index: number) {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const height = level % TILE_HEIGHT;
  const perTile = TILE_WIDTH >> height;
  return { tileLevel, height, tile: Math.floor(index / perTile), at: index % perTile };
}

/** A complete subtree that touches the right edge, which is all that a root over the edge needs. */
function nodeOf(edge: readonly ExpandedTile[], level: number, index: number): Uint8Array {
  const { tileLevel, tile, height, at } = locate(level, index);
  const held = edge[tileLevel];
  if (held === undefined || held.index !== tile) throw new RangeError("not on the edge of the log");
  return held.node(height, at);
}
