import { compareBytes, toHex } from "@tallystick/core/bytes";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryStore } from "./memory-store.ts";
import { StoreError, type WriteOp } from "./store.ts";

const key = fc.uint8Array({ minLength: 1, maxLength: 3, max: 12 });
const write: fc.Arbitrary<WriteOp> = fc.record({
  key,
  value: fc.option(fc.uint8Array({ maxLength: 4 }), { nil: null, freq: 3 }),
});

/** The plainest model there is: a map from hex to value. */
function applyTo(model: Map<string, Uint8Array>, writes: readonly WriteOp[]): void {
  for (const { key, value } of writes) {
    if (value === null) model.delete(toHex(key));
    else model.set(toHex(key), value);
  }
}

function shown(pairs: Iterable<readonly [Uint8Array, Uint8Array]>): string[] {
  return [...pairs].map(([k, v]) => `${toHex(k)}=${toHex(v)}`);
}

function modelRange(
  model: Map<string, Uint8Array>,
  query: { gte: Uint8Array; lt: Uint8Array; reverse: boolean; limit: number },
): string[] {
  const hits = [...model]
    .filter(([k]) => k >= toHex(query.gte) && k < toHex(query.lt))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}=${toHex(v)}`);
  if (query.reverse) hits.reverse();
  return hits.slice(0, query.limit);
}

test("commits, reads, ranges and snapshots agree with a plain map", async () => {
  const batches = fc.array(fc.array(write, { maxLength: 300 }), { maxLength: 6 });
  const query = fc.record({
    gte: key,
    lt: key,
    reverse: fc.boolean(),
    limit: fc.integer({ min: 0, max: 400 }),
  });
  await fc.assert(
    fc.asyncProperty(batches, fc.array(query, { maxLength: 8 }), async (all, queries) => {
      const store = new MemoryStore();
      const model = new Map<string, Uint8Array>();
      const frozen: { view: ReturnType<MemoryStore["snapshot"]>; model: typeof model }[] = [];
      for (const writes of all) {
        frozen.push({ view: store.snapshot(), model: new Map(model) });
        await store.commit(writes);
        applyTo(model, writes);
      }
      frozen.push({ view: store.snapshot(), model });
      for (const { view, model } of frozen) {
        for (const q of queries) {
          expect(shown(view.range(q))).toEqual(modelRange(model, q));
          expect(view.get(q.gte)).toEqual(model.get(toHex(q.gte)));
        }
      }
      expect(store.stats().keys).toBe(model.size);
    }),
    { numRuns: 60 },
  );
});

test("many keys in rising, falling and mixed order come back sorted", async () => {
  const store = new MemoryStore();
  const keys = Array.from({ length: 3000 }, (_, i) => Uint8Array.of(i >> 8, i & 255));
  const mixed = keys.toSorted(
    (a, b) => (((a[1] ?? 0) * 7919) % 256) - (((b[1] ?? 0) * 7919) % 256),
  );
  await store.commit(keys.slice(0, 1000).map((k) => ({ key: k, value: k })));
  await store.commit(
    keys
      .slice(2000)
      .toReversed()
      .map((k) => ({ key: k, value: k })),
  );
  await store.commit(mixed.map((k) => ({ key: k, value: k })));
  const seen = [...store.range({ gte: Uint8Array.of(0), lt: Uint8Array.of(255) })].map(([k]) => k);
  expect(seen).toEqual(keys.toSorted(compareBytes));
  expect(store.stats()).toEqual({ keys: 3000, bytes: 3000 * 4 });
  await store.commit(keys.map((k) => ({ key: k, value: null })));
  expect(store.stats()).toEqual({ keys: 0, bytes: 0 });
});

test("a refused commit changes nothing, and a closed store refuses everything", async () => {
  const store = new MemoryStore();
  const good = { key: Uint8Array.of(1), value: Uint8Array.of(2) };
  await expect(store.commit([good, { key: new Uint8Array(0), value: null }])).rejects.toThrow(
    StoreError,
  );
  await expect(store.commit([good, { key: new Uint8Array(1025), value: null }])).rejects.toThrow(
    "1 to 1024",
  );
  expect(store.get(good.key)).toBeUndefined();
  const view = store.snapshot();
  view.close();
  expect(() => view.get(good.key)).toThrow("closed");
  await store.close();
  await expect(store.commit([good])).rejects.toThrow("closed");
  expect(() => store.get(good.key)).toThrow("closed");
});
