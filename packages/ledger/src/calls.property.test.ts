import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { boxApp, councilApp, councilCall } from "../test/support/council-app.ts";
import { TestLedger } from "../test/support/test-ledger.ts";
import type { ExecutedBlock } from "./block.ts";
import { MemoryStore } from "./memory-store.ts";
import { OUTCOMES } from "./outcomes.ts";

let house: TestLedger;

const open = () => TestLedger.open(new MemoryStore(), { apps: [boxApp, councilApp] });

beforeEach(async () => {
  house = await open();
});

interface Decision {
  readonly calls: readonly { readonly action: string; readonly input: Uint8Array }[];
  readonly lenient?: boolean;
  readonly trial?: boolean;
}

const decide = ({ calls, lenient = false, trial = false }: Decision, n = 1) =>
  house.statement("council.decide", { n, lenient, trial, calls });
const outcomesOf = (block: ExecutedBlock) =>
  block.outcomes.map(({ code }) => house.ledger.outcomes.get(code)?.name);
const codesOf = (block: ExecutedBlock) =>
  block.outcomes.map(({ data }) => (data as ReadonlyMap<string, unknown> | null)?.get("codes"));
const put = (box: number, add: number, times = 1) => councilCall("box.put", { box, add, times });
const drop = (box: number) => councilCall("box.drop", { box });
/** Rows of both applications that a block changed, by name. */
const touched = (block: ExecutedBlock) =>
  block.touched().map(({ app, table, key }) => `${app}.${table} ${key.join()}`);

const move = fc.oneof(
  fc.record({ put: fc.nat({ max: 3 }), add: fc.nat({ max: 70 }) }),
  fc.record({ drop: fc.nat({ max: 3 }) }),
);
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;
const callOf = (one: Move) => ("put" in one ? put(one.put, one.add) : drop(one.drop));

/** What the moves make of the boxes, or undefined when one of them does not fit. */
function fill(boxes: ReadonlyMap<number, number>, moves: readonly Move[]) {
  const filled = new Map(boxes);
  for (const one of moves) {
    if ("drop" in one) {
      filled.delete(one.drop);
      continue;
    }
    const content = (filled.get(one.put) ?? 0) + one.add;
    if (content > 100) return undefined;
    filled.set(one.put, content);
  }
  return filled;
}

