import type { Signer } from "@tallystick/core/signer";
import type { Suite } from "@tallystick/core/suite/suite";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { StoreSnapshot } from "@tallystick/ledger/store";
import type { ChunkVerdict, OfferVerdict, SnapshotOffer } from "../application.ts";
import type { ConsensusSnapshots } from "../ledger-application.ts";
import { manifestAppHash, SNAPSHOT_FORMAT } from "./manifest.ts";
import type { KeptSnapshot, SnapshotShelf } from "./shelf.ts";
import { snapshotGround, takeSnapshot } from "./take-snapshot.ts";
import { signVoucher } from "./voucher.ts";

/** What {@link LedgerSnapshots} are made of. */
export interface LedgerSnapshotsParts {
  readonly suite: Suite;
  readonly ledgerId: Uint8Array;
  readonly shelf: SnapshotShelf;
  /** Blocks between two: one is taken at each multiple. 0 for none. */
  readonly every: number;
  /** The organisation's checkpoint keys: the present one, and the next while one is waiting. */
  readonly signers: readonly Signer[];
  /** Told of a snapshot that could not be taken. */
  readonly onProblem?: (height: number, error: unknown) => void;
  /** Bytes of a full chunk, for tests. */
  readonly chunkBytes?: number;
}

const NOTHING = new Uint8Array(0);

/**
 * The snapshots that a running node takes and gives to those who join. It takes none itself: a node that wants
 * one begins with it (ops/resync).
 */
export class LedgerSnapshots implements ConsensusSnapshots {
  readonly #parts: LedgerSnapshotsParts;
  #underWay: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: LedgerSnapshotsParts) {
    this.#parts = parts;
  }

  /** Newest first. */
  get kept(): readonly KeptSnapshot[] {
    return this.#parts.shelf.all;
  }

  /**
   * A block has been committed. Call it before the next one can be: at a height that is due the view is taken
   * at once, and read in the background. Passes over a height while the snapshot before is being taken.
   */
  committed(reader: LedgerReader, view: () => StoreSnapshot): void {
    const { every } = this.#parts;
    if (every === 0 || reader.height === 0 || reader.height % every !== 0) return;
    void this.take(reader, view);
  }

  /** Take a snapshot now. Resolves when it is kept, could not be taken, or one is being taken already. */
  take(reader: LedgerReader, view: () => StoreSnapshot): Promise<void> {
    if (this.#stopped || this.#underWay !== undefined) return Promise.resolve();
    const ground = snapshotGround(this.#parts.ledgerId, reader);
    this.#underWay = this.#take(ground, view())
      .catch((error: unknown) => this.#parts.onProblem?.(ground.height, error))
      .finally(() => {
        this.#underWay = undefined;
      });
    return this.#underWay;
  }

  /** Give up what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#underWay;
  }

  async #take(ground: ReturnType<typeof snapshotGround>, view: StoreSnapshot): Promise<void> {
    const { suite, shelf, signers, ledgerId, chunkBytes } = this.#parts;
    try {
      const bytes = await takeSnapshot({
        ...{ suite, ground, view, before: shelf.all[0]?.manifest.chunks },
        keepChunk: (hash, chunk) => shelf.keepChunk(hash, chunk),
        stopped: () => this.#stopped,
        ...(chunkBytes !== undefined && { chunkBytes }),
      });
      if (bytes === undefined) return;
      const hash = suite.hash(bytes);
      const appHash = manifestAppHash(suite, { ...ground, chunks: [] });
      const { height } = ground;
      const said = { ledgerId, height, appHash, hash };
      const vouchers = await Promise.all(signers.map((signer) => signVoucher(signer, said)));
      shelf.keep(bytes, vouchers);
    } finally {
      view.close();
    }
  }

  async listSnapshots(): Promise<readonly SnapshotOffer[]> {
    return this.kept.map(({ manifest, bytes, hash }) => ({
      height: manifest.height,
      format: SNAPSHOT_FORMAT,
      chunks: manifest.chunks.length,
      hash,
      metadata: bytes,
    }));
  }

  async loadSnapshotChunk(request: {
    readonly height: number;
    readonly format: number;
    readonly chunk: number;
  }): Promise<Uint8Array> {
    if (request.format !== SNAPSHOT_FORMAT) return NOTHING;
    return (await this.#parts.shelf.chunk(request.height, request.chunk)) ?? NOTHING;
  }

  async offerSnapshot(): Promise<OfferVerdict> {
    return "abort";
  }

  async applySnapshotChunk(): Promise<ChunkVerdict> {
    return { result: "abort", refetchChunks: [], rejectSenders: [] };
  }
}
