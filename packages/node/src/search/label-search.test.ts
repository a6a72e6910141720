import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeEntry } from "@tallystick/core/entry";
import { signStatement } from "@tallystick/core/statement";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LabelSearch } from "./label-search.ts";

const suite = nodeSuite("intl");
const signer = generateKey(suite);
let folder: string;
let log: Uint8Array[];
let search: LabelSearch;

/** As much of a reader as the search asks for, over the log of the moment. */
const engine = {
  read: <T>(run: (reader: LedgerReader) => T): T =>
    run({
      suite,
      get logSize() {
        return log.length;
      },
      entry: (index: number) => log[index],
      entries: (from: number, limit: number) =>
        log.slice(from, from + limit).map((entry, i) => ({ index: from + i, entry })),
    } as unknown as LedgerReader),
};

async function entry(labels: readonly string[], outcome = 0, issuer = "alice") {
  const statement = await signStatement({
    ...{ signer, issuer, ledgerId: new Uint8Array(32), id: new Uint8Array(16), expiry: 1 },
    action: "evidence.deposit",
    input: { labels: [...labels] },
  });
  return encodeEntry({ statement, outcome, data: null });
}

const all = { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 10 };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-labels-"));
  log = [];
  search = new LabelSearch(engine, join(folder, "labels.sqlite"));
});
afterEach(() => {
  search.close();
  rmSync(folder, { recursive: true, force: true });
});

test("finds by label, member and place, the latest first, and not what was refused", async () => {
  log = await Promise.all([
    entry(["Red", "red"]),
    entry(["green"]),
    entry(["RED"], 1001),
    entry(["red"], 0, "bob"),
    entry(["red'; DROP TABLE found; --"]),
  ]);
  expect(search.find({ ...all, label: "rEd" })).toEqual({ found: [3, 0], indexed: 5, logSize: 5 });
  expect(search.find({ ...all, label: "red", member: "alice" }).found).toEqual([0]);
  expect(search.find({ ...all, label: "red", from: 1 }).found).toEqual([3]);
  expect(search.find({ ...all, label: "red", to: 3 }).found).toEqual([0]);
  expect(search.find({ ...all, label: "red", limit: 1 }).found).toEqual([3]);
  expect(search.find({ ...all, label: "red'; DROP TABLE found; --" }).found).toEqual([4]);
  expect(search.find({ ...all, label: "%" }).found).toEqual([]);
  expect(search.suggest("r", 5).labels[0]).toEqual({ label: "Red", count: 2 });
});

test("reads a long log in the background and says how far it is", async () => {
  const one = await entry(["many"]);
  log = Array.from({ length: 1200 }, () => one);
  const first = search.find({ ...all, label: "many" });
  expect(first.indexed).toBeLessThan(1200);
  expect(first.logSize).toBe(1200);
  await expect.poll(() => search.find({ ...all, label: "many" }).indexed).toBe(1200);
  expect(search.find({ ...all, label: "many" }).found[0]).toBe(1199);
});

test("begins anew when the log is another one, such as after a rollback", async () => {
  log = [await entry(["old"]), await entry(["old"]), await entry(["gone"])];
  expect(search.find({ ...all, label: "gone" }).found).toEqual([2]);
  log = [log[0] as Uint8Array, await entry(["new"])];
  expect(search.find({ ...all, label: "gone" }).found).toEqual([]);
  expect(search.find({ ...all, label: "old" }).found).toEqual([0]);
  expect(search.find({ ...all, label: "new" }).found).toEqual([1]);
  expect(search.suggest("gone", 5).labels).toEqual([]);
});
