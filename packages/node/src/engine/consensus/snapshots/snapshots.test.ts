import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concatBytes, equalBytes, toHex } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { batchKey, entryKey } from "@tallystick/ledger/key-space";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  openTestNode,
  type TestNode,
  type TestOrganisation,
} from "../../../../test/support/lockstep.ts";
import { VerifyPool } from "../../../workers/verify-pool.ts";
import type { SnapshotOffer } from "../application.ts";
import {
  decodeManifest,
  encodeManifest,
  manifestAppHash,
  type SnapshotManifest,
} from "./manifest.ts";
import { SnapshotReceiver, type SnapshotReceiverParts } from "./receive-snapshot.ts";
import { type KeptSnapshot, SnapshotShelf } from "./shelf.ts";
import { LedgerSnapshots } from "./snapshots.ts";
import { signVoucher, voucherOf, vouchersNeeded } from "./voucher.ts";

const CHUNK_BYTES = 3000;

let parent: string;
let pool: VerifyPool;
let consortium: Consortium;
let chain: Lockstep;
let services: LedgerSnapshots[];
let offer: SnapshotOffer;
let appHash: Uint8Array;
let chunks: Uint8Array[];

const node = (position: number): TestNode => chain.nodes[position] as TestNode;
let folders = 0;
const folder = (): string => join(parent, `shelf-${folders++}`);

function service(own: TestOrganisation, path = folder()): LedgerSnapshots {
  const { suite, ledgerId } = consortium;
  const shelf = new SnapshotShelf(path, suite);
  return new LedgerSnapshots({
    ...{ suite, ledgerId, shelf, every: 5, signers: [own.signer], chunkBytes: CHUNK_BYTES },
    onProblem: (_, error) => {
      throw error;
    },
  });
}

async function takeAll(): Promise<void> {
  await Promise.all(
    services.map((one, i) => one.take(node(i).ledger.reader(), () => node(i).store.snapshot())),
  );
}

async function deposit(from: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  await chain.submit(...(await Promise.all(numbers.map((i) => consortium.statement(i)))));
  await chain.untilSilent();
}

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "tallystick-snapshots-"));
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
  consortium = new Consortium();
  chain = await Lockstep.open(consortium, pool, { now: () => CREATED });
  services = consortium.organisations.map((own) => service(own));
  await deposit(0, 40);
  // What a node keeps for itself, and what it leaves when it stops, is nobody else's.
  await node(1).store.commit([{ key: batchKey(3), value: Uint8Array.of(1) }]);
  await node(1).store.commit(node(1).ledger.snapshotWrites());
  await takeAll();
  [offer] = (await (services[0] as LedgerSnapshots).listSnapshots()) as [SnapshotOffer];
  appHash = node(0).app.info().appHash;
  chunks = await chunksOf(0, offer);
});
afterAll(async () => {
  await pool.close();
  rmSync(parent, { recursive: true, force: true });
});

function chunksOf(
  position: number,
  { height, chunks: count }: SnapshotOffer,
): Promise<Uint8Array[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, chunk) => {
      const bytes = await services[position]?.loadSnapshotChunk({ height, format: 1, chunk });
      return bytes as Uint8Array;
    }),
  );
}

interface Receiving {
  readonly receiver: SnapshotReceiver;
  readonly notices: string[];
  readonly stores: MemoryStore[];
}

const vouchersOf = (...positions: number[]): Uint8Array[] =>
  positions.flatMap((i) =>
    (services[i] as LedgerSnapshots).kept.flatMap(({ vouchers }) => vouchers),
  );

function receiving(more: Partial<SnapshotReceiverParts> = {}): Receiving {
  const notices: string[] = [];
  const stores: MemoryStore[] = [];
  const { suite, ledgerId, trust } = consortium;
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
}

async function receiveAll({ receiver }: Receiving): Promise<void> {
  for (const [i, chunk] of chunks.entries()) {
    expect(await receiver.apply(i, chunk, "peer")).toMatchObject({ result: "accept" });
  }
}

