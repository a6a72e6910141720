import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkLinearizable, type Model, type Operation } from "./checker.ts";
import {
  appendSet,
  type ListAnswer,
  type ListCall,
  type RegisterAnswer,
  type RegisterCall,
  register,
} from "./models.ts";

const NEVER = Number.POSITIVE_INFINITY;

type RegisterOperation = Operation<RegisterCall, RegisterAnswer>;
type ListOperation = Operation<ListCall, ListAnswer>;

const cas = (
  from: number,
  to: number,
  expected: number,
  value: string,
  written?: boolean,
): RegisterOperation => ({
  ...{ from, to, call: { expected, value } },
  answer: written === undefined ? undefined : { written },
});
const look = (from: number, to: number, version: number, value: string): RegisterOperation => ({
  ...{ from, to, call: "read", answer: { version, value } },
});
const append = (from: number, to: number, value: string, place?: number): ListOperation => ({
  ...{ from, to, call: { append: value } },
  answer: place === undefined ? undefined : { place },
});
const list = (from: number, to: number, ...values: string[]): ListOperation => ({
  ...{ from, to, call: "read", answer: { values } },
});

describe("histories of a register", () => {
  it.each<[string, RegisterOperation[]]>([
    ["nothing at all", []],
    ["one after another", [cas(0, 1, 0, "a", true), look(2, 3, 1, "a"), cas(4, 5, 0, "b", false)]],
    ["a read beside a write, before it", [cas(0, 9, 0, "a", true), look(1, 2, 0, "")]],
    ["a read beside a write, after it", [cas(0, 9, 0, "a", true), look(1, 2, 1, "a")]],
    ["two writers, one of whom wins", [cas(0, 9, 0, "a", false), cas(1, 8, 0, "b", true)]],
    ["a write without answer that took effect", [cas(0, NEVER, 0, "a"), look(5, 6, 1, "a")]],
    ["a write without answer that did not", [cas(0, NEVER, 0, "a"), look(5, 6, 0, "")]],
    [
      "a write without answer that took effect late",
      [cas(0, NEVER, 0, "a"), look(5, 6, 0, ""), look(7, 8, 1, "a")],
    ],
  ])("are linearizable: %s", (_, history) => {
    expect(checkLinearizable(register, history).linearizable).toBe(true);
  });

  it.each<[string, RegisterOperation[]]>([
    ["a stale read", [cas(0, 1, 0, "a", true), look(2, 3, 0, "")]],
    ["two winners", [cas(0, 9, 0, "a", true), cas(1, 8, 0, "b", true)]],
    ["nobody wins", [cas(0, 9, 0, "a", false), cas(1, 8, 0, "b", false)]],
    ["a value out of the air", [look(0, 1, 1, "a")]],
    ["a loser before the winner", [cas(0, 1, 0, "a", false), cas(2, 3, 0, "b", true)]],
    ["time runs back", [cas(0, 9, 0, "a", true), look(1, 2, 1, "a"), look(3, 4, 0, "")]],
    [
      "an effect that comes and goes",
      [cas(0, NEVER, 0, "a"), look(5, 6, 1, "a"), look(7, 8, 0, "")],
    ],
    ["a lost write", [cas(0, 1, 0, "a", true), cas(2, 3, 0, "b", true), look(4, 5, 1, "b")]],
  ])("are not: %s", (_, history) => {
    expect(checkLinearizable(register, history).linearizable).toBe(false);
  });
});

