import fc from "fast-check";
import { expect, test } from "vitest";
import { notesApp } from "../test/support/notes-app.ts";
import { TestLedger } from "../test/support/test-ledger.ts";
import type { CommittedRows } from "./committed-tables.ts";
import type { Gate } from "./gate.ts";
import type { Memo } from "./kept.ts";
import { MemoryStore } from "./memory-store.ts";

const tables = { notes: notesApp.tables.notes };
const NAMES = ["a", "b", "c", "d"];
const TOPICS = ["x", "xy", "y", undefined];

const step = fc.record({
  writes: fc.array(
    fc.oneof(
      fc.record({
        name: fc.constantFrom(...NAMES),
        rank: fc.nat(4),
        body: fc.constantFrom("one", "two"),
        topic: fc.constantFrom(...TOPICS),
      }),
      fc.record({ below: fc.nat(4) }),
    ),
    { maxLength: 3 },
  ),
  /** What is asked after the block; the rest grows old in memory. */
  asked: fc.array(fc.nat(20), { maxLength: 6 }),
});

/** Everything that a gate could work out from the notes, by name, over a memory or over none. */
function questions(
  { tables: { notes } }: CommittedRows<typeof tables>,
  memo: Memo<unknown>,
): Readonly<Record<string, () => unknown>> {
  const one = (name: string) =>
    memo.get(`one ${name}`, () => notes.get({ owner: "ben", name }) ?? null);
  const list = (topic: string) => {
    const query = { prefix: [topic], limit: 3 };
    return memo.get(`of ${topic}`, () => notes.scan("byTopic", query).rows);
  };
  const span = () =>
    memo.get("span", () => notes.scan("byRank", { from: 1, to: 3, limit: 9 }).rows);
  const all = () => memo.get("all", () => notes.scan("byTopic", { limit: 9, reverse: true }).rows);
  const both = (name: string) => memo.get(`both ${name}`, () => [one(name), list("x"), span()]);
  const has = (name: string) => memo.get(`has ${name}`, () => notes.has({ owner: "ben", name }));
  const asked = [
    ...NAMES.flatMap((name) => [() => one(name), () => both(name), () => has(name)]),
    ...["x", "xy", "y"].map((topic) => () => list(topic)),
    ...[span, all, () => memo.get("nested", () => [both("a"), all()])],
  ];
  return Object.fromEntries(asked.map((ask, i) => [i, ask]));
}

test("what is remembered of committed rows is what they say, whatever was written since", async () => {
  let remembered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      let committed: CommittedRows<typeof tables> | undefined;
      const watching: Gate<typeof tables> = {
        ...{ app: "notes", tables, committed: true },
        check(_, __, rows) {
          committed = rows;
          return null;
        },
      };
      const house = await TestLedger.open(new MemoryStore(), { gates: [watching as Gate] });
      await house.block(await house.statement("notes.write", { name: "a", rank: 1, body: "one" }));
      const rows = committed as unknown as CommittedRows<typeof tables>;
      const memo = rows.memo<unknown>(100);
      let read = 0;
      const kept = questions(rows, {
        get: (name, reading) =>
          memo.get(name, () => {
            read++;
            return reading();
          }),
      });
      const fresh = questions(rows, { get: (_, reading) => reading() });
      const compare = (place: number | string): void => {
        const before = read;
        const answer = kept[place]?.();
        if (read === before) remembered++;
        rows.rest();
        expect(answer, `question ${place}`).toEqual(fresh[place]?.());
        rows.rest();
      };
      for (const { writes, asked } of steps) {
        const statements = writes.map((one) =>
          "below" in one
            ? house.statement("notes.erase-below", { rank: one.below })
            : house.statement("notes.write", one as never),
        );
        await house.block(...(await Promise.all(statements)));
        for (const place of asked) if (place in kept) compare(place);
      }
      for (const place of Object.keys(kept)) compare(place);
    }),
    { numRuns: 120 },
  );
  expect(remembered).toBeGreaterThan(300);
});
