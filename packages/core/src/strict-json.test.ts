import { expect, test } from "vitest";
import { parseStrictJson } from "./strict-json.ts";

test("objects become maps, everything else stays", () => {
  expect(parseStrictJson('{"a":[1,"x",null,true,{"b":{}}]}')).toEqual(
    new Map([["a", [1, "x", null, true, new Map([["b", new Map()]])]]]),
  );
});

test("a member called __proto__ is a member like any other", () => {
  expect(parseStrictJson('{"__proto__":1}')).toEqual(new Map([["__proto__", 1]]));
});

test.each([
  ['{"a":1,"a":1}'],
  ['{"a":1,"\\u0061":2}'],
  ['{"x":{"a":1,"b":2,"a" : 3}}'],
  ['[{"a":1},{"a":1,\n"a"\t:2}]'],
  ['{"a":"}","a":1}'],
  ['{"a\\"":1,"a\\"":1}'],
])("refuses a member that stands twice: %s", (text) => {
  expect(() => parseStrictJson(text)).toThrow("stands twice");
});

test.each([['[{"a":1},{"a":2}]'], ['{"a":{"a":1}}'], ['{"a":"a","b":["a","a"]}']])(
  "allows one name in different places: %s",
  (text) => {
    expect(() => parseStrictJson(text)).not.toThrow();
  },
);

test("refuses deep nesting and what is not JSON", () => {
  expect(() => parseStrictJson("[".repeat(17) + "]".repeat(17))).toThrow("too deep");
  expect(() => parseStrictJson("[".repeat(200_000) + "]".repeat(200_000))).toThrow();
  for (const text of ["", "{", "{'a':1}", "\ufeff{}", "{}{}", "[1,]"]) {
    expect(() => parseStrictJson(text)).toThrow(SyntaxError);
  }
});
