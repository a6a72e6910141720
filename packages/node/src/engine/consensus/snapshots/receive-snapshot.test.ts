import { concatBytes } from "@tallystick/core/bytes";
import { encodeCbor } from "@tallystick/core/cbor";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { batchKey } from "@tallystick/ledger/key-space";
import { afterAll, describe, expect, it } from "vitest";
import type { TestOrganisation } from "../../../../test/support/lockstep.ts";
import { openSnapshotRig } from "../../../../test/support/snapshot-rig.ts";
import type { SnapshotOffer } from "../application.ts";
import { decodeManifest, encodeManifest, type SnapshotManifest } from "./manifest.ts";
import { signVoucher, voucherOf, vouchersNeeded } from "./voucher.ts";

const rig = await openSnapshotRig();
afterAll(() => rig.close());
const { consortium, offer, appHash, chunks, receiving, receiveAll, vouchersOf } = rig;

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
    expect(new Set(await receiveAll(one))).toEqual(new Set(["accept"]));
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
    expect(new Set(await receiveAll(one))).toEqual(new Set(["accept"]));
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
