import { nodeSuite } from "@tallystick/core/suite/node-suite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { defineApp } from "../app/define-app.ts";
import { defineTable } from "../app/define-table.ts";
import { optional, text, uint } from "../app/fields.ts";
import { BlockRun } from "../block-run.ts";
import { CommittedTables } from "../committed-tables.ts";
import { statePrefix } from "../key-space.ts";
import { LogTiles } from "../log-tiles.ts";
import { MemoryStore } from "../memory-store.ts";
import { settleBlock } from "../settle-block.ts";
import { StateTree } from "../state-tree/state-tree.ts";
import { type AppOverlay, foundingBudget } from "./app-overlay.ts";
import { AppState } from "./app-state.ts";
import type { TableCodec } from "./table-codec.ts";

const table = defineTable({
  name: "things",
  key: { id: uint() },
  value: { group: text({ max: 3 }), rank: uint(), mark: optional(uint()) },
  indexes: { byGroup: ["group", "rank"], byMark: ["mark"] },
});
const app = defineApp({
  name: "things",
  version: 1,
  title: { en: "", zh: "" },
  summary: { en: "", zh: "" },
  tables: { table },
  actions: {},
  views: {},
  outcomes: {},
});

interface Row {
  readonly id: number;
  readonly group: string;
  readonly rank: number;
  readonly mark?: number | undefined;
}

const id = fc.nat({ max: 12 });
const group = fc.constantFrom("a", "b", "ab");
const step = fc.oneof(
  fc.record({
    put: fc.record(
      { id, group, rank: fc.nat({ max: 3 }), mark: fc.nat({ max: 2 }) },
      { requiredKeys: ["id", "group", "rank"] },
    ),
  }),
  fc.record({ remove: id }),
  fc.record({ get: id }),
  fc.record({ scan: group, reverse: fc.boolean(), limit: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ marks: fc.boolean() }),
);
/** A part of an action that stays, or is undone while the action goes on. */
const part = fc.record({ keep: fc.boolean(), steps: fc.array(step, { maxLength: 6 }) });
const history = fc.array(
  fc.array(fc.record({ keep: fc.boolean(), parts: fc.array(part, { maxLength: 3 }) }), {
    maxLength: 5,
  }),
  { maxLength: 4 },
);

/**
 * The table as a plain list with the order of first insertion: what an overlay must be equal to. A row
 * that is deleted and written again within one block keeps its place.
 */
