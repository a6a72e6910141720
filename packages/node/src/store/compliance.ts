import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { compareBytes, concatBytes, toHex, u64be, utf8 } from "@tallystick/core/bytes";
import type { RangeQuery, Store, StoreReader, WriteOp } from "@tallystick/ledger/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BLOCK_ROWS, blockRows, type ChildStore } from "./compliance-child.ts";
import { seededRandom } from "./seeded-random.ts";

/** A store implementation under test. */
export interface StoreUnderTest {
  readonly name: string;
  /** Open the store in a folder, empty or left by an earlier store of this kind. */
  open(path: string): Store;
  /** Name under which the kill -9 test's child opens it; absent when nothing is durable. */
  readonly child?: ChildStore;
}

const all = { gte: Uint8Array.of(0), lt: new Uint8Array(32).fill(0xff) };
const put = (key: string, value: string): WriteOp => ({ key: utf8(key), value: utf8(value) });
const remove = (key: string): WriteOp => ({ key: utf8(key), value: null });
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const keysOf = (reader: StoreReader, query: RangeQuery): string[] =>
  [...reader.range(query)].map(([key]) => text(key));
const span = (from: string, to: string): { gte: Uint8Array; lt: Uint8Array } => ({
  gte: utf8(from),
  lt: utf8(to),
});

