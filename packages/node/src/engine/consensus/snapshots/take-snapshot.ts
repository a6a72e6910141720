import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Suite } from "@tallystick/core/suite/suite";
import { prefixRange } from "@tallystick/ledger/key-space";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { StoreReader } from "@tallystick/ledger/store";
import { RowWriter } from "../../../ops/backup-format.ts";
import { pendingAge, readCertification } from "../certification.ts";
import { SNAPSHOT_CHUNK_BYTES, SNAPSHOT_CHUNK_BYTES_MAX } from "./limits.ts";
import {
  encodeManifest,
  type SnapshotChunk,
  SnapshotError,
  type SnapshotManifest,
} from "./manifest.ts";
import { GROWING_SPACES, isSnapshotRow, SNAPSHOT_SPACES } from "./rows.ts";

/** Where a ledger stands, as a manifest says it. */
export type SnapshotGround = Omit<SnapshotManifest, "chunks">;

/** The ground of a snapshot of the ledger as it stands. */
export function snapshotGround(ledgerId: Uint8Array, reader: LedgerReader): SnapshotGround {
  const certification = readCertification(reader);
  const { height, stateRoot, logRoot, logSize } = reader.checkpoint;
  const age = pendingAge(certification, height);
  const { height: certifiedHeight } = certification;
  return { ledgerId, height, stateRoot, logRoot, logSize, certifiedHeight, pendingAge: age };
}

/** What a snapshot is taken of and put on. */
export interface TakeSnapshot {
  readonly suite: Suite;
  readonly ground: SnapshotGround;
  /** The store after the block that the ground speaks of. Left open. */
  readonly view: StoreReader;
  /** Chunks of an earlier snapshot of this ledger that is still kept. */
  readonly before?: readonly SnapshotChunk[] | undefined;
  readonly keepChunk: (hash: Uint8Array, bytes: Uint8Array) => void;
  /** True when it is to be given up. */
  readonly stopped?: () => boolean;
  /** Bytes of a full chunk, for tests. */
  readonly chunkBytes?: number;
}

/** Work between two turns of the event loop, ms, so that the node goes on serving and voting meanwhile. */
const SLICE_MS = 4;

/** Bytes that are hashed between two turns. */
const HASH_BYTES = 1_000_000;

/**
 * Cut a ledger into chunks, a few milliseconds at a time.
 *
 * Each space begins a chunk of its own. Full chunks of the spaces that only grow are those of the snapshot
 * before and are not read again, so a snapshot costs what has changed and the state, not the whole history.
 *
 * @returns the manifest's bytes, or undefined when it was given up
 * @throws StoreDamaged, SnapshotError
 */
export async function takeSnapshot(take: TakeSnapshot): Promise<Uint8Array | undefined> {
  const run = new Taking(take);
  for (const space of SNAPSHOT_SPACES) if (!(await run.space(space))) return undefined;
  return encodeManifest({ ...take.ground, chunks: run.chunks });
}

class Taking {
  readonly chunks: SnapshotChunk[] = [];
  readonly #take: TakeSnapshot;
  #rows = 0;
  #first: Uint8Array | undefined;
  #since = performance.now();

  constructor(take: TakeSnapshot) {
    this.#take = take;
  }

  /** @returns false when it was given up */
  async space(space: number): Promise<boolean> {
    const { view, chunkBytes = SNAPSHOT_CHUNK_BYTES } = this.#take;
    const { gte, lt } = prefixRange(Uint8Array.of(space));
    const from = this.#reuse(space);
    const writer = new RowWriter(chunkBytes);
    for (const [key, value] of view.range({ gte: from ?? gte, lt })) {
      if (!isSnapshotRow(key)) continue;
      this.#first ??= key.slice();
      const full = writer.add(key, value);
      const alone = full !== undefined && full.length > chunkBytes;
      if (full === undefined || alone) this.#rows++;
      if (full !== undefined) {
        await this.#chunk(full);
        if (!alone) [this.#first, this.#rows] = [key.slice(), 1];
      }
      if (this.#rows % 64 === 0 && !(await this.#rest())) return false;
    }
    const rest = writer.rest();
    if (rest.length > 0) await this.#chunk(rest);
    return this.#take.stopped?.() !== true;
  }

  /**
   * Take over the full chunks that the snapshot before has of a space that only grows.
   * @returns where to go on reading; undefined for its beginning
   */
  #reuse(space: number): Uint8Array | undefined {
    if (!GROWING_SPACES.has(space)) return undefined;
    const known = (this.#take.before ?? []).filter(({ first }) => first[0] === space);
    const last = known.pop();
    this.chunks.push(...known);
    return last?.first;
  }

  async #chunk(bytes: Uint8Array): Promise<void> {
    if (bytes.length > SNAPSHOT_CHUNK_BYTES_MAX) throw new SnapshotError("a row too long");
    const { suite, keepChunk } = this.#take;
    const digest = createHash(suite.hashName === "sm3" ? "sm3" : "sha256");
    for (let at = 0; at < bytes.length; at += HASH_BYTES) {
      digest.update(bytes.subarray(at, at + HASH_BYTES));
      await this.#rest();
    }
    const hash = new Uint8Array(digest.digest());
    const first = this.#first as Uint8Array;
    this.chunks.push({ hash, bytes: bytes.length, rows: this.#rows, first });
    this.#rows = 0;
    this.#first = undefined;
    keepChunk(hash, bytes);
  }

  /** Give others their turn when it is time. @returns false when it is to be given up */
  async #rest(): Promise<boolean> {
    if (performance.now() - this.#since < SLICE_MS) return true;
    await setImmediate();
    this.#since = performance.now();
    return this.#take.stopped?.() !== true;
  }
}
