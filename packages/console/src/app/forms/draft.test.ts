import { evidence } from "@tallystick/apps/evidence/index";
import { jsonSchemaOf } from "@tallystick/ledger/app/describe";
import {
  bigUint,
  bytes,
  flag,
  group,
  int,
  list,
  optional,
  text,
} from "@tallystick/ledger/app/fields";
import { expect, test } from "vitest";
import { type Draft, draftOf, emptyDraft, judge } from "./draft.ts";
import type { JsonSchema } from "./schema.ts";

const deposit = jsonSchemaOf(evidence.actions.deposit.input) as JsonSchema;
const codes = (schema: JsonSchema, draft: Draft) =>
  judge(schema, draft).problems.map(({ path, code, limit }) => [path, code, limit]);

test("an empty form says what is missing and leaves out what may be absent", () => {
  const draft = emptyDraft(deposit);
  expect(judge(deposit, draft)).toEqual({
    value: { digests: [{ alg: "sha-256" }] },
    problems: [{ path: "digests.0.value", code: "required" }],
  });
});

test("what a form gives is what the definition takes", () => {
  const input = {
    digests: [{ alg: "sm3", value: "ab".repeat(32) }],
    size: 12,
    labels: ["<b>", "第七号"],
    previous: { alg: "sha-256", digest: "cd".repeat(32), ordinal: 0 },
  };
  const judged = judge(deposit, draftOf(deposit, input));
  expect(judged).toEqual({ value: input, problems: [] });
  expect(evidence.actions.deposit.input.safeParse(judged.value).success).toBe(true);
});

test("each field is held to its own limits", () => {
  const schema = jsonSchemaOf(
    group({
      name: text({ max: 3 }),
      lines: optional(text({ max: 1024, multiline: true })),
      code: optional(text({ max: 9, pattern: /^[A-Z]+$/ })),
      number: int({ min: -2, max: 5 }),
      money: bigUint(),
      key: bytes({ length: 2 }),
      yes: flag(),
      tags: list(text({ max: 5 }), { min: 1, max: 2 }),
    }),
  ) as JsonSchema;
  const good = {
    name: "好a𠮷",
    number: "-2",
    money: "18446744073709551615",
    key: "00FF ",
    yes: true,
    tags: ["a"],
  };
  expect(judge(schema, good)).toEqual({
    value: { ...good, number: -2, key: "00ff" },
    problems: [],
  });
  expect(codes(schema, { ...good, name: "abcd" })).toEqual([["name", "tooLong", 3]]);
  expect(codes(schema, { ...good, name: "a\nb" })).toEqual([["name", "notText", undefined]]);
  expect(codes(schema, { ...good, lines: "a\nb" })).toEqual([]);
  expect(codes(schema, { ...good, code: "a" })).toEqual([["code", "pattern", undefined]]);
  expect(codes(schema, { ...good, number: "6" })).toEqual([["number", "tooLarge", 5]]);
  expect(codes(schema, { ...good, number: "-3" })).toEqual([["number", "tooSmall", -2]]);
  for (const bad of ["1.5", "1e3", "0x1", " 1", "007"]) {
    expect(codes(schema, { ...good, number: bad })).toEqual([["number", "notWhole", undefined]]);
  }
  expect(codes(schema, { ...good, money: "18446744073709551616" })).toEqual([
    ["money", "tooLarge", undefined],
  ]);
  expect(codes(schema, { ...good, key: "0" })).toEqual([["key", "notHex", undefined]]);
  expect(codes(schema, { ...good, key: "00" })).toEqual([["key", "tooShort", 2]]);
  expect(codes(schema, { ...good, tags: [] })).toEqual([["tags", "tooFew", 1]]);
  expect(codes(schema, { ...good, tags: ["a", "b", "c"] })).toEqual([["tags", "tooMany", 2]]);
  expect(codes(schema, { ...good, tags: [""] })).toEqual([["tags.0", "required", undefined]]);
});