/** Everything that the ledger relies on in a Store. Each implementation's test file calls this. */
export function storeCompliance(subject: StoreUnderTest): void {
  describe(`${subject.name} as a Store`, () => {
    let path: string;
    let store: Store;

    beforeEach(() => {
      path = mkdtempSync(join(tmpdir(), "tallystick-store-"));
      store = subject.open(path);
    });
    afterEach(async () => {
      await store.close();
      rmSync(path, { recursive: true, force: true });
    });

    it("reads back what it was given, and nothing else", async () => {
      await store.commit([put("b", "2"), put("a", "1")]);
      expect(text(store.get(utf8("a")) as Uint8Array)).toBe("1");
      expect(store.get(utf8("c"))).toBeUndefined();
      expect(store.get(utf8(""))).toBeUndefined();
      expect(store.get(new Uint8Array(2000))).toBeUndefined();
    });

    it("keeps empty values, big values and every byte value", async () => {
      const big = new Uint8Array(3_000_000).map((_, i) => (i * 31) & 0xff);
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const writes = [
        { key: utf8("empty"), value: new Uint8Array(0) },
        { key: utf8("big"), value: big },
        { key: bytes, value: bytes },
        { key: Uint8Array.of(0), value: Uint8Array.of(0) },
        { key: new Uint8Array(1024).fill(255), value: utf8("longest key") },
      ];
      await store.commit(writes);
      for (const { key, value } of writes) {
        const got = store.get(key) as Uint8Array;
        expect(got?.length).toBe(value.length);
        expect(compareBytes(got, value)).toBe(0);
      }
      expect([...store.range({ gte: new Uint8Array(0), lt: utf8("zz") })]).toHaveLength(4);
    });

    it("hands out values that later reads and writes do not change", async () => {
      await store.commit([put("a", "first"), put("b", "other")]);
      const held = store.get(utf8("a")) as Uint8Array;
      const [row] = store.range(span("a", "b"));
      store.get(utf8("b"));
      await store.commit([put("a", "later")]);
      store.get(utf8("a"));
      expect(text(held)).toBe("first");
      expect(text((row as readonly [Uint8Array, Uint8Array])[1])).toBe("first");
    });

    it("overwrites and deletes, the last write to a key winning", async () => {
      await store.commit([put("a", "1"), put("b", "1"), put("c", "1")]);
      await store.commit([
        put("a", "2"),
        remove("b"),
        remove("absent"),
        remove("c"),
        put("c", "3"),
      ]);
      await store.commit([put("d", "1"), remove("d")]);
      expect(keysOf(store, all)).toEqual(["a", "c"]);
      expect(text(store.get(utf8("a")) as Uint8Array)).toBe("2");
      expect(text(store.get(utf8("c")) as Uint8Array)).toBe("3");
    });

    it("orders by unsigned bytes, a prefix before its extensions", async () => {
      const keys = [[0], [0, 0], [1], [1, 255], [2], [127], [128], [255], [255, 0]];
      await store.commit(
        keys.toReversed().map((key) => ({ key: Uint8Array.from(key), value: utf8("v") })),
      );
      const query = { gte: Uint8Array.of(0), lt: Uint8Array.of(255, 255) };
      expect([...store.range(query)].map(([key]) => [...key])).toEqual(keys);
      expect([...store.range({ ...query, reverse: true })].map(([key]) => [...key])).toEqual(
        keys.toReversed(),
      );
    });

    it("ranges are half-open, run both ways, stop at the limit", async () => {
      await store.commit([..."abcdef"].map((key) => put(key, key)));
      expect(keysOf(store, span("b", "e"))).toEqual(["b", "c", "d"]);
      expect(keysOf(store, { ...span("b", "e"), reverse: true })).toEqual(["d", "c", "b"]);
      expect(keysOf(store, { ...span("b", "e"), limit: 2 })).toEqual(["b", "c"]);
      expect(keysOf(store, { ...span("b", "e"), limit: 2, reverse: true })).toEqual(["d", "c"]);
      expect(keysOf(store, { ...span("b", "e"), limit: 0 })).toEqual([]);
      expect(keysOf(store, span("e", "b"))).toEqual([]);
      expect(keysOf(store, { ...span("e", "b"), reverse: true })).toEqual([]);
      expect(keysOf(store, span("c", "c"))).toEqual([]);
      expect(keysOf(store, span("aa", "cc"))).toEqual(["b", "c"]);
      expect(keysOf(store, { ...span("aa", "cc"), reverse: true })).toEqual(["c", "b"]);
      expect(keysOf(store, { ...span("g", "z"), reverse: true })).toEqual([]);
      expect(keysOf(store, { ...span("A", "b"), reverse: true })).toEqual(["a"]);
    });

    it("ranges longer than a page, left early and used again", async () => {
      const key = (i: number): Uint8Array => concatBytes(utf8("p"), u64be(i));
      await store.commit(
        Array.from({ length: 1000 }, (_, i) => ({ key: key(i), value: u64be(i) })),
      );
      const query = { gte: key(10), lt: key(990) };
      expect([...store.range(query)]).toHaveLength(980);
      const reversed = [...store.range({ ...query, reverse: true, limit: 700 })];
      expect(reversed.map(([k]) => toHex(k))).toEqual(
        Array.from({ length: 700 }, (_, i) => toHex(key(989 - i))),
      );
      const seen: string[] = [];
      for (const [k] of store.range(query)) {
        if (seen.length === 300) break;
        seen.push(toHex(k));
      }
      expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => toHex(key(10 + i))));
      await store.commit([{ key: key(0), value: null }]);
      expect([...store.range({ gte: key(0), lt: key(1000) })]).toHaveLength(999);
    });

    it("refuses a key it cannot hold and writes nothing of that commit", async () => {
      for (const key of [new Uint8Array(0), new Uint8Array(1025)]) {
        await expect(store.commit([put("a", "1"), { key, value: utf8("v") }])).rejects.toThrow();
        expect(keysOf(store, all)).toEqual([]);
      }
      await store.commit([put("a", "2")]);
      expect(keysOf(store, all)).toEqual(["a"]);
    });

    it("applies commits in the order of the calls, and an empty one", async () => {
      const done = [];
      for (let i = 0; i < 40; i++)
        done.push(store.commit([put("counter", String(i)), put(`k${i}`, "")]));
      done.push(store.commit([]));
      await Promise.all(done);
      expect(text(store.get(utf8("counter")) as Uint8Array)).toBe("39");
      expect(keysOf(store, all)).toHaveLength(41);
    });

    it("shows a commit to every read as soon as it is done", async () => {
      for (let i = 0; i < 200; i++) {
        store.get(utf8("n"));
        await store.commit([put("n", String(i))]);
        expect(text(store.get(utf8("n")) as Uint8Array)).toBe(String(i));
        const snapshot = store.snapshot();
        expect(text(snapshot.get(utf8("n")) as Uint8Array)).toBe(String(i));
        snapshot.close();
      }
    });

    it("keeps a snapshot still while commits go on", async () => {
      const key = (i: number): Uint8Array => concatBytes(utf8("s"), u64be(i));
      const many = { gte: key(0), lt: key(10_000) };
      await store.commit(Array.from({ length: 600 }, (_, i) => ({ key: key(i), value: u64be(0) })));
      const early = store.snapshot();
      const rows = early.range(many)[Symbol.iterator]();
      let count = 0;
      for (let round = 1; round <= 20; round++) {
        for (let i = 0; i < 30; i++) count += rows.next().done ? 0 : 1;
        await store.commit(
          Array.from({ length: 700 }, (_, i) => ({
            key: key(i),
            value: i % 3 === 0 ? null : u64be(round),
          })),
        );
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      const late = store.snapshot();
      expect(count + [...{ [Symbol.iterator]: () => rows }].length).toBe(600);
      expect([...early.range(many)].map(([, value]) => toHex(value))).toEqual(
        Array.from({ length: 600 }, () => toHex(u64be(0))),
      );
      expect(early.get(key(0))).toEqual(u64be(0));
      expect(late.get(key(0))).toBeUndefined();
      expect(late.get(key(1))).toEqual(u64be(20));
      early.close();
      early.close();
      expect(late.get(key(2))).toEqual(u64be(20));
      expect(() => early.get(key(0))).toThrow();
      late.close();
    });

    it("agrees with a sorted map over random commits and ranges", async () => {
      const random = seededRandom(7);
      const model = new Map<string, Uint8Array>();
      const key = (): Uint8Array =>
        Uint8Array.from({ length: 1 + random.below(3) }, () => random.below(6) * 51);
      for (let round = 0; round < 60; round++) {
        const writes = Array.from({ length: random.below(20) }, () => ({
          key: key(),
          value: random.below(4) === 0 ? null : u64be(random.below(1e6)),
        }));
        await store.commit(writes);
        for (const write of writes) {
          if (write.value === null) model.delete(toHex(write.key));
          else model.set(toHex(write.key), write.value);
        }
        const query = { gte: key(), lt: key(), limit: 1 + random.below(20) };
        for (const reverse of [false, true]) {
          const expected = [...model.keys()]
            .filter((hex) => hex >= toHex(query.gte) && hex < toHex(query.lt))
            .sort((a, b) => (a < b === reverse ? 1 : -1))
            .slice(0, query.limit);
          const got = [...store.range({ ...query, reverse })];
          expect(got.map(([k]) => toHex(k))).toEqual(expected);
          for (const [k, v] of got) expect(v).toEqual(model.get(toHex(k)));
        }
      }
      expect(store.stats().keys).toBe(model.size);
    });

    it("refuses everything after close; closing twice is harmless", async () => {
      await store.commit([put("a", "1")]);
      await store.close();
      await store.close();
      expect(() => store.get(utf8("a"))).toThrow();
      expect(() => [...store.range(all)]).toThrow();
      expect(() => store.snapshot()).toThrow();
      await expect(store.commit([put("b", "1")])).rejects.toThrow();
    });

    it("finishes commits under way before it closes", async () => {
      const commits = Array.from({ length: 10 }, (_, i) => store.commit([put(`k${i}`, "v")]));
      await store.close();
      await Promise.all(commits);
      if (subject.child === undefined) return;
      store = subject.open(path);
      expect(keysOf(store, all)).toHaveLength(10);
    });

    if (subject.child !== undefined) durability(subject, subject.child);
  });
}

