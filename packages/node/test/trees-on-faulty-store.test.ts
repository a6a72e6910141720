import { leafHash, MemoryTree } from "@tallystick/core/log-tree";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { LogTileDamaged, LogTiles } from "@tallystick/ledger/log-tiles";
import { MemoryStore } from "@tallystick/ledger/memory-store";
import { StateTreeDamaged } from "@tallystick/ledger/state-tree/damaged";
import { StateTree } from "@tallystick/ledger/state-tree/state-tree";
import type { Store } from "@tallystick/ledger/store";
import { expect, test } from "vitest";
import { CheckedStore } from "../src/store/checked-store.ts";
import { type CommitFault, FaultStore } from "../src/store/fault-store.ts";
import { type SeededRandom, seededRandom } from "../src/store/seeded-random.ts";
import { StoreDamaged } from "../src/store/store-errors.ts";

const suite = nodeSuite("intl");
const prefix = Uint8Array.of(0x74, 0);
const SILENT: readonly CommitFault[] = ["torn", "lost", "misdirected", "bit-flip"];
const SEEDS = Number(process.env["TALLYSTICK_FAULT_SEEDS"] ?? 60);
const FIRST_SEED = Number(process.env["TALLYSTICK_SEED"]);

/** Damage named, which stops the node, or undefined when all went well. Any other error is a failure. */
function damageIn(act: () => void): Error | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    const named = [StateTreeDamaged, LogTileDamaged, StoreDamaged];
    if (named.some((kind) => error instanceof kind)) return error as Error;
    throw error;
  }
}

function pathOf(n: number): Uint8Array {
  return suite.hash(Uint8Array.of(1, n & 255, n >> 8));
}

function valueHashOf(n: number): Uint8Array {
  return suite.hash(Uint8Array.of(2, n & 255, n >> 8));
}

class Run {
  readonly random: SeededRandom;
  readonly faulty: FaultStore;
  readonly store: Store;
  readonly rows = new Map<number, number>();
  readonly leaves = new MemoryTree(suite);
  readonly checked: boolean;
  tree: StateTree;
  log: LogTiles;

  constructor(seed: number, checked: boolean) {
    this.random = seededRandom(seed);
    const faultAt = 2 + this.random.below(10);
    this.faulty = new FaultStore(new MemoryStore(), {
      random: this.random,
      commit: (nth) => (nth >= faultAt ? SILENT[this.random.below(SILENT.length)] : undefined),
    });
    this.checked = checked;
    this.store = checked ? new CheckedStore(this.faulty) : this.faulty;
    this.tree = StateTree.open({ suite, reader: this.store, prefix });
    this.log = LogTiles.open({ suite, reader: this.store, size: 0 });
  }

  async block(): Promise<void> {
    const changes = new Map<number, number | null>();
    for (let i = 0; i < 40; i++) {
      const n = this.random.below(900);
      changes.set(n, this.random.below(5) === 0 ? null : this.random.below(1000));
    }
    const entries = Array.from({ length: 90 }, (_, i) =>
      leafHash(suite, Uint8Array.of(i, this.leaves.size & 255, this.leaves.size >> 8)),
    );
    const state = this.tree.prepare(
      [...changes].map(([n, value]) => ({
        path: pathOf(n),
        valueHash: value === null ? null : valueHashOf(value),
        rowId: n,
      })),
    );
    const log = this.log.prepare(entries);
    await this.store.commit([...state.writes, ...log.writes]);
    this.tree.apply(state);
    this.log.apply(log);
    for (const [n, value] of changes) {
      if (value === null) this.rows.delete(n);
      else this.rows.set(n, value);
    }
    for (const entry of entries) this.leaves.append(entry);
    expect(this.log.root).toEqual(this.leaves.root());
    expect(this.tree.size).toBe(this.rows.size);
  }

  /** Asks at random: every answer is right, or damage is named. */
  ask(): Error | undefined {
    const n = this.random.below(900);
    const index = this.random.below(this.leaves.size);
    const size = index + 1 + this.random.below(this.leaves.size - index);
    const value = this.rows.get(n);
    return (
      damageIn(() => {
        const found = this.tree.find(pathOf(n));
        const expected = value === undefined ? undefined : valueHashOf(value);
        expect(found?.valueHash).toEqual(expected);
        // A bucket's row ids are covered by the checksum of the store alone.
        if (this.checked) expect(found?.rowId).toBe(value === undefined ? undefined : n);
        expect(this.tree.prove(pathOf(n)).found?.valueHash).toEqual(expected);
      }) ??
      damageIn(() => {
        expect(this.log.inclusion(index, size)).toEqual(this.leaves.inclusion(index, size));
      })
    );
  }

  /** Opens anew: the same roots, or damage is named. */
  reopen(): Error | undefined {
    const { root } = this.tree;
    return damageIn(() => {
      const tree = StateTree.open({ suite, reader: this.store, prefix });
      const log = LogTiles.open({ suite, reader: this.store, size: this.leaves.size });
      expect(tree.root).toEqual(root);
      // The ledger compares the root of the log with that of its last block.
      if (String(log.root) === String(this.leaves.root())) [this.tree, this.log] = [tree, log];
    });
  }
}

test.each([true, false])("damage is named and never served; checksums: %s", async (checked) => {
  let named = 0;
  const kinds = new Set<string>();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const run = new Run(seed, checked);
    try {
      let damage: Error | undefined;
      for (let block = 0; block < 16 && damage === undefined; block++) {
        try {
          await run.block();
        } catch (error) {
          damage = damageIn(() => {
            throw error;
          });
          break;
        }
        for (let i = 0; i < 25; i++) damage = run.ask() ?? damage;
        if (run.random.below(4) === 0) damage = run.reopen() ?? damage;
      }
      if (damage !== undefined) named++;
      if (damage !== undefined) kinds.add(damage.constructor.name);
    } catch (cause) {
      throw new Error(`seed ${seed} (TALLYSTICK_SEED=${seed})`, { cause });
    }
  }
  console.log(`${named} of ${SEEDS} runs named damage: ${[...kinds].join(", ")}`);
  // Some faults hit what is written over before anybody reads it.
  expect(named).toBeGreaterThan(SEEDS / 2);
});