test("decisions take effect in all applications or in none, and trials in none", async () => {
  const decisions = fc.array(
    fc.record({ trial: fc.boolean(), moves: fc.array(move, { maxLength: 6 }) }),
    { minLength: 1, maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(decisions, async (history) => {
      house = await open();
      let model: ReadonlyMap<number, number> = new Map();
      for (const { trial, moves } of history) {
        const before = house.ledger.stateRoot;
        const view = house.ledger.reader().runView("council", "would-be", {
          calls: moves.map(callOf),
        });
        const block = await house.block(await decide({ calls: moves.map(callOf), trial }));
        const after = fill(model, moves);
        const { codes } = view.output as { codes: number[] };
        expect(codes.at(-1) ?? 0).toBe(after === undefined ? 1920 : 0);
        if (trial || after === undefined) {
          expect(house.ledger.stateRoot).toEqual(before);
          expect(outcomesOf(block)).toEqual([trial ? "accepted" : "call-refused"]);
        } else {
          const { rows } = view.output as { rows: { row: string }[] };
          const said = rows.map(({ row }) => row);
          expect(said.sort()).toEqual(
            touched(block)
              .filter((row) => row.startsWith("box."))
              .sort(),
          );
          model = after;
        }
      }
      for (const box of [0, 1, 2, 3]) {
        const proof = house.ledger.reader().stateProof("box", "boxes", [box]);
        expect(proof.value !== null).toBe(model.has(box));
      }
    }),
    { numRuns: 60 },
  );
});

test("the caller of a called action is the signer, by decision of the consortium", async () => {
  await house.block(await decide({ calls: [put(1, 5)] }));
  const { value } = house.ledger.reader().stateProof("box", "seen", [1]);
  expect(Buffer.from(value ?? []).toString()).toContain("ben consortium");
});

test("a refused call leaves nothing behind even where the calling action goes on", async () => {
  const block = await house.block(
    await decide({ calls: [put(1, 60), put(1, 60), put(2, 10)], lenient: true }),
  );
  expect(codesOf(block)).toEqual([[0, 1920, 0]]);
  expect(touched(block).sort()).toEqual([
    "box.boxes 1",
    "box.boxes 2",
    "box.seen 1",
    "box.seen 2",
    "council.decisions 1",
  ]);
});

test("rows made in an attempt and rows made after it do not share an id", async () => {
  const calls = [put(1, 1), put(2, 2)];
  const block = await house.block(
    await decide({ calls, trial: true }),
    await decide({ calls: [put(2, 2)] }),
    await decide({ calls: [put(1, 101), put(3, 3)], lenient: true }),
    await decide({ calls: [put(1, 1)] }),
  );
  expect(outcomesOf(block)).toEqual(["accepted", "accepted", "accepted", "accepted"]);
  const has = (box: number) => house.ledger.reader().stateProof("box", "boxes", [box]).value;
  expect([1, 2, 3].map((box) => has(box)?.at(-1))).toEqual([1, 2, 3]);
  await house.reopen();
  expect([1, 2, 3].map((box) => has(box)?.at(-1))).toEqual([1, 2, 3]);
});

test("all calls of a decision share one budget, attempts too", async () => {
  const full = OUTCOMES.limitReached.number;
  // 256 writes: 2 x (127 + 1), so nothing is left for the decision's own row.
  const block = await house.block(
    await decide({ calls: [put(1, 1, 127), put(2, 1, 127)] }, 1),
    await decide({ calls: [put(1, 1, 120), put(2, 1, 120)] }, 2),
    await decide({ calls: [put(1, 1, 200), put(2, 1, 200)], trial: true }, 3),
  );
  expect(outcomesOf(block)).toEqual(["limit-reached", "accepted", "accepted"]);
  expect(codesOf(block)[2]).toEqual([0, full]);
});

test("nothing but the consortium's actions can be called, and those by nobody else", async () => {
  const codes = async (action: string, input = {}) =>
    codesOf(
      await house.block(await decide({ calls: [councilCall(action, input)], lenient: true })),
    );
  const { forbidden, unknownAction, invalidInput } = OUTCOMES;
  expect(await codes("notes.lock", { owner: 1 })).toEqual([[forbidden.number]]);
  expect(await codes("council.decide")).toEqual([[forbidden.number]]);
  expect(await codes("box.look", { box: 1 })).toEqual([[forbidden.number]]);
  expect(await codes("box.lift")).toEqual([[unknownAction.number]]);
  expect(await codes("box.drop", { box: -1 })).toEqual([[invalidInput.number]]);
  const direct = await house.block(
    await house.statement("box.put", { box: 1, add: 1, times: 1 }, { by: "ada" }),
    await house.statement("box.put", { box: 1, add: 1, times: 1 }),
    await house.statement("box.drop", { box: 1 }),
    await house.statement("box.drop", { box: 1 }, { by: "ada" }),
  );
  expect(outcomesOf(direct)).toEqual(["forbidden", "forbidden", "forbidden", "accepted"]);
});

test("an action and a view read another application's rows as they are by then", async () => {
  const peek = () => house.statement("council.peek", { box: 1 });
  const boxes = () =>
    (
      house.ledger.reader().runView("council", "would-be", { calls: [] }).output as {
        boxes: number;
      }
    ).boxes;
  expect(boxes()).toBe(0);
  const block = await house.block(
    await peek(),
    await decide({ calls: [put(1, 7), put(2, 1)] }),
    await peek(),
  );
  expect(block.outcomes.map(({ data }) => data)).toMatchObject([
    new Map([
      ["content", 0],
      ["boxes", 0],
    ]),
    {},
    new Map([
      ["content", 7],
      ["boxes", 2],
    ]),
  ]);
  expect(boxes()).toBe(2);
});

test("an application whose other application the ledger lacks does not open", async () => {
  await expect(TestLedger.open(new MemoryStore(), { apps: [councilApp] })).rejects.toThrow(
    /needs the application box/,
  );
});