describe("histories of a growing set", () => {
  it.each<[string, ListOperation[]]>([
    ["places in any order of concurrent calls", [append(0, 9, "a", 1), append(0, 9, "b", 0)]],
    ["one without answer in between", [append(0, NEVER, "a"), append(2, 3, "b", 1)]],
    ["one without answer that is read", [append(0, NEVER, "a"), list(2, 3, "a"), list(4, 5, "a")]],
  ])("are linearizable: %s", (_, history) => {
    expect(checkLinearizable(appendSet, history).linearizable).toBe(true);
  });

  it.each<[string, ListOperation[]]>([
    ["a place twice", [append(0, 9, "a", 0), append(0, 9, "b", 0)]],
    ["a gap", [append(0, 1, "a", 0), append(2, 3, "b", 2)]],
    ["places against the order of calls", [append(0, 1, "a", 1), append(2, 3, "b", 0)]],
    ["a lost one", [append(0, 1, "a", 0), list(2, 3)]],
    [
      "two orders",
      [append(0, 9, "a"), append(0, 9, "b"), list(10, 11, "a", "b"), list(12, 13, "b", "a")],
    ],
  ])("are not: %s", (_, history) => {
    const verdict = checkLinearizable(appendSet, history);
    expect(verdict.linearizable).toBe(false);
  });
});

/** Whether some order fits: by trying all of them. */
function byTrying<S, C, A>(model: Model<S, C, A>, history: readonly Operation<C, A>[]): boolean {
  const search = (state: S, left: readonly Operation<C, A>[]): boolean =>
    left.every(({ to }) => to === NEVER) ||
    left.some((one) => {
      if (left.some(({ to }) => to < one.from)) return false;
      const after = model.step(state, one.call, one.answer);
      return (
        after !== undefined &&
        search(
          after,
          left.filter((other) => other !== one),
        )
      );
    });
  return search(model.initial, history);
}

const someOperation = fc
  .record({
    from: fc.integer({ min: 0, max: 12 }),
    length: fc.integer({ min: 0, max: 6 }),
    read: fc.boolean(),
    version: fc.integer({ min: 0, max: 2 }),
    value: fc.constantFrom("", "a", "b"),
    written: fc.boolean(),
    lost: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  })
  .map(({ from, length, read, version, value, written, lost }): RegisterOperation => {
    if (read) return look(from, from + length, version, value);
    return lost
      ? cas(from, NEVER, version, value)
      : cas(from, from + length, version, value, written);
  });

it("comes to what trying every order comes to", () => {
  let good = 0;
  fc.assert(
    fc.property(fc.array(someOperation, { maxLength: 6 }), (history) => {
      const expected = byTrying(register, history);
      good += expected ? 1 : 0;
      expect(checkLinearizable(register, history).linearizable).toBe(expected);
    }),
    { numRuns: 3000 },
  );
  expect(good).toBeGreaterThan(100);
});

it("takes any history in which each operation had its moment, and refuses it once one answer is twisted", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 2, maxLength: 60 }),
      (spans) => {
        // Each has its effect at the moment 10 * i, somewhere between call and answer.
        const history = spans.map(([before, after], i) =>
          append(10 * i - before, 10 * i + after, `v${i}`, i),
        );
        expect(checkLinearizable(appendSet, history).linearizable).toBe(true);
        const last = history.at(-1) as ListOperation;
        const twisted = [...history.slice(0, -1), { ...last, answer: { place: 0 } }];
        expect(checkLinearizable(appendSet, twisted).linearizable).toBe(false);
      },
    ),
    { numRuns: 200 },
  );
});

it("checks what a long run leaves behind", () => {
  // One in fifty was never answered, and each had its effect at the moment 10 * i.
  const history = Array.from({ length: 10_000 }, (_, i) => {
    const lost = i % 50 === 0;
    const to = lost ? NEVER : 10 * i + (i % 90);
    return append(10 * i - (i % 70), to, `v${i}`, lost ? undefined : i);
  });
  expect(checkLinearizable(appendSet, history).linearizable).toBe(true);
});

it("checks a thousand operations of many callers in a moment", () => {
  const history: RegisterOperation[] = [];
  for (let i = 0; i < 1000; i++) {
    // Eight callers want the same step; the one in the middle gets it.
    const at = 10 * Math.floor(i / 8);
    const version = Math.floor(i / 8);
    history.push(cas(at + (i % 3), at + 9, version, `v${i}`, i % 8 === 4));
  }
  const { linearizable, steps } = checkLinearizable(register, history);
  expect(linearizable).toBe(true);
  expect(steps).toBeLessThan(100_000);
});