describe("snapshots", () => {
  it("of one height are the same at every organisation, byte for byte", async () => {
    const offers = await Promise.all(services.map((one) => one.listSnapshots()));
    expect(offers.map((one) => one.map(({ hash }) => toHex(hash)))).toEqual(
      offers.map(() => [toHex(offer.hash)]),
    );
    expect(offer.chunks).toBeGreaterThan(10);
    expect(toHex(manifestAppHash(consortium.suite, decodeManifest(offer.metadata)))).toBe(
      toHex(appHash),
    );
    expect((await chunksOf(1, offer)).map(toHex)).toEqual(chunks.map(toHex));
  });

  it("restore a ledger that goes on with the others and serves old entries", async () => {
    const one = receiving();
    expect(await one.receiver.offer(offer, appHash)).toBe("accept");
    await receiveAll(one);
    expect(one.receiver.received?.vouchers).toEqual(["org-1", "org-2"]);
    const own = consortium.organisations[3] as TestOrganisation;
    const joined = await openTestNode(consortium, own, pool, one.stores[0], {
      now: () => CREATED,
    });
    expect(toHex(joined.app.info().appHash)).toBe(toHex(appHash));
    expect(joined.store.get(batchKey(3))).toBeUndefined();
    const left = chain.nodes[3] as TestNode;
    chain.nodes[3] = joined;
    await deposit(1000, 3);
    expect(joined.ledger.logSize).toBe(43);
    expect(joined.ledger.reader().entry(7)).toEqual(node(0).ledger.reader().entry(7));
    expect([...joined.store.range({ gte: Uint8Array.of(0x69), lt: Uint8Array.of(0x6a) })]).toEqual([
      ...node(0).store.range({ gte: Uint8Array.of(0x69), lt: Uint8Array.of(0x6a) }),
    ]);
    expect(left.ledger.logSize).toBe(40);
  });

  it("take over full chunks of what only grows, and cut it as those do who read everything", async () => {
    const before = services[0]?.kept[0]?.manifest as SnapshotManifest;
    await deposit(2000, 60);
    let reads = 0;
    const reader = node(0).ledger.reader();
    await services[0]?.take(reader, () => {
      const view = node(0).store.snapshot();
      return {
        ...view,
        get: (key) => view.get(key),
        range: (query) => {
          if (query.gte[0] === 0x65 && !equalBytes(query.gte, entryKey(0))) reads++;
          return view.range(query);
        },
        close: () => view.close(),
      };
    });
    expect(reads).toBe(1);
    const fresh = service(consortium.organisations[1] as TestOrganisation);
    await fresh.take(node(1).ledger.reader(), () => node(1).store.snapshot());
    const [mine] = services[0]?.kept ?? [];
    expect(toHex(mine?.hash as Uint8Array)).toBe(toHex(fresh.kept[0]?.hash as Uint8Array));
    expect(mine?.manifest.height).toBeGreaterThan(before.height);
    expect(services[0]?.kept).toHaveLength(2);
  });

  it("are two at a time, and the one in use as well", async () => {
    const path = folder();
    const own = service(consortium.organisations[0] as TestOrganisation, path);
    const heights: number[] = [];
    for (let i = 0; i < 4; i++) {
      await deposit(3000 + i, 1);
      await own.take(node(0).ledger.reader(), () => node(0).store.snapshot());
      heights.push(node(0).ledger.height);
      if (i === 0) {
        await own.loadSnapshotChunk({ height: heights[0] as number, format: 1, chunk: 0 });
      }
    }
    expect(own.kept.map(({ manifest }) => manifest.height)).toEqual([
      heights[3],
      heights[2],
      heights[0],
    ]);
    // After a restart nobody uses it any more, and nothing but the chunks of two is left.
    const again = service(consortium.organisations[0] as TestOrganisation, path);
    expect(again.kept.map(({ manifest }) => manifest.height)).toEqual([heights[3], heights[2]]);
    const wanted = again.kept.flatMap(({ manifest }) =>
      manifest.chunks.map(({ hash }) => toHex(hash)),
    );
    expect(readdirSync(join(path, "chunks")).sort()).toEqual([...new Set(wanted)].sort());
  });

  it("above a height are dropped when the ledger goes back", async () => {
    const path = folder();
    const own = service(consortium.organisations[0] as TestOrganisation, path);
    await own.take(node(0).ledger.reader(), () => node(0).store.snapshot());
    const { height } = node(0).ledger;
    const shelf = new SnapshotShelf(path, consortium.suite);
    shelf.dropAbove(height);
    expect(shelf.all).toHaveLength(1);
    shelf.dropAbove(height - 1);
    expect([shelf.all, readdirSync(join(path, "chunks"))]).toEqual([[], []]);
  });

  it("are taken and received under national cryptography too", async () => {
    const own = await VerifyPool.open({ suite: "gm", size: 1 });
    const four = new Consortium("gm");
    const other = await Lockstep.open(four, own, { now: () => CREATED });
    await other.submit(await four.statement(1), await four.statement(2));
    await other.untilSilent();
    const taken = await Promise.all(
      other.nodes.map(async (one) => {
        const shelf = new SnapshotShelf(folder(), four.suite);
        const { suite, ledgerId } = four;
        const parts = { suite, ledgerId, shelf, every: 0, signers: [one.own.signer] };
        const snapshots = new LedgerSnapshots(parts);
        await snapshots.take(one.ledger.reader(), () => one.store.snapshot());
        return snapshots;
      }),
    );
    const { suite, ledgerId, trust } = four;
    const { receiver, notices } = receiving({
      ...{ suite, ledgerId, trust },
      vouchers: async () => taken.slice(2).flatMap(({ kept }) => kept.flatMap((k) => k.vouchers)),
    });
    const [first] = taken as [LedgerSnapshots];
    const [given] = (await first.listSnapshots()) as [SnapshotOffer];
    const hash = (other.nodes[0] as TestNode).app.info().appHash;
    expect([await receiver.offer(given, hash), notices]).toEqual(["accept", []]);
    for (let chunk = 0; chunk < given.chunks; chunk++) {
      const bytes = await first.loadSnapshotChunk({ height: given.height, format: 1, chunk });
      expect(await receiver.apply(chunk, bytes, "peer")).toMatchObject({ result: "accept" });
    }
    expect(receiver.received?.vouchers).toEqual(["org-2", "org-3"]);
    await own.close();
  });

  it("that are damaged on the disk are dropped and never handed out", async () => {
    const path = folder();
    const own = service(consortium.organisations[0] as TestOrganisation, path);
    await own.take(node(0).ledger.reader(), () => node(0).store.snapshot());
    const { manifest } = own.kept[0] as KeptSnapshot;
    truncateSync(join(path, "chunks", toHex(manifest.chunks[2]?.hash as Uint8Array)), 5);
    const { height } = manifest;
    expect(await own.loadSnapshotChunk({ height, format: 1, chunk: 2 })).toHaveLength(0);
    expect(await own.listSnapshots()).toEqual([]);
    writeFileSync(join(path, "7.snapshot"), "noise");
    const again = service(consortium.organisations[0] as TestOrganisation, path);
    expect(again.kept).toEqual([]);
    expect(readdirSync(path)).toEqual(["chunks"]);
  });

  it("are taken at heights that are multiples, and given up at a stop", async () => {
    const own = service(consortium.organisations[0] as TestOrganisation);
    for (let i = 0; i < 12; i++) {
      const { height } = await chain.step();
      own.committed(node(0).ledger.reader(), () => node(0).store.snapshot());
      if (height % 5 === 0) {
        await expect.poll(() => own.kept[0]?.manifest.height, { timeout: 10_000 }).toBe(height);
      }
    }
    expect(own.kept.map(({ manifest }) => manifest.height % 5)).toEqual([0, 0]);
    const taking = own.take(node(0).ledger.reader(), () => node(0).store.snapshot());
    await own.stop();
    await taking;
    const height = node(0).ledger.height;
    expect(own.kept.some(({ manifest }) => manifest.height === height && height % 5 !== 0)).toBe(
      false,
    );
  });
});

