import { toHex, u64be, utf8 } from "@tallystick/core/bytes";
import { decodeCertificate, encodeCertificate } from "@tallystick/core/certificate";
import { decodeBlock, encodeBlock } from "@tallystick/ledger/block-record";
import {
  batchKey,
  blockKey,
  certificateKey,
  entryKey,
  KEY_SPACE,
  metaKey,
  prefixRange,
  tileKey,
} from "@tallystick/ledger/key-space";
import type { Store } from "@tallystick/ledger/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { found } from "../../../test/support/light-node.ts";
import {
  copyOf,
  identityOf,
  type SampleLedger,
  sampleLedger,
} from "../../../test/support/sample-ledger.ts";
import { CheckedStore } from "../../store/checked-store.ts";
import { seededRandom } from "../../store/seeded-random.ts";
import { VerifyPool } from "../../workers/verify-pool.ts";
import { type DoctorReport, examineStore } from "./examine.ts";

let sample: SampleLedger;
let pool: VerifyPool;
beforeAll(async () => {
  sample = await sampleLedger();
  pool = await VerifyPool.open({ suite: "intl", size: 1 });
});
afterAll(() => pool.close());

/** What doctor says after `spoil`, which works above the checksums. */
async function after(
  spoil: (store: CheckedStore, raw: Store) => Promise<unknown> | unknown,
): Promise<DoctorReport> {
  const raw = await copyOf(sample);
  const store = new CheckedStore(raw);
  await spoil(store, raw);
  return examineStore(sample.identity, store, { pool });
}

const put = (store: Store, key: Uint8Array, value: Uint8Array | null): Promise<void> =>
  store.commit([{ key, value }]);

/** The first key of a space, or the nth. */
function keyIn(space: keyof typeof KEY_SPACE, nth = 0): Uint8Array {
  return sample.rows.filter(([key]) => key[0] === KEY_SPACE[space])[nth]?.[0] as Uint8Array;
}

const flipped = (bytes: Uint8Array, at = bytes.length >> 1): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ 0x10;
  return copy;
};