class Model {
  rows: { row: Row; order: number }[] = [];
  #next = 0;
  #removed = new Map<number, number>();
  put(row: Row): void {
    const found = this.rows.find((one) => one.row.id === row.id);
    if (found) found.row = row;
    else this.rows.push({ row, order: this.#removed.get(row.id) ?? this.#next++ });
  }
  remove(id: number): boolean {
    const found = this.rows.find((one) => one.row.id === id);
    if (found === undefined) return false;
    this.#removed.set(id, found.order);
    this.rows = this.rows.filter((one) => one !== found);
    return true;
  }
  /** Rows ever inserted: the row id of the next one. */
  get next(): number {
    return this.#next;
  }
  endBlock(): void {
    this.#removed.clear();
  }
  sorted(compare: (a: Row, b: Row) => number): Row[] {
    return [...this.rows]
      .sort((a, b) => compare(a.row, b.row) || a.order - b.order)
      .map(({ row }) => row);
  }
  copy(): Model {
    const copy = new Model();
    copy.rows = this.rows.map((one) => ({ ...one }));
    copy.#next = this.#next;
    copy.#removed = new Map(this.#removed);
    return copy;
  }
}

test("an overlay over a store equals a plain list, through refusals, blocks and pages", async () => {
  const suite = nodeSuite("intl");
  await fc.assert(
    fc.asyncProperty(history, async (blocks) => {
      const store = new MemoryStore();
      let state = new AppState(
        app,
        0,
        StateTree.open({ suite, reader: store, prefix: statePrefix(0) }),
        0,
      );
      let model = new Model();
      for (const [height, actions] of blocks.entries()) {
        const machine = {
          suite,
          store,
          ledgerId: new Uint8Array(32),
          apps: [state],
          actions: new Map(),
          gates: [],
          committed: new CommittedTables({ suite, store }),
          identity: () => undefined,
        };
        const run = new BlockRun(machine, { height, time: 0 }, 0);
        const overlay = run.overlays.of(0);
        const codec = state.codec(table);
        for (const { keep, parts } of actions) {
          overlay.begin(foundingBudget());
          const start = overlay.mark();
          let trial = model;
          for (const { keep: keepPart, steps } of parts) {
            const mark = overlay.mark();
            const draft = trial.copy();
            perform(overlay, codec, draft, steps);
            if (keepPart) trial = draft;
            else overlay.rollBackTo(mark);
          }
          if (keep) model = trial;
          else overlay.rollBackTo(start);
          overlay.keep();
        }
        model.endBlock();
        const log = LogTiles.open({ suite, reader: store, size: 0 });
        const base = { logSize: 0 } as never;
        const { writes, effect } = settleBlock(
          run,
          { height, time: 0 },
          { suite, apps: [state], log, base },
        );
        await store.commit(writes);
        const next = effect.nextRowIds[0] ?? 0;
        expect(next).toBe(model.next);
        // Opened anew: nothing may live in memory alone.
        state = new AppState(
          app,
          0,
          StateTree.open({ suite, reader: store, prefix: statePrefix(0) }),
          next,
        );
        expect(state.tree.size).toBe(model.rows.length);
        expect(effect.record.appRoots[0]?.root).toEqual(state.tree.root);
      }
      // One stored row and one entry in each index that applies, and nothing left over.
      const marks = model.rows.filter(({ row }) => row.mark !== undefined).length;
      const count = (space: number) =>
        [...store.range({ gte: Uint8Array.of(space), lt: Uint8Array.of(space + 1) })].length;
      expect(count(0x72)).toBe(model.rows.length);
      expect(count(0x69)).toBe(model.rows.length + marks);
    }),
    { numRuns: 1500 },
  );
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Does the steps on the overlay and on the model, and holds their answers against each other. */
function perform(
  overlay: AppOverlay,
  codec: TableCodec,
  trial: Model,
  steps: readonly Step[],
): void {
  for (const one of steps) {
    if ("put" in one) {
      trial.put(one.put);
      overlay.put(codec, one.put);
    } else if ("remove" in one) {
      expect(overlay.delete(codec, { id: one.remove })).toBe(trial.remove(one.remove));
    } else if ("get" in one) {
      const row = trial.rows.find(({ row }) => row.id === one.get)?.row;
      expect(overlay.get(codec, { id: one.get })).toEqual(row);
    } else if ("scan" in one) {
      const { scan, reverse, limit } = one;
      const expected = trial.sorted((a, b) => a.rank - b.rank).filter((row) => row.group === scan);
      if (reverse) expected.reverse();
      const found: unknown[] = [];
      let after: string | undefined;
      do {
        const page = overlay.scan(codec, "byGroup", {
          prefix: [scan],
          reverse,
          limit,
          after,
        });
        expect(page.rows.length).toBeLessThanOrEqual(limit);
        found.push(...page.rows);
        after = page.next;
      } while (after !== undefined);
      expect(ids(found)).toEqual(ids(expected));
    } else {
      const { rows } = overlay.scan(codec, "byMark", {
        from: 1,
        reverse: one.marks,
        limit: 100,
      });
      const expected = trial
        .sorted((a, b) => (a.mark ?? 0) - (b.mark ?? 0))
        .filter(({ mark }) => mark !== undefined && mark >= 1);
      expect(ids(rows)).toEqual(ids(one.marks ? expected.reverse() : expected));
    }
  }
}

function ids(rows: readonly unknown[]): number[] {
  return rows.map((row) => (row as Row).id);
}
