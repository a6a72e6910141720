import { describe, expect, expectTypeOf, test } from "vitest";
import { outcome } from "../outcomes.ts";
import {
  type ActionInput,
  type ActionInputJson,
  type ActionOutput,
  defineAction,
  ok,
} from "./define-action.ts";
import { type App, defineApp } from "./define-app.ts";
import { DefinitionError, defineTable, type KeyOf, type RowOf } from "./define-table.ts";
import { bigUint, bytes, group, list, optional, text, uint } from "./fields.ts";

const words = { en: "a", zh: "b" };
const table = defineTable({
  name: "things",
  key: { id: bytes({ length: 4 }) },
  value: { amount: bigUint(), where: optional(group({ city: text({ max: 10 }) })) },
  indexes: { byCity: ["where.city", "amount"] },
});
const give = defineAction({
  name: "give-all",
  title: words,
  summary: words,
  tables: { table },
  roles: ["member"],
  input: { id: bytes({ length: 4 }), note: optional(text({ max: 5 })) },
  output: { left: bigUint() },
  refusals: [],
  run: ({ tables }, { id }) => ok({ left: tables.table.get({ id })?.amount ?? 0n }),
});

const app = (change: object): App =>
  defineApp({
    name: "things",
    version: 1,
    title: words,
    summary: words,
    tables: { table },
    actions: { giveAll: give },
    views: {},
    outcomes: {},
    ...change,
  });

test("types follow from the definition", () => {
  expectTypeOf<KeyOf<typeof table>>().toEqualTypeOf<{ id: Uint8Array }>();
  expectTypeOf<RowOf<typeof table>["amount"]>().toEqualTypeOf<bigint>();
  expectTypeOf<RowOf<typeof table>["where"]>().toEqualTypeOf<{ city: string } | undefined>();
  expectTypeOf<ActionInput<typeof give>>().toEqualTypeOf<{
    id: Uint8Array;
    note?: string | undefined;
  }>();
  expectTypeOf<ActionInputJson<typeof give>>().toEqualTypeOf<{
    id: string;
    note?: string | undefined;
  }>();
  expectTypeOf<ActionOutput<typeof give>>().toEqualTypeOf<{ left: bigint }>();
});

describe("a definition that breaks a rule does not load", () => {
  const define = (change: object) => () =>
    defineTable({
      name: "things",
      key: { id: uint() },
      value: { tags: list(uint(), { max: 2 }), long: text({ max: 4000 }) },
      indexes: {},
      ...change,
    } as never);
  test.each<[string, () => unknown]>([
    ["table name", define({ name: "Things" })],
    ["no key", define({ key: {} })],
    ["optional key", define({ key: { id: optional(uint()) } })],
    ["key that has no order", define({ key: { id: list(uint(), { max: 1 }) } })],
    ["same field in key and value", define({ value: { id: uint() } })],
    ["index on an unknown field", define({ indexes: { byX: ["x"] } })],
    ["index on a list", define({ indexes: { byTags: ["tags"] } })],
    ["index longer than a key may be", define({ indexes: { byLong: ["long"] } })],
    ["application name", () => app({ name: "a b" })],
    ["method that is not its action's name", () => app({ actions: { give } })],
    ["foreign table", () => app({ tables: {} })],
    ["two tables of a name", () => app({ tables: { table, other: { ...table } } })],
    [
      "outcome number of the platform",
      () => app({ outcomes: { x: outcome(7, "x", 400, ["a", "b"], ["c", "d"]) } }),
    ],
  ])("%s", (_, make) => {
    expect(make).toThrow(DefinitionError);
  });
});