function durability(subject: StoreUnderTest, child: ChildStore): void {
  it("is there again after close and open", async () => {
    const path = mkdtempSync(join(tmpdir(), "tallystick-store-"));
    let store = subject.open(path);
    await store.commit([put("a", "1"), put("b", "2")]);
    await store.close();
    store = subject.open(path);
    expect(keysOf(store, all)).toEqual(["a", "b"]);
    await store.close();
    rmSync(path, { recursive: true, force: true });
  });

  it("loses nothing acknowledged and keeps no half commit over kill -9", async () => {
    const path = mkdtempSync(join(tmpdir(), "tallystick-store-"));
    const random = seededRandom(11);
    let next = 0;
    for (let kill = 0; kill < 5; kill++) {
      const acknowledged = await writeUntilKilled(child, path, next, 20 + random.below(120));
      const store = subject.open(path);
      next = expectWholeBlocks(store, Math.max(next, acknowledged + 1));
      await store.close();
    }
    expect(next).toBeGreaterThan(0);
    rmSync(path, { recursive: true, force: true });
  });
}

/** Let a child write blocks from `first` on; kill it after so many ms of writing. The last block it acknowledged. */
async function writeUntilKilled(
  child: ChildStore,
  path: string,
  first: number,
  afterMs: number,
): Promise<number> {
  const script = fileURLToPath(new URL("./compliance-child.ts", import.meta.url));
  const process_ = spawn(process.execPath, [script, child, path, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(process_, "exit");
  let last = first - 1;
  for await (const line of createInterface({ input: process_.stdout })) {
    if (last === first - 1) setTimeout(() => process_.kill("SIGKILL"), afterMs);
    last = Number(line);
  }
  await gone;
  return last;
}

/** Every block below `acknowledged` is whole; so is each after it that is there at all. The next free number. */
function expectWholeBlocks(store: Store, acknowledged: number): number {
  let block = 0;
  for (; ; block++) {
    const { gte, lt } = { gte: u64be(block), lt: u64be(block + 1) };
    const rows = [...store.range({ gte, lt })];
    if (rows.length === 0) break;
    expect(rows).toHaveLength(BLOCK_ROWS);
    const expected = blockRows(block).toSorted((a, b) => compareBytes(a.key, b.key));
    rows.forEach(([key, value], i) => {
      const { key: wantedKey, value: wantedValue } = expected[i] as WriteOp;
      expect(compareBytes(key, wantedKey)).toBe(0);
      expect(compareBytes(value, wantedValue as Uint8Array)).toBe(0);
    });
  }
  expect(block).toBeGreaterThanOrEqual(acknowledged);
  return block;
}
