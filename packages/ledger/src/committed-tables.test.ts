import { expect, test } from "vitest";
import { notesApp } from "../test/support/notes-app.ts";
import { TestLedger } from "../test/support/test-ledger.ts";
import type { TableReaders } from "./app/table-access.ts";
import type { Gate } from "./gate.ts";
import { MemoryStore } from "./memory-store.ts";

const tables = { notes: notesApp.tables.notes };
/** What the gate was shown: its tables, and whether note "n" stood in them. */
const seen: { tables: TableReaders<typeof tables>; there: boolean }[] = [];
const watching: Gate<typeof tables> = {
  ...{ app: "notes", tables, committed: true },
  check(readers) {
    seen.push({ tables: readers, there: readers.notes.has({ owner: "ben", name: "n" }) });
    return null;
  },
};

test("a gate that goes by committed rows sees no block's own, and keeps its tables until they change", async () => {
  const house = await TestLedger.open(new MemoryStore(), { gates: [watching as Gate] });
  const write = (name: string) => house.statement("notes.write", { name, rank: 1, body: "b" });
  const shown = () => seen.splice(0).map(({ there }) => there);
  // A block that is executed and dropped leaves nothing behind.
  house.execute(await write("n"), await write("m"));
  expect(shown()).toEqual([false, false]);
  expect(house.ledger.admit(await write("n"), house.ledger.lastTime)).toBeNull();
  await house.block(await write("n"), await write("m"));
  const before = seen.at(-1)?.tables;
  expect(shown()).toEqual([false, false, false]);
  await house.block();
  await house.block(await write("o"));
  const after = seen.at(-1)?.tables;
  expect(after).not.toBe(before);
  expect(shown()).toEqual([true]);
  // Two blocks that write nothing there: refused before the gates, and one that is empty.
  await house.block();
  house.ledger.admit(await write("p"), house.ledger.lastTime);
  const kept = seen.at(-1)?.tables;
  await house.block();
  house.ledger.admit(await write("p"), house.ledger.lastTime);
  expect(seen.at(-1)?.tables).toBe(kept);
  expect(shown()).toEqual([true, true]);
});
