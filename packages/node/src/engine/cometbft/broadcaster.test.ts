import { describe, expect, it } from "vitest";
import { Broadcaster } from "./broadcaster.ts";

const LIMITS = { batchItems: 3, batchBytes: 100, retryMs: 5 };

function setUp(answer: (txs: readonly Uint8Array[]) => (string | undefined)[]) {
  const calls: number[][] = [];
  const full: number[] = [];
  const broadcaster = new Broadcaster(
    {
      broadcast: async (txs) => {
        calls.push(txs.map((tx) => tx[0] as number));
        return answer(txs);
      },
    },
    LIMITS,
  );
  const add = (number: number, length = 10): void =>
    broadcaster.add({
      tx: new Uint8Array(length).fill(number),
      onFull: () => full.push(number),
    });
  return { broadcaster, add, calls, full };
}

describe("Broadcaster", () => {
  it("hands over in order, several at a time within bounds", async () => {
    const { broadcaster, add, calls } = setUp((txs) => txs.map(() => undefined));
    for (let i = 0; i < 7; i++) add(i);
    add(7, 90);
    add(8, 200);
    add(9);
    await expect.poll(() => broadcaster.waiting).toBe(0);
    expect(calls).toEqual([[0, 1, 2], [3, 4, 5], [6, 7], [8], [9]]);
  });

  it("tells those for whom the mempool has no room", async () => {
    const problems = [
      "Internal error: mempool is full: number of txs 5 (max: 5)",
      "Internal error: tx already exists in cache",
      "Internal error: mempool is still rechecking after a new committed block, so it is considered as full",
    ];
    const { broadcaster, add, full } = setUp(() => problems);
    for (let i = 0; i < 3; i++) add(i);
    await expect.poll(() => broadcaster.waiting).toBe(0);
    expect(full).toEqual([0, 2]);
  });

  it("waits for an engine that does not answer, and loses nothing", async () => {
    let failures = 3;
    const { broadcaster, add, calls } = setUp((txs) => {
      failures -= 1;
      if (failures >= 0) throw new Error("connection refused");
      return txs.map(() => undefined);
    });
    add(1);
    add(2);
    await expect.poll(() => broadcaster.waiting).toBe(0);
    expect(calls).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it("hands nothing over once it is stopped", async () => {
    const { broadcaster, add, calls } = setUp(() => {
      throw new Error("connection refused");
    });
    add(1);
    await expect.poll(() => calls.length).toBeGreaterThan(0);
    broadcaster.stop();
    const { length } = calls;
    add(2);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(calls.length).toBeLessThanOrEqual(length + 1);
  });
});
