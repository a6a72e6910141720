import { expect, test } from "vitest";
import { notesApp } from "../test/support/notes-app.ts";
import { TestLedger } from "../test/support/test-ledger.ts";
import type { CommittedRows } from "./committed-tables.ts";
import type { Gate } from "./gate.ts";
import { MemoryStore } from "./memory-store.ts";

const tables = { notes: notesApp.tables.notes };
/** What the gate was shown: its rows, and whether note "n" stood in them. */
const seen: { committed: CommittedRows<typeof tables>; there: boolean }[] = [];
const watching: Gate<typeof tables> = {
  ...{ app: "notes", tables, committed: true },
  check(readers, _, committed) {
    seen.push({ committed, there: readers.notes.has({ owner: "ben", name: "n" }) });
    return null;
  },
};

test("a gate that goes by committed rows sees no block's own, and works out again what has changed", async () => {
  seen.length = 0;
  const house = await TestLedger.open(new MemoryStore(), { gates: [watching as Gate] });
  const write = (name: string) => house.statement("notes.write", { name, rank: 1, body: "b" });
  const shown = () => seen.splice(0).map(({ there }) => there);
  // A block that is executed and dropped leaves nothing behind.
  house.execute(await write("n"), await write("m"));
  const committed = seen[0]?.committed as CommittedRows<typeof tables>;
  expect(shown()).toEqual([false, false]);
  const memo = committed.memo<string>(10);
  let read = 0;
  const body = (name: string) =>
    memo.get(name, () => {
      read++;
      return committed.tables.notes.get({ owner: "ben", name })?.body ?? "none";
    });
  expect([body("n"), body("m"), body("n"), read]).toEqual(["none", "none", "none", 2]);
  expect(house.ledger.admit(await write("n"), house.ledger.lastTime)).toBeNull();
  await house.block(await write("n"), await write("o"));
  expect(shown()).toEqual([false, false, false]);
  // Note "m" was not touched, so it is not read again.
  expect([body("n"), body("m"), body("n"), read]).toEqual(["b", "none", "b", 3]);
  await house.block();
  await house.block(await write("p"));
  expect(shown()).toEqual([true]);
  expect([body("n"), body("m"), read]).toEqual(["b", "none", 3]);
});

test("a memory that is full begins anew, and never takes what is not there for known", async () => {
  const house = await TestLedger.open(new MemoryStore(), { gates: [watching as Gate] });
  seen.length = 0;
  house.execute(await house.statement("notes.write", { name: "n", rank: 1, body: "b" }));
  const [shown] = seen;
  if (shown === undefined) throw new Error("the gate was not asked");
  const memo = shown.committed.memo<number | undefined>(2);
  let read = 0;
  const ask = (name: string, value: number | undefined) =>
    memo.get(name, () => {
      read++;
      return value;
    });
  expect([ask("a", 1), ask("b", 2), ask("a", 9), read]).toEqual([1, 2, 1, 2]);
  expect([ask("c", 3), ask("a", 4), ask("c", 9), read]).toEqual([3, 4, 3, 4]);
  expect([ask("d", undefined), ask("d", 5), read]).toEqual([undefined, 5, 6]);
});
