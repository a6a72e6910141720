/** The ledgers of four organisations in one process, each with a snapshot of the same height. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batchKey } from "@tallystick/ledger/key-space";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { ChunkVerdict, SnapshotOffer } from "../../src/engine/consensus/application.ts";
import {
  SnapshotReceiver,
  type SnapshotReceiverParts,
} from "../../src/engine/consensus/snapshots/receive-snapshot.ts";
import { SnapshotShelf } from "../../src/engine/consensus/snapshots/shelf.ts";
import { LedgerSnapshots } from "../../src/engine/consensus/snapshots/snapshots.ts";
import { VerifyPool } from "../../src/workers/verify-pool.ts";
import { Consortium, CREATED, Lockstep, type TestNode, type TestOrganisation } from "./lockstep.ts";

const CHUNK_BYTES = 3000;

/** Somebody who takes a snapshot over, and what became of it. */
export interface Receiving {
  readonly receiver: SnapshotReceiver;
  readonly notices: string[];
  /** The stores that were opened, the last one filled. */
  readonly stores: MemoryStore[];
}

/** Everything that a test about snapshots needs. */
export interface SnapshotRig {
  readonly pool: VerifyPool;
  readonly consortium: Consortium;
  readonly chain: Lockstep;
  /** The snapshots of each organisation. */
  readonly services: readonly LedgerSnapshots[];
  /** The one that all have, with its app hash and its chunks. */
  readonly offer: SnapshotOffer;
  readonly appHash: Uint8Array;
  readonly chunks: readonly Uint8Array[];
  readonly node: (position: number) => TestNode;
  /** A path for another shelf. */
  readonly folder: () => string;
  readonly service: (own: TestOrganisation, path?: string) => LedgerSnapshots;
  /** Order so many deposits, and wait until the chain is silent. */
  readonly deposit: (from: number, count: number) => Promise<void>;
  readonly chunksOf: (position: number, offer: SnapshotOffer) => Promise<Uint8Array[]>;
  readonly vouchersOf: (...positions: number[]) => Uint8Array[];
  readonly receiving: (more?: Partial<SnapshotReceiverParts>) => Receiving;
  /** Hand over all chunks; the verdicts. */
  readonly receiveAll: (receiving: Receiving) => Promise<ChunkVerdict["result"][]>;
  readonly close: () => Promise<void>;
}

/** Four organisations with 40 deposits, and a snapshot each. */
export async function openSnapshotRig(): Promise<SnapshotRig> {
  const parent = mkdtempSync(join(tmpdir(), "tallystick-snapshots-"));
  const pool = await VerifyPool.open({ suite: "intl", size: 1 });
  const consortium = new Consortium();
  const { suite, ledgerId, trust } = consortium;
  const chain = await Lockstep.open(consortium, pool, { now: () => CREATED });
  const node = (position: number): TestNode => chain.nodes[position] as TestNode;
  let folders = 0;
  const folder = (): string => join(parent, `shelf-${folders++}`);
  const service: SnapshotRig["service"] = (own, path = folder()) => {
    const shelf = new SnapshotShelf(path, suite);
    return new LedgerSnapshots({
      ...{ suite, ledgerId, shelf, every: 5, signers: [own.signer], chunkBytes: CHUNK_BYTES },
      onProblem: (_, error) => {
        throw error;
      },
    });
  };
  const services = consortium.organisations.map((own) => service(own));
  const deposit: SnapshotRig["deposit"] = async (from, count) => {
    const numbers = Array.from({ length: count }, (_, i) => from + i);
    await chain.submit(...(await Promise.all(numbers.map((i) => consortium.statement(i)))));
    await chain.untilSilent();
  };
  const chunksOf: SnapshotRig["chunksOf"] = (position, { height, chunks: count }) =>
    Promise.all(
      Array.from({ length: count }, async (_, chunk) => {
        const bytes = await services[position]?.loadSnapshotChunk({ height, format: 1, chunk });
        return bytes as Uint8Array;
      }),
    );
  const vouchersOf: SnapshotRig["vouchersOf"] = (...positions) =>
    positions.flatMap((i) =>
      (services[i] as LedgerSnapshots).kept.flatMap(({ vouchers }) => vouchers),
    );
  const receiving: SnapshotRig["receiving"] = (more = {}) => {
    const notices: string[] = [];
    const stores: MemoryStore[] = [];
    const receiver = new SnapshotReceiver({
      ...{ suite, ledgerId, trust },
      vouchers: async () => vouchersOf(1, 2),
      open: async () => {
        stores.push(new MemoryStore());
        return stores.at(-1) as MemoryStore;
      },
      examine: async () => undefined,
      onNotice: (notice) => notices.push(notice),
      ...more,
    });
    return { receiver, notices, stores };
  };
  await deposit(0, 40);
  // What a node keeps for itself, and what it leaves when it stops, is nobody else's.
  await node(1).store.commit([{ key: batchKey(3), value: Uint8Array.of(1) }]);
  await node(1).store.commit(node(1).ledger.snapshotWrites());
  await Promise.all(
    services.map((one, i) => one.take(node(i).ledger.reader(), () => node(i).store.snapshot())),
  );
  const [offer] = (await (services[0] as LedgerSnapshots).listSnapshots()) as [SnapshotOffer];
  const chunks = await chunksOf(0, offer);
  const receiveAll: SnapshotRig["receiveAll"] = async ({ receiver }) => {
    const results: ChunkVerdict["result"][] = [];
    for (const [i, chunk] of chunks.entries()) {
      results.push((await receiver.apply(i, chunk, "peer")).result);
    }
    return results;
  };
  return {
    ...{ pool, consortium, chain, services, offer, chunks, node, folder, service, deposit },
    ...{ chunksOf, vouchersOf, receiving, receiveAll, appHash: node(0).app.info().appHash },
    close: async () => {
      await pool.close();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
