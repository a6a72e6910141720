import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { Batcher } from "./batcher.ts";
import { parallel } from "./parallel.ts";

function* numbers(count: number, taken: number[]) {
  for (let at = 0; at < count; at++) {
    taken.push(at);
    yield at;
  }
}

test("no more than so many are under way, and none is read ahead", async () => {
  const taken: number[] = [];
  let now = 0;
  let most = 0;
  let done = 0;
  await parallel(numbers(50, taken), 7, async () => {
    most = Math.max(most, ++now);
    expect(taken.length).toBeLessThanOrEqual(done + 7);
    await pause(1);
    now--;
    done++;
  });
  expect(most).toBe(7);
  expect(taken.length).toBe(50);
});

test("a failure stops the taking and is thrown after the rest has ended", async () => {
  const taken: number[] = [];
  let ended = 0;
  const work = async (item: number) => {
    await pause(2);
    if (item === 3) throw new Error("three");
    ended++;
  };
  await expect(parallel(numbers(100, taken), 4, work)).rejects.toThrow("three");
  expect(taken.length).toBeLessThan(12);
  expect(ended).toBe(taken.length - 2); // one failed, one was taken and not begun
});

test("an abort ends the taking without a failure", async () => {
  const controller = new AbortController();
  const done: number[] = [];
  const work = async (item: number) => {
    if (item === 5) controller.abort();
    done.push(item);
  };
  await parallel(numbers(100, []), 1, work, controller.signal);
  expect(done).toEqual([0, 1, 2, 3, 4, 5]);
});

test("a batch goes when it is full, or after a moment, and so many at a time", async () => {
  const sizes: number[] = [];
  let now = 0;
  let most = 0;
  const batcher = new Batcher<number, number>(
    { size: 10, bytes: 1e6, waitMs: 5, atOnce: 2 },
    async (batch) => {
      sizes.push(batch.length);
      most = Math.max(most, ++now);
      await pause(3);
      now--;
      return batch.map((one) => one * 2);
    },
  );
  const results = await Promise.all(Array.from({ length: 34 }, (_, at) => batcher.add(at, 1)));
  expect(results).toEqual(Array.from({ length: 34 }, (_, at) => at * 2));
  expect(sizes).toEqual([10, 10, 10, 4]);
  expect(most).toBe(2);
});

test("a batch is bounded in bytes, and a failure reaches everyone in it", async () => {
  const sizes: number[] = [];
  const batcher = new Batcher<string, string>(
    { size: 10, bytes: 100, waitMs: 1, atOnce: 1 },
    async (batch) => {
      sizes.push(batch.length);
      if (batch.includes("bad")) throw new Error("refused");
      return batch;
    },
  );
  const all = await Promise.allSettled(["a", "b", "bad", "c"].map((one) => batcher.add(one, 50)));
  expect(all.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
  ]);
  expect(sizes).toEqual([2, 2]);
});
