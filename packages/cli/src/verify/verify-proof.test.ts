import { fromHex } from "@tallystick/core/bytes";
import type { StateRecord } from "@tallystick/core/verify-state-answer";
import { expect, test } from "vitest";
import { countSentence, depositsOf } from "./verify-proof.ts";

const digest = "aa".repeat(32);
const digests = new Map([["sha-256", digest]]);

function record(ordinal: number, present: boolean, table = "deposits"): StateRecord {
  const value = present ? new Map([["index", 1]]) : null;
  return { app: "evidence", table, key: ["sha-256", fromHex(digest), ordinal], value };
}

function words(records: StateRecord[]): string {
  const deposits = depositsOf(records, digests);
  return deposits === undefined ? "other" : countSentence(deposits).en;
}

test("ordinals present and absent say how often a file was deposited", () => {
  expect(words([record(0, false)])).toBe("This file was never deposited up to then.");
  expect(words([record(0, true), record(1, false)])).toBe(
    "This file was deposited exactly once up to then.",
  );
  expect(words([record(1, true), record(0, true), record(2, false)])).toContain("exactly 2 times");
  expect(words([record(0, true, "aliases"), record(1, false, "aliases")])).toContain(
    "exactly once",
  );
});

test("a gap, or no absence, says no number", () => {
  expect(words([record(0, true)])).toContain("does not say how often");
  expect(words([record(1, true), record(2, false)])).toContain("does not say how often");
});

test("records of other files and other applications are not about this one", () => {
  expect(words([{ ...record(0, false), key: ["sha-256", fromHex("bb".repeat(32)), 0] }])).toBe(
    "other",
  );
  expect(words([{ ...record(0, false), app: "membership" }])).toBe("other");
  expect(words([{ ...record(0, false), key: ["sha-256"] }])).toBe("other");
});
