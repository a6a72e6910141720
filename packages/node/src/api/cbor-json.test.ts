import { expect, test } from "vitest";
import { cborToJson } from "./cbor-json.ts";

test("bytes become hex, large integers text, maps objects", () => {
  const value = new Map<string, never>(
    Object.entries({ b: Uint8Array.of(0, 255), n: 2n ** 60n, l: [1, null, "x"], t: true }) as never,
  );
  expect(cborToJson(value)).toEqual({
    b: "00ff",
    n: "1152921504606846976",
    l: [1, null, "x"],
    t: true,
  });
});

test("a member called __proto__ is a member", () => {
  const json = cborToJson(new Map([["__proto__", 1]])) as object;
  expect(Object.keys(json)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
});
