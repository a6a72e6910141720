import { expect, test } from "vitest";
import { Lru } from "./lru.ts";

test("keeps the entries used last", () => {
  const lru = new Lru<string, number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  expect(lru.get("a")).toBe(1);
  lru.set("c", 3);
  expect(lru.get("b")).toBeUndefined();
  expect([lru.get("a"), lru.get("c"), lru.size]).toEqual([1, 3, 2]);
  lru.set("a", 4);
  lru.set("d", 5);
  expect([lru.get("a"), lru.get("c")]).toEqual([4, undefined]);
  lru.delete("a");
  expect(lru.size).toBe(1);
  lru.clear();
  expect(lru.size).toBe(0);
});
