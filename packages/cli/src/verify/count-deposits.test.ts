import { fromHex } from "@tallystick/core/bytes";
import type { StateRecord } from "@tallystick/core/verify-state-answer";
import { expect, test } from "vitest";
import { countSentence, depositsOf } from "./count-deposits.ts";

const digest = "aa".repeat(32);
const digests = new Map([["sha-256", digest]]);

function record(table: string, ordinal: number, present: boolean): StateRecord {
  const value = present ? new Map([["index", 1]]) : null;
  return { app: "evidence", table, key: ["sha-256", fromHex(digest), ordinal], value };
}

function words(...records: StateRecord[]): string {
  return depositsOf(records, digests)
    .map((one) => countSentence(one).en)
    .join();
}

const noFirst = record("deposits", 0, false);
const noFurther = record("aliases", 0, false);
const first = [record("deposits", 0, true), record("deposits", 1, false)];
const further = [
  record("aliases", 0, true),
  record("aliases", 1, true),
  record("aliases", 2, false),
];

test("ordinals present and absent in both tables say how often a file was deposited", () => {
  expect(words(noFirst, noFurther)).toContain("No deposit with this sha-256");
  expect(words(...first, noFurther)).toContain("exactly once");
  expect(words(noFirst, ...further)).toContain("exactly 2 times");
  expect(words(...further, ...first)).toContain("exactly 3 times");
});

test("one table alone, a gap, or no absence says no number", () => {
  expect(words(noFirst)).toContain("0 shown");
  expect(words(...first)).toContain("does not say whether there are more");
  expect(words(noFurther, record("deposits", 0, true))).toContain("1 shown");
  expect(words(noFurther, record("deposits", 1, true), record("deposits", 1, false))).toContain(
    "1 shown",
  );
});

test("records of other files and other applications are not about this one", () => {
  expect(words({ ...noFirst, key: ["sha-256", fromHex("bb".repeat(32)), 0] })).toBe("");
  expect(words({ ...noFirst, app: "membership" })).toBe("");
  expect(words({ ...noFirst, key: ["sha-256"] })).toBe("");
});