describe("a snapshot from a peer that lies", () => {
  const changed = (more: Partial<SnapshotManifest>): SnapshotOffer => {
    const metadata = encodeManifest({ ...decodeManifest(offer.metadata), ...more });
    return { ...offer, metadata, hash: consortium.suite.hash(metadata) };
  };

  it("about its manifest is refused, and the peer with it", async () => {
    const other = new Uint8Array(32).fill(7);
    const lies: SnapshotOffer[] = [
      { ...offer, metadata: offer.metadata.slice(1) },
      { ...offer, metadata: new Uint8Array(0) },
      { ...offer, hash: other },
      { ...offer, chunks: offer.chunks + 1 },
      { ...offer, height: offer.height + 1 },
      changed({ stateRoot: other }),
      changed({ logRoot: other }),
      changed({ logSize: 41 }),
      changed({ certifiedHeight: 77 }),
      changed({ pendingAge: 2 }),
      changed({ ledgerId: other }),
      changed({ height: offer.height - 1 }),
    ];
    for (const lie of lies) {
      const { receiver, notices, stores } = receiving();
      expect(await receiver.offer(lie, appHash)).toBe("reject-sender");
      expect([notices.length, stores.length]).toEqual([1, 0]);
    }
    const { receiver } = receiving();
    expect(await receiver.offer({ ...offer, format: 2 }, appHash)).toBe("reject-format");
    expect(await receiver.offer(offer, other)).toBe("reject-sender");
  });

  it("about its chunks is refused unless more organisations vouch than may lie", async () => {
    // The app hash fits, so only the vouchers tell that these are other rows.
    const { chunks: own } = decodeManifest(offer.metadata);
    const [first, ...rest] = own as [SnapshotManifest["chunks"][0], ...typeof own];
    const lie = changed({ chunks: [{ ...first, hash: new Uint8Array(32) }, ...rest] });
    const { receiver, notices } = receiving({ vouchers: async () => vouchersOf(0, 1, 2, 3) });
    expect(await receiver.offer(lie, appHash)).toBe("reject");
    expect(notices[0]).toContain("nobody vouches, 2 must");
  });

  it("needs vouchers of two of four organisations for this very snapshot", async () => {
    const { suite, trust, ledgerId } = consortium;
    expect(vouchersNeeded(trust, offer.height)).toBe(2);
    const { height, hash } = offer;
    const good = { ledgerId, height, appHash, hash };
    const signer = (consortium.organisations[0] as TestOrganisation).signer;
    const voucher = await signVoucher(signer, good);
    expect(voucherOf(suite, trust, voucher, good)).toBe("org-0");
    const stranger = await signVoucher(generateKey(suite), good);
    const another = await signVoucher(signer, { ...good, height: height - 1 });
    const flipped = voucher.slice();
    flipped[flipped.length - 3] = (flipped.at(-3) as number) ^ 1;
    const bad = [
      stranger,
      another,
      flipped,
      voucher.slice(1),
      new Uint8Array(0),
      new Uint8Array(5000),
    ];
    for (const one of bad) expect(voucherOf(suite, trust, one, good)).toBeUndefined();
    for (const vouchers of [[], bad, [voucher], [voucher, voucher], [voucher, ...bad]]) {
      const { receiver } = receiving({ vouchers: async () => vouchers });
      expect(await receiver.offer(offer, appHash)).toBe("reject");
    }
    // A key that has been replaced vouches for nothing after its last block.
    const [org, ...others] = trust.organisations as [(typeof trust.organisations)[0]];
    const keys = org.keys.map((key) => ({ ...key, toHeight: height - 1 }));
    const later = { ...trust, organisations: [{ ...org, keys }, ...others] };
    expect(voucherOf(suite, later, voucher, good)).toBeUndefined();
  });

  it("in a chunk is fetched again from another, and the peer shut out", async () => {
    const one = receiving();
    expect(await one.receiver.apply(0, chunks[0] as Uint8Array, "peer")).toMatchObject({
      result: "abort",
    });
    await one.receiver.offer(offer, appHash);
    const good = chunks[0] as Uint8Array;
    const flipped = good.slice();
    flipped[100] = (flipped[100] as number) ^ 1;
    const lies = [flipped, good.slice(1), new Uint8Array(0), concatBytes(good, good), chunks[1]];
    for (const lie of lies) {
      expect(await one.receiver.apply(0, lie as Uint8Array, "liar")).toEqual({
        ...{ result: "retry", refetchChunks: [0], rejectSenders: ["liar"] },
      });
    }
    await receiveAll(one);
    expect(one.receiver.received?.manifest.height).toBe(offer.height);
    expect(one.notices).toHaveLength(lies.length);
  });

  it("whose rows are none of a ledger's is refused, though enough vouch", async () => {
    const row = (key: Uint8Array): Uint8Array => encodeCbor([key, Uint8Array.of(1)]);
    const b = Uint8Array.of(0x62, 1);
    const contents: Uint8Array[] = [
      row(batchKey(1)),
      row(Uint8Array.of(0x74, 0, 2)),
      row(Uint8Array.of(0x00)),
      concatBytes(row(Uint8Array.of(0x62, 2)), row(b)),
      concatBytes(row(b), row(b)),
      concatBytes(row(b), Uint8Array.of(0x82)),
      encodeCbor([b, 1]),
      encodeCbor("text"),
    ];
    for (const content of contents) {
      const { suite, ledgerId, organisations } = consortium;
      const hash = suite.hash(content);
      const lie = changed({ chunks: [{ hash, bytes: content.length, rows: 1, first: b }] });
      const said = { ledgerId, height: lie.height, appHash, hash: lie.hash };
      const vouchers = await Promise.all(
        organisations.map(({ signer }) => signVoucher(signer, said)),
      );
      const { receiver } = receiving({ vouchers: async () => vouchers });
      expect(await receiver.offer({ ...lie, chunks: 1 }, appHash)).toBe("accept");
      expect(await receiver.apply(0, content, "peer")).toMatchObject({ result: "reject-snapshot" });
      expect(receiver.received).toBeUndefined();
    }
  });

  it("begins anew when it is offered again or its chunks come in another order", async () => {
    const one = receiving();
    await one.receiver.offer(offer, appHash);
    await one.receiver.apply(0, chunks[0] as Uint8Array, "peer");
    expect(await one.receiver.apply(2, chunks[2] as Uint8Array, "peer")).toMatchObject({
      result: "retry-snapshot",
    });
    expect(await one.receiver.offer(offer, appHash)).toBe("accept");
    await receiveAll(one);
    expect(one.stores).toHaveLength(2);
    expect(await one.receiver.offer(offer, appHash)).toBe("abort");
  });

  it("counts for nothing when the whole is not sound", async () => {
    const one = receiving({ examine: async () => "an index lacks a row" });
    await one.receiver.offer(offer, appHash);
    const verdicts = [];
    for (const [i, chunk] of chunks.entries())
      verdicts.push(await one.receiver.apply(i, chunk, "p"));
    expect(verdicts.at(-1)).toMatchObject({ result: "reject-snapshot" });
    expect(one.receiver.received).toBeUndefined();
    expect(await one.receiver.offer(offer, appHash)).toBe("accept");
  });
});
