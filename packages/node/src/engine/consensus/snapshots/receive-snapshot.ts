import { equalBytes } from "@tallystick/core/bytes";
import type { Suite } from "@tallystick/core/suite/suite";
import type { Trust } from "@tallystick/core/trust";
import type { Store } from "@tallystick/ledger/store";
import type { ChunkVerdict, OfferVerdict, SnapshotOffer } from "../application.ts";
import {
  decodeManifest,
  manifestAppHash,
  SNAPSHOT_FORMAT,
  type SnapshotChunk,
  SnapshotError,
  type SnapshotManifest,
} from "./manifest.ts";
import { readChunkRows } from "./rows.ts";
import { chunkHash } from "./shelf.ts";
import { voucherOf, vouchersNeeded } from "./voucher.ts";

/** What a {@link SnapshotReceiver} is made of. */
export interface SnapshotReceiverParts {
  readonly suite: Suite;
  readonly ledgerId: Uint8Array;
  /** Whose vouchers count. */
  readonly trust: Trust;
  /** Vouchers that organisations give for their snapshots of a height. They may be anything. */
  readonly vouchers: (height: number) => Promise<readonly Uint8Array[]>;
  /** An empty store; what an earlier call gave is given up. */
  readonly open: () => Promise<Pick<Store, "commit">>;
  /** Looks at everything that was restored. @returns what is wrong with it, or undefined */
  readonly examine: (snapshot: ReceivedSnapshot) => Promise<string | undefined>;
  /** Told of what was refused, and of how far it has come. */
  readonly onNotice?: (notice: string) => void;
  readonly onProgress?: (chunks: number, of: number) => void;
}

/** A snapshot that was restored. */
export interface ReceivedSnapshot {
  readonly manifest: SnapshotManifest;
  /** App hash that the light client vouches for. */
  readonly appHash: Uint8Array;
  /** Organisations that vouch for it. */
  readonly vouchers: readonly string[];
}

interface UnderWay extends ReceivedSnapshot {
  readonly store: Pick<Store, "commit">;
  /** Chunks that are written. */
  done: number;
  lastKey: Uint8Array | undefined;
}

/** Rows that are written in one step. */
const COMMIT_ROWS = 50_000;

const ACCEPT: ChunkVerdict = { result: "accept", refetchChunks: [], rejectSenders: [] };

/**
 * Takes a snapshot from peers that are not trusted.
 *
 * An offer counts when its manifest gives the app hash that the engine's light client has verified, and enough
 * organisations of the trust file vouch for this very manifest. Then every chunk is compared with its hash in the
 * manifest when it arrives, whoever brings it; and what has come together is examined as a whole at the end.
 */
export class SnapshotReceiver {
  readonly #parts: SnapshotReceiverParts;
  #underWay: UnderWay | undefined;
  #received: ReceivedSnapshot | undefined;

  constructor(parts: SnapshotReceiverParts) {
    this.#parts = parts;
  }

  /** The snapshot, once it is whole and has been examined. */
  get received(): ReceivedSnapshot | undefined {
    return this.#received;
  }

