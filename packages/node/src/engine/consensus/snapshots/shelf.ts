import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { equalBytes, toHex } from "@tallystick/core/bytes";
import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { readArray, readBytes } from "@tallystick/core/schema";
import type { Suite } from "@tallystick/core/suite/suite";
import { makePrivateFolder, writeFileAtomic } from "../../../files.ts";
import {
  SNAPSHOT_IN_USE_MS,
  SNAPSHOT_MANIFEST_BYTES_MAX,
  SNAPSHOT_VOUCHER_BYTES_MAX,
  SNAPSHOTS_KEPT,
  SNAPSHOTS_MAX,
} from "./limits.ts";
import { decodeManifest, SnapshotError, type SnapshotManifest } from "./manifest.ts";

/** A snapshot that lies complete on the disk. */
export interface KeptSnapshot {
  readonly manifest: SnapshotManifest;
  /** Bytes of the manifest, and their hash: the snapshot's own. */
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  /** This organisation's word for it, by each key that it holds. */
  readonly vouchers: readonly Uint8Array[];
}

const SUFFIX = ".snapshot";

/** An organisation holds its present key and the next one. */
const VOUCHERS_MAX = 2;

/**
 * The snapshots of a node on its disk: one file for each, and the chunks by their hashes, so that two snapshots
 * share those that are the same in both. A snapshot's own file is written when all its chunks are there.
 */
export class SnapshotShelf {
  readonly #folder: string;
  readonly #suite: Suite;
  readonly #now: () => number;
  readonly #kept = new Map<number, KeptSnapshot>();
  readonly #usedAt = new Map<number, number>();

  /** @param folder made when it is not there; what an unfinished snapshot left in it goes */
  constructor(folder: string, suite: Suite, now: () => number = Date.now) {
    this.#folder = folder;
    this.#suite = suite;
    this.#now = now;
    makePrivateFolder(this.#chunks);
    for (const name of readdirSync(folder)) this.#read(name);
    this.prune();
  }

  /** Newest first. */
  get all(): readonly KeptSnapshot[] {
    return [...this.#kept.values()].sort((a, b) => b.manifest.height - a.manifest.height);
  }

  at(height: number): KeptSnapshot | undefined {
    return this.#kept.get(height);
  }

  /** Keep a chunk, unless it is kept already. */
  keepChunk(hash: Uint8Array, bytes: Uint8Array): void {
    const path = this.#chunk(hash);
    if (existsSync(path)) return;
    // Not synced: a chunk that a crash has damaged is found when it is read, and the snapshot dropped.
    writeFileSync(`${path}.partial`, bytes, { mode: 0o600 });
    renameSync(`${path}.partial`, path);
  }

  /** Keep a snapshot whose chunks are all kept, and let go of those that are too many. @throws SnapshotError */
  keep(bytes: Uint8Array, vouchers: readonly Uint8Array[]): KeptSnapshot {
    const manifest = decodeManifest(bytes);
    if (!this.#isWhole(manifest)) throw new SnapshotError("a chunk was dropped meanwhile");
    const path = join(this.#folder, `${manifest.height}${SUFFIX}`);
    writeFileAtomic(path, encodeCbor([bytes, [...vouchers]]), 0o600);
    const kept = { manifest, bytes, vouchers, hash: this.#suite.hash(bytes) };
    this.#kept.set(manifest.height, kept);
    this.prune();
    return kept;
  }

  /** Bytes of a chunk; undefined when there is none. A chunk that is damaged takes its snapshots with it. */
  async chunk(height: number, number: number): Promise<Uint8Array | undefined> {
    const expected = this.#kept.get(height)?.manifest.chunks[number];
    if (expected === undefined) return undefined;
    this.#usedAt.set(height, this.#now());
    const path = this.#chunk(expected.hash);
    const found = await readFile(path).catch(() => undefined);
    const bytes = found && new Uint8Array(found.buffer, found.byteOffset, found.length);
    if (bytes !== undefined && equalBytes(chunkHash(this.#suite, bytes), expected.hash))
      return bytes;
    for (const { manifest } of this.all) {
      if (manifest.chunks.some(({ hash }) => equalBytes(hash, expected.hash))) {
        this.#drop(manifest.height);
      }
    }
    this.#dropChunks();
    rmSync(path, { force: true });
    return undefined;
  }

  /** Let go of the snapshots above a height: the ledger does not stand there any more. */
  dropAbove(height: number): void {
    for (const { manifest } of this.all) if (manifest.height > height) this.#drop(manifest.height);
    this.#dropChunks();
  }

  /** Let go of what is more than is kept and not in use, and of chunks that belong to nothing. */
  prune(): void {
    this.all.forEach(({ manifest: { height } }, i) => {
      const used = this.#now() - (this.#usedAt.get(height) ?? 0) < SNAPSHOT_IN_USE_MS;
      if (i >= SNAPSHOTS_MAX || (i >= SNAPSHOTS_KEPT && !used)) this.#drop(height);
    });
    this.#dropChunks();
  }

  get #chunks(): string {
    return join(this.#folder, "chunks");
  }

  #chunk(hash: Uint8Array): string {
    return join(this.#chunks, toHex(hash));
  }

  #isWhole({ chunks }: SnapshotManifest): boolean {
    return chunks.every(({ hash }) => existsSync(this.#chunk(hash)));
  }

  #drop(height: number): void {
    rmSync(join(this.#folder, `${height}${SUFFIX}`), { force: true });
    this.#kept.delete(height);
    this.#usedAt.delete(height);
  }

  #dropChunks(): void {
    const wanted = new Set(
      this.all.flatMap(({ manifest }) => manifest.chunks.map(({ hash }) => toHex(hash))),
    );
    for (const name of readdirSync(this.#chunks)) {
      if (!wanted.has(name)) rmSync(join(this.#chunks, name), { force: true });
    }
  }

  #read(name: string): void {
    if (name === "chunks") return;
    const path = join(this.#folder, name);
    try {
      const [bytes, vouchers] = readArray(decodeCbor(readFileSync(path)), "snapshot", 2);
      const own = readBytes(bytes, "manifest", 1, SNAPSHOT_MANIFEST_BYTES_MAX).slice();
      const manifest = decodeManifest(own);
      if (name !== `${manifest.height}${SUFFIX}`) throw new RangeError("another height");
      if (!this.#isWhole(manifest)) throw new RangeError("a chunk is missing");
      this.#kept.set(manifest.height, {
        ...{ manifest, bytes: own, hash: this.#suite.hash(own) },
        vouchers: readArray(vouchers, "vouchers", 0, VOUCHERS_MAX).map((voucher) =>
          readBytes(voucher, "voucher", 1, SNAPSHOT_VOUCHER_BYTES_MAX).slice(),
        ),
      });
    } catch {
      // Whatever it is, it is no snapshot: another is taken soon enough.
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** Hash of a chunk, in the suite of its ledger. */
export function chunkHash(suite: Suite, bytes: Uint8Array): Uint8Array {
  const hash = createHash(suite.hashName === "sm3" ? "sm3" : "sha256")
    .update(bytes)
    .digest();
  return new Uint8Array(hash);
}
