import { toHex, u64be } from "@tallystick/core/bytes";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import type { WriteOp } from "@tallystick/ledger/store";
import { describe, expect, it } from "vitest";
import { CheckedStore } from "./checked-store.ts";
import { type CommitFault, FaultStore } from "./fault-store.ts";
import { seededRandom } from "./seeded-random.ts";
import { StoreDamaged, StoreFault } from "./store-errors.ts";

const rows = Array.from({ length: 40 }, (_, i) => ({ key: u64be(i), value: u64be(i * 1000) }));

/** Reads each row through checksums: rows that are right, missing, and found damaged. */
function survey(store: CheckedStore): { right: string[]; missing: string[]; damaged: string[] } {
  const result = { right: [] as string[], missing: [] as string[], damaged: [] as string[] };
  for (const { key, value } of rows) {
    try {
      const got = store.get(key);
      if (got === undefined) result.missing.push(toHex(key));
      else {
        expect(got).toEqual(value);
        result.right.push(toHex(key));
      }
    } catch (error) {
      expect(error).toBeInstanceOf(StoreDamaged);
      result.damaged.push(toHex(key));
    }
  }
  return result;
}

async function afterFault(kind: CommitFault, seed: number) {
  const fault = new FaultStore(new MemoryStore(), {
    random: seededRandom(seed),
    commit: () => kind,
  });
  const store = new CheckedStore(fault);
  const outcome = await store.commit(rows).then(
    () => "done",
    (error: unknown) => (error as StoreFault).code,
  );
  return { outcome, injected: fault.injected, ...survey(store) };
}

describe("FaultStore", () => {
  it.each(["torn", "lost", "misdirected", "bit-flip"] as const)(
    "%s is silent, and what it spoilt is exactly what it names",
    async (kind) => {
      for (let seed = 1; seed <= 50; seed++) {
        const { outcome, injected, missing, damaged } = await afterFault(kind, seed);
        expect(outcome).toBe("done");
        const named = injected.flatMap(({ keys }) => keys.map(toHex));
        expect([...missing, ...damaged].sort()).toEqual(named.sort());
        expect(named.length).toBeGreaterThan(0);
      }
    },
  );

  it("fails a commit on a full disk, with nothing written", async () => {
    expect(await afterFault("disk-full", 1)).toMatchObject({ outcome: "disk-full", right: [] });
  });

  it("fails a commit on a write error, with all or nothing written", async () => {
    const sizes = new Set<number>();
    for (let seed = 1; seed <= 20; seed++) {
      const { outcome, right } = await afterFault("write-error", seed);
      expect(outcome).toBe("io");
      sizes.add(right.length);
    }
    expect([...sizes].sort()).toEqual([0, 40]);
  });

  it("fails reads where the plan says so", async () => {
    const store = new FaultStore(new MemoryStore(), {
      random: seededRandom(1),
      read: (nth) => nth === 1,
    });
    await store.commit(rows as WriteOp[]);
    expect(store.get(u64be(0))).toEqual(u64be(0));
    expect(() => store.get(u64be(0))).toThrow(StoreFault);
    expect(store.injected).toEqual([{ kind: "read-error", commit: 1, keys: [u64be(0)] }]);
  });
});
