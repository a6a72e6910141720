import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { u64be } from "@tallystick/core/bytes";
import { describe, expect, it } from "vitest";
import { storeCompliance } from "./compliance.ts";
import { LmdbStore } from "./lmdb-store.ts";

storeCompliance({
  name: "LmdbStore",
  open: (path) => LmdbStore.open({ path }),
  child: "lmdb",
});

/** The same store, letting go of its map whenever it may. */
function openRestless(path: string): LmdbStore {
  const store = LmdbStore.open({ path, mappedBytesMax: 0 });
  const commit = store.commit.bind(store);
  store.commit = async (writes) => {
    await commit(writes);
    await store.upkeep();
  };
  return store;
}

storeCompliance({ name: "LmdbStore that always renews its map", open: openRestless });

describe.runIf(process.platform === "linux")("the map of an LmdbStore", () => {
  const fileMiB = (): number =>
    Number(readFileSync("/proc/self/statm", "latin1").split(" ")[2]) / 256;

  it("is let go of when it has grown, while reads go on", async () => {
    const path = mkdtempSync(join(tmpdir(), "tallystick-map-"));
    const before = fileMiB();
    const store = LmdbStore.open({ path, mappedBytesMax: (before + 40) * 1_048_576 });
    const query = { gte: u64be(0), lt: u64be(2_000_000) };
    const lookAtEverything = (): void => {
      const snapshot = store.snapshot();
      expect([...snapshot.range(query)].length).toBeGreaterThan(0);
      snapshot.close();
    };
    const first = (): Uint8Array | undefined => store.get(u64be(0));
    for (let block = 0; block < 60; block++) {
      await store.commit(
        Array.from({ length: 500 }, (_, i) => ({
          key: u64be((i * 7919 + block * 104_729) % 1_000_003),
          value: new Uint8Array(4000).fill(block),
        })),
      );
      lookAtEverything();
      void store.upkeep();
      // Whatever the renewal is doing at these moments, a read has its answer.
      expect(first()).toEqual(new Uint8Array(4000));
      await Promise.resolve();
      expect(first()).toEqual(new Uint8Array(4000));
      await new Promise((resolve) => setImmediate(resolve));
      expect(first()).toEqual(new Uint8Array(4000));
    }
    expect(store.stats().bytes).toBeGreaterThan(100_000_000);
    lookAtEverything();
    await store.upkeep();
    expect(fileMiB() - before).toBeLessThan(20);
    expect(first()).toEqual(new Uint8Array(4000));
    await store.close();
    rmSync(path, { recursive: true, force: true });
  });
});