describe("doctor", () => {
  it("finds a sound ledger sound, and executing it again comes to the same", async () => {
    const phases = new Set<string>();
    const report = await examineStore(sample.identity, new CheckedStore(await copyOf(sample)), {
      pool,
      replay: true,
      onProgress: (phase) => phases.add(phase),
    });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: "sound", entries: 352, rows: sample.rows.length });
    expect([...phases].sort()).toEqual([
      "batches",
      "log",
      "replay",
      "signatures",
      "state",
      "values",
    ]);
  });

  it("finds a store that was never used empty", async () => {
    const store = new CheckedStore(await copyOf({ rows: [] }));
    expect(await examineStore(sample.identity, store)).toMatchObject({ verdict: "empty", rows: 0 });
  });

  it("names every kind of value that fails its checksum, by its key", async () => {
    for (const space of [
      "batches",
      "blocks",
      "certificates",
      "entries",
      "indexes",
      "meta",
      "tiles",
      "rows",
      "statements",
      "state",
    ] as const) {
      const key = keyIn(space);
      const report = await after(async (_, raw) =>
        put(raw, key, flipped(raw.get(key) as Uint8Array)),
      );
      expect(report.verdict).toBe("damaged");
      expect(report.counts.value).toBe(1);
      expect(report.findings).toContainEqual(
        expect.objectContaining({ kind: "value", key: toHex(key) }),
      );
    }
  });

  it("misses no lost row, of whatever kind", async () => {
    const random = seededRandom(4);
    const spaces = new Map<number, number>();
    for (let i = 0; i < 40; i++) {
      const [key] = sample.rows[random.below(sample.rows.length)] as readonly [
        Uint8Array,
        Uint8Array,
      ];
      // The saved upper levels of the state trees and batch records are not part of the ledger's promise.
      if ((key[0] === KEY_SPACE.state && key[2] === 2) || key[0] === KEY_SPACE.batches) continue;
      spaces.set(key[0] as number, (spaces.get(key[0] as number) ?? 0) + 1);
      const report = await after((store) => put(store, key, null));
      expect(`${toHex(key)} ${report.verdict}`).toBe(`${toHex(key)} damaged`);
    }
    expect(spaces.size).toBeGreaterThan(3);
  });

  it("misses no value of an earlier block in the place of a later one", async () => {
    const rows = sample.rows.filter(([key]) => key[0] === KEY_SPACE.rows && key[1] === 0);
    const [first, second] = rows as [
      readonly [Uint8Array, Uint8Array],
      readonly [Uint8Array, Uint8Array],
    ];
    const report = await after((store) => put(store, first[0], store.get(second[0]) as Uint8Array));
    expect(report.counts.row).toBeGreaterThanOrEqual(1);
    expect(report.findings[0]).toMatchObject({ kind: "row", key: toHex(first[0]) });
  });

  it("names a changed entry, its height and index", async () => {
    const key = entryKey(17);
    const report = await after((store) => put(store, key, flipped(store.get(key) as Uint8Array)));
    expect(report.findings).toContainEqual(
      expect.objectContaining({ kind: "entry", index: 17, key: toHex(key) }),
    );
    expect(report.counts["log-root"]).toBeUndefined();
  });

  it("names a forged entry by its root even when the tile was forged with it", async () => {
    const report = await after(async (store) => {
      await put(store, entryKey(17), store.get(entryKey(18)) as Uint8Array);
      const tile = (store.get(tileKey(0, 0)) as Uint8Array).slice();
      tile.copyWithin(17 * 32, 18 * 32, 19 * 32);
      await put(store, tileKey(0, 0), tile);
    });
    expect(report.counts["log-root"]).toBe(1);
    expect(report.counts["statement-id"]).toBeGreaterThanOrEqual(1);
  });

  it("names a changed tile", async () => {
    const key = tileKey(0, 0);
    const report = await after((store) => put(store, key, flipped(store.get(key) as Uint8Array)));
    expect(report.counts).toEqual({ "log-tile": 1 });
    expect(report.findings[0]).toMatchObject({
      key: toHex(key),
      message: expect.stringContaining("0/0"),
    });
  });

  it("names a changed checkpoint signature and a signature of nobody's", async () => {
    const key = certificateKey(2);
    const report = await after((store) => {
      const certificate = decodeCertificate(store.get(key) as Uint8Array);
      const signatures = certificate.signatures.map((one) => ({
        protected: one.protected,
        signature: flipped(one.signature),
      }));
      return put(store, key, encodeCertificate({ ...certificate, signatures }));
    });
    expect(report.counts).toEqual({ certificate: 2 });
    expect(report.findings[0]).toMatchObject({ height: 2, key: toHex(key) });
    const stranger = identityOf(found());
    const other = { ...sample.identity, parsedTrust: stranger.parsedTrust };
    const strange = await examineStore(other, new CheckedStore(await copyOf(sample)));
    expect(strange.counts.certificate).toBeGreaterThanOrEqual(strange.height);
  });

  it("names a certificate of another block, a lost one, and one that does not decode", async () => {
    const key = certificateKey(2);
    for (const [value, said] of [
      [(store: Store) => store.get(certificateKey(1)) as Uint8Array, /another checkpoint/],
      [() => null, /no certificate/],
      [() => Uint8Array.of(1), /certificate is damaged/],
    ] as const) {
      const report = await after((store) => put(store, key, value(store)));
      expect(report.counts).toEqual({ certificate: 1 });
      const message = expect.stringMatching(said);
      expect(report.findings[0]).toMatchObject({ message, height: 2, key: toHex(key) });
    }
  });

  it("names a block that does not follow from the one before", async () => {
    const key = blockKey(2);
    const report = await after((store) => {
      const block = decodeBlock(store.get(key) as Uint8Array);
      return put(store, key, encodeBlock({ ...block, time: 1 }));
    });
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        kind: "block",
        height: 2,
        message: expect.stringContaining("earlier"),
      }),
    );
  });

  it("names a changed batch, a lost one's entry aside", async () => {
    const key = keyIn("batches");
    const report = await after((store) =>
      put(store, key, flipped(store.get(key) as Uint8Array, 900)),
    );
    expect(report.counts).toEqual({ batch: 1 });
    const moved = await after((store) => put(store, batchKey(3), store.get(key) as Uint8Array));
    expect(moved.counts).toEqual({ batch: 1 });
  });

  it("names rows and keys that nobody should have written", async () => {
    const cases: [Uint8Array, string][] = [
      [utf8("zebra"), "stray"],
      [Uint8Array.of(0x65, 1), "stray"],
      [entryKey(352), "entry"],
      [blockKey(99), "block"],
      [certificateKey(99), "certificate"],
      [certificateKey(0), "certificate"],
      [tileKey(3, 0), "log-tile"],
      [new Uint8Array(25).fill(0x73), "statement-id"],
      [Uint8Array.of(KEY_SPACE.rows, 0, ...u64be(1e6)), "row"],
      [Uint8Array.of(KEY_SPACE.indexes, 0, 0, 0, ...u64be(1e6)), "index"],
      [Uint8Array.of(KEY_SPACE.state, 0, 1, 0xff, 8), "state-tree"],
    ];
    for (const [key, kind] of cases) {
      const report = await after((store) => put(store, key, Uint8Array.of(1)));
      expect([toHex(key), report.verdict, Object.keys(report.counts)]).toEqual([
        toHex(key),
        "damaged",
        expect.arrayContaining([kind]),
      ]);
    }
  });

  it("says so when the store holds another ledger, or has lost what it is", async () => {
    const other = await examineStore(identityOf(found()), new CheckedStore(await copyOf(sample)));
    expect(other.counts.meta).toBe(1);
    const lost = await after((store) => put(store, metaKey("head"), null));
    expect(lost.counts).toEqual({ meta: 1 });
  });

  it("counts all findings and lists a bounded number", async () => {
    const report = await after(async (store) => {
      const range = prefixRange(Uint8Array.of(KEY_SPACE.entries));
      const keys = [...store.range(range)].map(([key]) => key);
      await store.commit(keys.map((key) => ({ key, value: Uint8Array.of(1) })));
    });
    expect(report.counts.entry).toBeGreaterThanOrEqual(352);
    expect(report.findings.length).toBeLessThanOrEqual(1000);
  });
});
