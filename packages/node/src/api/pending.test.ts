import { expect, test } from "vitest";
import { PendingStatements } from "./pending.ts";

test("remembers for a while and in bounded number", () => {
  const pending = new PendingStatements(2, 100);
  const refused = { status: "refused", code: 7, data: null } as const;
  pending.set("a", "pending", 0);
  pending.set("b", refused, 50);
  expect([pending.get("a", 100), pending.get("b", 100)]).toEqual(["pending", refused]);
  expect(pending.get("a", 101)).toBeUndefined();
  pending.set("c", "pending", 101);
  pending.set("d", "pending", 101);
  expect([pending.get("b", 101), pending.get("d", 101)]).toEqual([undefined, "pending"]);
  pending.delete("d");
  expect(pending.get("d", 101)).toBeUndefined();
});
