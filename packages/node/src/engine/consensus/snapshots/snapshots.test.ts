import { readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { equalBytes, toHex } from "@tallystick/core/bytes";
import { batchKey, entryKey } from "@tallystick/ledger/key-space";
import { afterAll, describe, expect, it } from "vitest";
import {
  Consortium,
  CREATED,
  Lockstep,
  openTestNode,
  type TestNode,
  type TestOrganisation,
} from "../../../../test/support/lockstep.ts";
import { openSnapshotRig } from "../../../../test/support/snapshot-rig.ts";
import { VerifyPool } from "../../../workers/verify-pool.ts";
import type { SnapshotOffer } from "../application.ts";
import { decodeManifest, manifestAppHash, type SnapshotManifest } from "./manifest.ts";
import { type KeptSnapshot, SnapshotShelf } from "./shelf.ts";
import { LedgerSnapshots } from "./snapshots.ts";

const rig = await openSnapshotRig();
afterAll(() => rig.close());
const { pool, consortium, chain, services, offer, appHash, chunks } = rig;
const { node, folder, service, deposit, chunksOf, receiving, receiveAll } = rig;

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
    expect(new Set(await receiveAll(one))).toEqual(new Set(["accept"]));
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