  async offer(offer: SnapshotOffer, appHash: Uint8Array): Promise<OfferVerdict> {
    if (this.#received !== undefined) return "abort";
    this.#underWay = undefined;
    if (offer.format !== SNAPSHOT_FORMAT) return "reject-format";
    const manifest = this.#manifestOf(offer, appHash);
    if (typeof manifest === "string") {
      this.#notice(`the snapshot of height ${offer.height} was refused: ${manifest}`);
      return "reject-sender";
    }
    const vouchers = await this.#vouchers(manifest, appHash, offer.hash);
    const needed = vouchersNeeded(this.#parts.trust, manifest.height);
    if (vouchers.length < needed) {
      const have = vouchers.length === 0 ? "nobody vouches" : `only ${vouchers.join(", ")} vouch`;
      this.#notice(`the snapshot of height ${offer.height} was refused: ${have}, ${needed} must`);
      return "reject";
    }
    const store = await this.#parts.open();
    this.#underWay = { manifest, appHash, vouchers, store, done: 0, lastKey: undefined };
    return "accept";
  }

  async apply(index: number, chunk: Uint8Array, sender: string): Promise<ChunkVerdict> {
    const underWay = this.#underWay;
    if (underWay === undefined) return { ...ACCEPT, result: "abort" };
    const { manifest, store } = underWay;
    if (index < underWay.done) return ACCEPT;
    const expected = manifest.chunks[index];
    if (expected === undefined || index > underWay.done) return this.#giveUp("retry-snapshot");
    if (!this.#isChunk(chunk, expected)) {
      this.#notice(`chunk ${index} from ${sender} is not the one that was vouched for`);
      return { result: "retry", refetchChunks: [index], rejectSenders: [sender] };
    }
    try {
      const rows = readChunkRows(chunk, underWay.lastKey);
      if (rows.length !== expected.rows || !equalBytes(rows[0]?.key ?? chunk, expected.first)) {
        throw new SnapshotError("a chunk that its manifest does not describe");
      }
      for (let at = 0; at < rows.length; at += COMMIT_ROWS) {
        await store.commit(rows.slice(at, at + COMMIT_ROWS));
      }
      underWay.lastKey = rows.at(-1)?.key.slice();
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error;
      this.#notice(`the snapshot was refused: ${error.message}`);
      return this.#giveUp("reject-snapshot");
    }
    underWay.done++;
    this.#parts.onProgress?.(underWay.done, manifest.chunks.length);
    return underWay.done < manifest.chunks.length ? ACCEPT : this.#finish(underWay);
  }

  async #finish(underWay: UnderWay): Promise<ChunkVerdict> {
    const { manifest, appHash, vouchers } = underWay;
    const wrong = await this.#parts.examine({ manifest, appHash, vouchers });
    if (wrong !== undefined) {
      this.#notice(`the snapshot was refused: ${wrong}`);
      return this.#giveUp("reject-snapshot");
    }
    this.#underWay = undefined;
    this.#received = { manifest, appHash, vouchers };
    return ACCEPT;
  }

  #giveUp(result: "retry-snapshot" | "reject-snapshot"): ChunkVerdict {
    if (result === "reject-snapshot") this.#underWay = undefined;
    return { ...ACCEPT, result };
  }

  /** The manifest of an offer, or what is wrong with it. */
  #manifestOf(offer: SnapshotOffer, appHash: Uint8Array): SnapshotManifest | string {
    const { suite, ledgerId } = this.#parts;
    let manifest: SnapshotManifest;
    try {
      manifest = decodeManifest(offer.metadata);
    } catch {
      return "its manifest does not decode";
    }
    if (!equalBytes(suite.hash(offer.metadata), offer.hash)) return "it has another manifest";
    if (!equalBytes(manifest.ledgerId, ledgerId)) return "it is of another ledger";
    if (manifest.height !== offer.height) return "its manifest is of another height";
    if (manifest.chunks.length !== offer.chunks) return "its manifest has other chunks";
    if (!equalBytes(manifestAppHash(suite, manifest), appHash))
      return "its roots are not the chain's";
    return manifest;
  }

  async #vouchers(
    { height }: SnapshotManifest,
    appHash: Uint8Array,
    hash: Uint8Array,
  ): Promise<string[]> {
    const { suite, trust, ledgerId, vouchers } = this.#parts;
    const expected = { ledgerId, height, appHash, hash };
    const found = (await vouchers(height)).map((bytes) => voucherOf(suite, trust, bytes, expected));
    return [...new Set(found.filter((one) => one !== undefined))];
  }

  #isChunk(chunk: Uint8Array, { hash, bytes }: SnapshotChunk): boolean {
    return chunk.length === bytes && equalBytes(chunkHash(this.#parts.suite, chunk), hash);
  }

  #notice(text: string): void {
    this.#parts.onNotice?.(text);
  }
}
