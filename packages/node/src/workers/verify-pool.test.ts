import { Worker } from "node:worker_threads";
import { utf8 } from "@tallystick/core/bytes";
import { edgeVectors } from "@tallystick/core/suite/edge-vectors";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterEach, describe, expect, it, vi } from "vitest";
import { signatureBackend } from "./signature-backend.ts";
import { packBatch, packedBytes, type VerifyItem, verdictOf } from "./verify-batch.ts";
import { VerifyPool } from "./verify-pool.ts";

let pool: VerifyPool | undefined;
afterEach(async () => {
  await pool?.close();
  pool = undefined;
  vi.restoreAllMocks();
});

/** Items of a suite's algorithms, every third one with a signature of something else. */
function items(suiteName: "intl" | "gm", count: number): { items: VerifyItem[]; valid: boolean[] } {
  const suite = nodeSuite(suiteName);
  const signers = suite.algorithms.map((algorithm) => generateKey(suite, algorithm));
  const made = Array.from({ length: count }, (_, i) => {
    const signer = signers[i % signers.length] as (typeof signers)[number];
    const message = utf8(`message ${i}`.repeat(1 + (i % 50)));
    const signature = signer.sign(i % 3 === 0 ? utf8("another") : message);
    return { key: signer.publicKey, message, signature };
  });
  return { items: made, valid: made.map((_, i) => i % 3 !== 0) };
}

describe("VerifyPool", () => {
  it.each(["intl", "gm"] as const)("judges batches of every size in suite %s", async (suite) => {
    pool = await VerifyPool.open({ suite, size: 2 });
    expect(pool.size).toBe(2);
    for (const count of [0, 1, 2, 3, 127, 300]) {
      const made = items(suite, count);
      expect(await pool.verify(made.items)).toEqual(made.valid);
    }
    expect(pool.pending).toBe(0);
  });

  it.each([
    ["intl", "Ed25519"],
    ["intl", "ES256"],
    ["gm", "SM2"],
  ] as const)("follows the written rule on every edge vector: %s %s", async (suite, algorithm) => {
    pool = await VerifyPool.open({ suite, size: 1 });
    const vectors = edgeVectors(algorithm);
    expect(vectors.length).toBeGreaterThan(5);
    expect(await pool.verify(vectors)).toEqual(vectors.map(({ accept }) => accept));
  });

  it("refuses algorithms of the other suite and fields of any length, without failing", async () => {
    pool = await VerifyPool.open({ suite: "intl", size: 1 });
    const [good] = items("intl", 2).items.slice(1) as [VerifyItem];
    const sm2 = items("gm", 2).items[1] as VerifyItem;
    const bad: VerifyItem[] = [
      sm2,
      { ...good, signature: new Uint8Array(0) },
      { ...good, signature: new Uint8Array(63) },
      { ...good, signature: new Uint8Array(1000) },
      { ...good, key: { ...good.key, raw: new Uint8Array(0) } },
      { ...good, key: { ...good.key, raw: new Uint8Array(300) } },
      { ...good, key: { algorithm: "Ed25519", raw: new Uint8Array(32) } },
      { ...good, message: new Uint8Array(0) },
      { ...good, message: new Uint8Array(200_000) },
    ];
    expect(await pool.verify([...bad, good])).toEqual([...bad.map(() => false), true]);
  });

  it("loses no verdict when workers die, and replaces them", async () => {
    const workers: Worker[] = [];
    const post = Worker.prototype.postMessage;
    vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (this: Worker, ...args) {
      if (!workers.includes(this)) workers.push(this);
      return post.apply(this, args as Parameters<typeof post>);
    });
    pool = await VerifyPool.open({ suite: "intl", size: 2 });
    const made = items("intl", 2000);
    const verdicts = pool.verify(made.items);
    await Promise.all(workers.map((worker) => worker.terminate()));
    expect(await verdicts).toEqual(made.valid);
    await vi.waitFor(() => expect(pool?.size).toBe(2));
    expect(await pool.verify(made.items)).toEqual(made.valid);
    expect(workers.length).toBeGreaterThan(2);
  });

  it("answers what was asked before it closes, and nothing after", async () => {
    pool = await VerifyPool.open({ suite: "intl", size: 1 });
    const made = items("intl", 400);
    const verdicts = pool.verify(made.items);
    await pool.close();
    expect(await verdicts).toEqual(made.valid);
    await expect(pool.verify(made.items)).rejects.toThrow("closed");
  });
});

describe("signatureBackend", () => {
  it("equals the suite's own check on the calling thread", () => {
    const check = signatureBackend("intl");
    for (const { key, message, signature } of items("intl", 60).items) {
      expect(check(key.algorithm, key.raw, message, signature)).toBe(
        nodeSuite("intl").verify(key, message, signature),
      );
    }
  });
});

describe("packed batches", () => {
  it("start with every verdict false, whatever the buffer held before", () => {
    const made = items("intl", 5);
    const buffer = new Uint8Array(packedBytes(made.items) + 7).fill(255).buffer;
    packBatch(made.items, buffer);
    expect(made.items.map((_, i) => verdictOf(buffer, i))).toEqual(made.items.map(() => false));
  });
});
