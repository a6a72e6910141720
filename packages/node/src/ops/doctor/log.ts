import { equalBytes } from "@tallystick/core/bytes";
import { HASH_BYTES, leafHash } from "@tallystick/core/log-tree";
import { stateRootOf } from "@tallystick/core/state-proof";
import type { BlockRecord } from "@tallystick/ledger/block-record";
import { blockKey, entryKey, tileKey } from "@tallystick/ledger/key-space";
import { LogTiles, type PendingTiles } from "@tallystick/ledger/log-tiles";
import type { StoreReader } from "@tallystick/ledger/store";
import { examineCertificate } from "./certificates.ts";
import type { StatementExaminer } from "./statements.ts";
import { type DoctorSubject, readBlock, softReader } from "./subject.ts";

const TILE_HASHES = 256;

/** What the log turned out to be. */
export interface LogExtent {
  readonly height: number;
  /** Entries that the blocks speak of. */
  readonly size: number;
  /** Tiles that a log of that size has. */
  readonly tiles: number;
  /** Certificates stored under the heights of blocks whose records can be read. */
  readonly certificates: number;
  /** The last block, when its record can be read. */
  readonly last: BlockRecord | undefined;
}

/**
 * Blocks and entries from the first to the last, recomputing the log tree on the way: every record
 * follows from the one before, every certificate holds, every entry is the leaf that makes the signed
 * root, every stored tile is the one computed.
 */
export async function examineLog(
  subject: DoctorSubject,
  statements: StatementExaminer,
  height: number,
): Promise<LogExtent> {
  const { suite, findings, progress } = subject;
  const walk = new LogWalk(subject);
  const total = readBlock(subject.view, height)?.logSize ?? 0;
  let previous: BlockRecord | undefined;
  let certificates = 0;
  for (let at = 0; at <= height; at++) {
    const record = readBlock(subject.view, at);
    if (record === undefined) {
      const place = { height: at, key: blockKey(at) };
      findings.add("block", `the record of block ${at} is missing or damaged`, place);
      continue;
    }
    examineRecord(record, at, previous);
    for await (const [index, bytes] of walk.block(record))
      await statements.take(index, bytes, total);
    previous = record;
    if (at % 100 === 0) progress("log", walk.size, total);
  }
  await statements.settle(total);
  walk.finish();
  progress("log", walk.size, total);
  const last = previous?.height === height ? previous : undefined;
  return { height, size: walk.size, tiles: walk.tiles, certificates, last };

  function examineRecord(record: BlockRecord, at: number, before: BlockRecord | undefined): void {
    const wrong = (message: string): void =>
      findings.add("block", `block ${at}: ${message}`, { height: at, key: blockKey(at) });
    if (record.height !== at) wrong("its record is of another height");
    if (record.firstIndex + record.count !== record.logSize)
      wrong("its sizes contradict each other");
    if (!equalBytes(stateRootOf(suite, record.appRoots), record.stateRoot)) {
      wrong("its state root is not that of its applications");
    }
    if (before?.height === at - 1) {
      if (record.firstIndex !== before.logSize) wrong("it does not begin where the last one ended");
      if (record.time < before.time) wrong("it is earlier than the one before");
    }
    if (at === 0) return;
    if (examineCertificate(subject, record)) certificates++;
  }
}

/** The log tree as it grows, compared with what is stored. */
class LogWalk {
  tiles = 0;
  readonly #subject: DoctorSubject;
  readonly #reader: StoreReader;
  readonly #log: LogTiles;
  #edge: PendingTiles["edge"] = [];
  #lost = false;

  constructor(subject: DoctorSubject) {
    this.#subject = subject;
    this.#reader = softReader(subject.view);
    const nothing: StoreReader = { get: () => undefined, range: () => [] };
    this.#log = LogTiles.open({ suite: subject.suite, reader: nothing, size: 0 });
  }

  get size(): number {
    return this.#log.size;
  }

  /** The entries up to the end of a block, those of blocks without a record included; then its root. */
  async *block(record: BlockRecord): AsyncGenerator<readonly [number, Uint8Array]> {
    const { suite, findings } = this.#subject;
    const first = this.#log.size;
    const ofEntries: (Uint8Array | undefined)[] = [];
    for (let index = first; index < record.logSize; index++) {
      const key = entryKey(index);
      const bytes = this.#reader.get(key);
      if (bytes === undefined) {
        findings.add("entry", `entry ${index} is missing or damaged`, { key, index });
      } else yield [index, bytes];
      ofEntries.push(bytes === undefined ? undefined : leafHash(suite, bytes));
    }
    this.#append(record, first, ofEntries);
  }

  /** Compare the last, unfinished tiles. */
  finish(): void {
    this.#edge.forEach((tile, level) => {
      if (tile.width > 0) this.#compareTile(level, tile.index, tile.row());
    });
  }

  /**
   * Grow the tree by a block's leaves. Where the entries do not make the block's root but the leaves
   * in the tiles do, the entries are what is damaged; where neither does, nothing after this block can
   * be judged by its root.
   */
  #append(
    record: BlockRecord,
    first: number,
    ofEntries: readonly (Uint8Array | undefined)[],
  ): void {
    const { findings } = this.#subject;
    const ofTiles = ofEntries.map((_, i) => this.#storedLeaf(first + i));
    const makesRoot = (leaves: readonly (Uint8Array | undefined)[]): PendingTiles | undefined => {
      if (leaves.some((leaf) => leaf === undefined)) return undefined;
      const pending = this.#log.prepare(leaves as readonly Uint8Array[]);
      return this.#lost || equalBytes(pending.root, record.logRoot) ? pending : undefined;
    };
    let pending = makesRoot(ofEntries);
    if (pending === undefined) {
      pending = makesRoot(ofTiles);
      if (pending !== undefined) {
        ofEntries.forEach((leaf, i) => {
          const right = ofTiles[i] as Uint8Array;
          if (leaf === undefined || equalBytes(leaf, right)) return;
          const place = { index: first + i, key: entryKey(first + i), height: record.height };
          findings.add("entry", `entry ${first + i} is not the leaf under the signed root`, place);
        });
      }
    }
    if (pending === undefined) {
      if (!this.#lost) {
        const message = `the entries up to block ${record.height} do not make its log root`;
        findings.add("log-root", message, { height: record.height });
      }
      this.#lost = true;
      const best = ofEntries.map((leaf, i) => leaf ?? ofTiles[i] ?? new Uint8Array(HASH_BYTES));
      pending = this.#log.prepare(best);
    }
    for (const [level, tile] of pending.full) this.#compareTile(level, tile.index, tile.row());
    this.#edge = pending.edge;
    this.#log.apply(pending);
  }

  #storedLeaf(index: number): Uint8Array | undefined {
    const row = this.#reader.get(tileKey(0, Math.floor(index / TILE_HASHES)));
    const at = (index % TILE_HASHES) * HASH_BYTES;
    return row === undefined || row.length < at + HASH_BYTES
      ? undefined
      : row.subarray(at, at + HASH_BYTES);
  }

  #compareTile(level: number, tile: number, expected: Uint8Array): void {
    this.tiles++;
    const key = tileKey(level, tile);
    const stored = this.#reader.get(key);
    if (stored !== undefined && equalBytes(stored, expected)) return;
    const what = stored === undefined ? "missing or damaged" : "not the one that the entries make";
    this.#subject.findings.add("log-tile", `log tile ${level}/${tile} is ${what}`, { key });
  }
}
