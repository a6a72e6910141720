import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { beforeEach, describe, expect, test } from "vitest";
import { defineApp } from "../app/define-app.ts";
import { defineTable } from "../app/define-table.ts";
import { uint } from "../app/fields.ts";
import { rowKey, statePrefix } from "../key-space.ts";
import { MemoryStore } from "../memory-store.ts";
import { StateTree } from "../state-tree/state-tree.ts";
import type { StoreReader } from "../store.ts";
import type { AppOverlay, Budget } from "./app-overlay.ts";
import { AppState } from "./app-state.ts";
import { Overlays } from "./overlays.ts";
import { packRow } from "./table-codec.ts";

const table = defineTable({
  name: "things",
  key: { id: uint() },
  value: { rank: uint() },
  indexes: {},
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

const suite = nodeSuite("intl");
const ROWS = 400;

function budget(reads: number): Budget {
  return { reads, writes: 10, readLimit: "actionRowReads" };
}

describe("rows that were only read, over the actions of a block", () => {
  let overlay: AppOverlay;
  let codec: ReturnType<AppState["codec"]>;
  let fetched: number;

  beforeEach(async () => {
    const store = new MemoryStore();
    const tree = StateTree.open({ suite, reader: store, prefix: statePrefix(0) });
    const state = new AppState(app, 0, tree, ROWS);
    codec = state.codec(table);
    const rows = Array.from({ length: ROWS }, (_, id) => {
      const [key, value] = [codec.encodeKey({ id }), codec.encodeValue({ rank: id })];
      const change = { path: suite.hash(key), valueHash: suite.hash(value), rowId: id };
      return { change, stored: packRow(key, value) };
    });
    const update = tree.prepare(rows.map(({ change }) => change));
    await store.commit([
      ...update.writes,
      ...rows.map(({ stored }, id) => ({ key: rowKey(0, id), value: stored })),
    ]);
    tree.apply(update);
    fetched = 0;
    const reader: StoreReader = {
      get: (key) => {
        if (key[0] === rowKey(0, 0)[0]) fetched++;
        return store.get(key);
      },
      range: (query) => store.range(query),
    };
    overlay = new Overlays({ suite, store: reader, apps: [state] }).of(0);
  });

  function act(reads: number, ...ids: readonly number[]): unknown[] {
    overlay.begin(budget(reads));
    try {
      return ids.map((id) => overlay.get(codec, { id }));
    } finally {
      overlay.keep();
    }
  }

  test("are fetched once, and given as they are to each action", () => {
    for (let i = 0; i < 3; i++)
      expect(act(10, 7, 8)).toEqual([
        { id: 7, rank: 7 },
        { id: 8, rank: 8 },
      ]);
    expect(fetched).toBe(2);
  });

  test("count against every action that reads them", () => {
    expect(act(2, 1, 2)).toHaveLength(2);
    expect(() => act(1, 1, 2)).toThrow("actionRowReads");
    expect(act(1, 2, 2)).toHaveLength(2);
  });

  test("give way to what an action writes, and come back when it is undone", () => {
    act(10, 5, ROWS);
    overlay.begin(budget(10));
    const start = overlay.mark();
    overlay.put(codec, { id: 5, rank: 50 });
    overlay.put(codec, { id: ROWS, rank: 1 });
    overlay.rollBackTo(start);
    overlay.keep();
    expect(act(10, 5, ROWS)).toEqual([{ id: 5, rank: 5 }, undefined]);
    expect([...overlay.written]).toEqual([]);
    overlay.begin(budget(10));
    overlay.put(codec, { id: ROWS + 1, rank: 2 });
    overlay.put(codec, { id: ROWS, rank: 3 });
    overlay.put(codec, { id: 5, rank: 51 });
    overlay.keep();
    // The number that was given back is given to the next new row.
    expect([...overlay.written].map(({ rowId }) => rowId)).toEqual([ROWS, ROWS + 1, 5]);
    expect(act(10, 5, ROWS)).toEqual([
      { id: 5, rank: 51 },
      { id: ROWS, rank: 3 },
    ]);
  });

  test("are forgotten before they are too many", () => {
    for (let id = 0; id < ROWS; id++) act(10, id);
    for (let id = 0; id < ROWS; id++) act(10, id);
    expect(fetched).toBe(2 * ROWS);
  });
});
