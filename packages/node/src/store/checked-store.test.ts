import { utf8 } from "@tallystick/core/bytes";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { describe, expect, it } from "vitest";
import { CheckedStore } from "./checked-store.ts";
import { storeCompliance } from "./compliance.ts";
import { FaultStore } from "./fault-store.ts";
import { LmdbStore } from "./lmdb-store.ts";
import { seededRandom } from "./seeded-random.ts";
import { StoreDamaged } from "./store-errors.ts";

storeCompliance({ name: "MemoryStore", open: () => new MemoryStore() });
storeCompliance({
  name: "CheckedStore on memory",
  open: () => new CheckedStore(new MemoryStore()),
});
storeCompliance({
  name: "CheckedStore on LMDB",
  open: (path) => new CheckedStore(LmdbStore.open({ path })),
  child: "checked-lmdb",
});
storeCompliance({
  name: "FaultStore without a plan",
  open: () => new FaultStore(new MemoryStore(), { random: seededRandom(1) }),
});

describe("CheckedStore", () => {
  const key = utf8("the key");

  async function stored(value: Uint8Array): Promise<{ inner: MemoryStore; raw: Uint8Array }> {
    const inner = new MemoryStore();
    await new CheckedStore(inner).commit([{ key, value }]);
    return { inner, raw: (inner.get(key) as Uint8Array).slice() };
  }

  it("finds every flipped bit, by get, range and snapshot", async () => {
    const { raw } = await stored(utf8("some value"));
    for (let bit = 0; bit < raw.length * 8; bit++) {
      const value = raw.slice();
      value[bit >> 3] = (value[bit >> 3] as number) ^ (1 << (bit & 7));
      const inner = new MemoryStore();
      await inner.commit([{ key, value }]);
      const checked = new CheckedStore(inner);
      expect(() => checked.get(key)).toThrow(StoreDamaged);
      expect(() => [...checked.range({ gte: key, lt: utf8("u") })]).toThrow(StoreDamaged);
      expect(() => checked.snapshot().get(key)).toThrow(StoreDamaged);
    }
  });

  it("finds every truncation and names the key, never the value", async () => {
    const { raw } = await stored(utf8("secret"));
    for (let length = 0; length < raw.length; length++) {
      const inner = new MemoryStore();
      await inner.commit([{ key, value: raw.slice(0, length) }]);
      expect.assertions(raw.length * 2);
      try {
        new CheckedStore(inner).get(key);
      } catch (error) {
        expect((error as StoreDamaged).key).toEqual(key);
        expect((error as Error).message).not.toContain("secret");
      }
    }
  });

  it("finds a value that was written under another key", async () => {
    const { inner, raw } = await stored(utf8("value"));
    await inner.commit([{ key: utf8("other"), value: raw }]);
    expect(() => new CheckedStore(inner).get(utf8("other"))).toThrow(/checksum-mismatch/);
  });
});
