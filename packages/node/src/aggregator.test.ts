import { createHash } from "node:crypto";
import { batchLeafHashes, encodeBatchLeaf } from "@tallystick/core/batch-leaf";
import type { BatchShare } from "@tallystick/core/batch-share";
import { concatBytes, equalBytes, toHex } from "@tallystick/core/bytes";
import { leafHash, rootFromInclusion } from "@tallystick/core/log-tree";
import { expandRange } from "@tallystick/core/range-proof";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterAll, expect, test } from "vitest";
import { Aggregator, AggregatorFull } from "./aggregator.ts";
import { type BuiltBatch, buildBatch } from "./batch-build.ts";
import { BatchBuilder } from "./batch-builder.ts";
import { batchPart, batchRoot, decodeBatchRecord, findInBatch } from "./batch-record.ts";

const suite = nodeSuite("intl");
const builder = new BatchBuilder();
afterAll(() => builder.close());

const digest = (n: number, length = 32): Uint8Array =>
  new Uint8Array(createHash("sha512").update(`${n}`).digest()).slice(0, length);
const digests = (from: number, count: number, length = 32): Uint8Array =>
  concatBytes(...Array.from({ length: count }, (_, i) => digest(from + i, length)));

function aggregator(batches: BuiltBatch[], options = {}): Aggregator {
  return new Aggregator({
    suite: "intl",
    build: (job) => builder.build(job),
    order: async (batch) => {
      batches.push(batch);
      return { index: batches.length - 1, height: 1, receipt: Uint8Array.of(1) };
    },
    ...options,
  });
}

function checkShare(share: BatchShare, batch: BuiltBatch, from: number): void {
  const run = digests(from, share.count);
  const leafHashes = batchLeafHashes(suite.hash, "sha-256", run);
  const { size, first, proof } = share;
  const expanded = expandRange(suite, { size, from: first, leafHashes, proof });
  expect(toHex(expanded.root)).toBe(toHex(batch.root));
}

test("callers at one time share a batch, and each can rebuild every path of its own", async () => {
  const batches: BuiltBatch[] = [];
  const seen: number[] = [];
  const agg = aggregator(batches, { onBatch: (n: number) => seen.push(n) });
  const counts = [1, 3, 700, 1, 64, 5];
  let from = 0;
  const starts = counts.map((count) => {
    from += count;
    return from - count;
  });
  const shares = await Promise.all(
    counts.map((count, i) => agg.add("sha-256", digests(starts[i] as number, count))),
  );
  expect(batches.length).toBe(1);
  expect(seen).toEqual([774]);
  shares.forEach((share, i) => {
    expect([share.first, share.count, share.size]).toEqual([starts[i], counts[i], 774]);
    checkShare(share, batches[0] as BuiltBatch, starts[i] as number);
  });
  // The proof of a run of one leaf is its inclusion path.
  const single = shares[3] as BatchShare;
  const root = rootFromInclusion(suite, {
    index: single.first,
    size: single.size,
    leafHash: leafHash(suite, encodeBatchLeaf({ alg: "sha-256", digest: digest(704) })),
    path: single.proof,
  });
  expect(root).toEqual(batches[0]?.root);
  expect(agg.queued).toBe(0);
});

test("the thread, the pure function and the stored record give the same tree", async () => {
  const groups = [
    ["sha-256", 300],
    ["sha-512", 2],
    ["sha-256", 300],
    ["sm3", 70],
  ] as const;
  const all = concatBytes(digests(0, 300), digests(300, 2, 64), digests(302, 370));
  const job = { suite: "intl" as const, groups, digests: new Uint8Array(all) };
  const pure = buildBatch(suite, { ...job, digests: new Uint8Array(all) });
  const built = await builder.build(job);
  expect(toHex(built.root)).toBe(toHex(pure.root));
  expect(built.size).toBe(672);
  const record = decodeBatchRecord(built.record);
  expect(record.size).toBe(672);
  expect(toHex(batchRoot(suite, record))).toBe(toHex(pure.root));
  for (let index = 0; index < 672; index++) {
    const alg =
      index < 300 || (index >= 302 && index < 602) ? "sha-256" : index < 302 ? "sha-512" : "sm3";
    const value = digest(index, alg === "sha-512" ? 64 : 32);
    expect(findInBatch(record, alg, value)).toBe(index);
    if (index % 7 > 0 && index !== 671) continue;
    const part = batchPart(suite, record, index);
    expect(part.leaf).toEqual(encodeBatchLeaf({ alg, digest: value }));
    const { path } = part;
    const hash = leafHash(suite, part.leaf);
    expect(rootFromInclusion(suite, { index, size: 672, leafHash: hash, path })).toEqual(pure.root);
  }
  expect(findInBatch(record, "sha-256", digest(9999))).toBeUndefined();
  // The bytes are there, but not where a digest starts.
  expect(findInBatch(record, "sha-256", all.slice(16, 48))).toBeUndefined();
});

test("a damaged record is noticed", () => {
  const job = { suite: "intl" as const, groups: [["sha-256", 400]] as const };
  const built = buildBatch(suite, { ...job, digests: new Uint8Array(digests(0, 400)) });
  const record = decodeBatchRecord(built.record);
  const flipped = built.record.slice();
  const at = flipped.length - 400 * 32;
  flipped[at] = (flipped[at] as number) ^ 1;
  expect(equalBytes(batchRoot(suite, record), built.root)).toBe(true);
  const bad = [0, 399].map((index) => {
    try {
      return batchPart(suite, decodeBatchRecord(flipped), index) && "served";
    } catch {
      return "refused";
    }
  });
  expect(bad).toContain("refused");
});

test("a batch closes when it is full, and a large call gets one of its own", async () => {
  const batches: BuiltBatch[] = [];
  const agg = aggregator(batches, { batchDigests: 10, lingerMs: 10_000 });
  const shares = await Promise.all([
    agg.add("sha-256", digests(0, 6)),
    agg.add("sha-256", digests(6, 6)),
    agg.add("sha-256", digests(12, 25)),
  ]);
  expect(shares.map((share) => [share.index, share.size])).toEqual([
    [0, 6],
    [1, 6],
    [2, 25],
  ]);
});

test("too many waiting digests are refused, and a failed batch fails its callers only", async () => {
  let fail = true;
  const agg = aggregator([], {
    queueDigests: 10,
    lingerMs: 5,
    order: async () => {
      if (fail) throw new Error("disk full");
      return { index: 0, height: 1, receipt: Uint8Array.of(1) };
    },
  });
  const first = agg.add("sha-256", digests(0, 8));
  await expect(agg.add("sha-256", digests(8, 8))).rejects.toThrow(AggregatorFull);
  await expect(first).rejects.toThrow("disk full");
  fail = false;
  expect((await agg.add("sha-256", digests(8, 8))).count).toBe(8);
  expect(() => agg.add("sha-256", new Uint8Array(33))).toThrow(RangeError);
  await agg.drain();
});
