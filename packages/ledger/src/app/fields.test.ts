import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { jsonSchemaOf } from "./describe.ts";
import {
  bigUint,
  bytes,
  choice,
  cursor,
  docOf,
  type Field,
  flag,
  group,
  int,
  list,
  optional,
  orderOf,
  text,
  uint,
  wireOf,
} from "./fields.ts";
import { fromJson, JsonError, toJson } from "./json-values.ts";
import { FieldError } from "./wire.ts";

const problemOf = (field: Field, item: unknown): string => {
  try {
    wireOf(field).read(item as never);
    return "none";
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return error.path === "" ? error.problem : `${error.path} ${error.problem}`;
  }
};

describe("what each field takes from CBOR", () => {
  test.each<[string, Field, [unknown, string][]]>([
    [
      "uint",
      uint({ min: 2, max: 9 }),
      [
        [2, "none"],
        [9, "none"],
        [1, "too-small"],
        [10, "too-large"],
        ["3", "wrong-type"],
        [3n, "too-large"],
        [null, "wrong-type"],
        [2.5, "wrong-type"],
      ],
    ],
    [
      "int",
      int({ min: -3, max: 3 }),
      [
        [-3, "none"],
        [-4, "too-small"],
        [4, "too-large"],
        [true, "wrong-type"],
      ],
    ],
    [
      "bigUint",
      bigUint({ max: 1n << 60n }),
      [
        [0, "none"],
        [7n, "none"],
        [1n << 60n, "none"],
        [(1n << 60n) + 1n, "too-large"],
        [-1, "too-small"],
        ["7", "wrong-type"],
      ],
    ],
    [
      "bytes",
      bytes({ min: 1, max: 2 }),
      [
        [new Uint8Array(1), "none"],
        [new Uint8Array(0), "too-short"],
        [new Uint8Array(3), "too-long"],
        ["00", "wrong-type"],
        [[0], "wrong-type"],
      ],
    ],
    [
      "text",
      text({ min: 2, max: 3 }),
      [
        ["ab", "none"],
        ["a", "too-short"],
        ["abcd", "too-long"],
        ["😀😀😀", "none"],
        ["😀", "too-short"],
        ["a\u0000b", "bad-text"],
        ["a\nb", "bad-text"],
        ["a\u0085b", "bad-text"],
        [7, "wrong-type"],
      ],
    ],
    [
      "lines",
      text({ max: 9, multiline: true }),
      [
        ["a\nb\tc", "none"],
        ["a\rb", "bad-text"],
        ["", "too-short"],
      ],
    ],
    [
      "pattern",
      text({ max: 9, pattern: /^[a-z]+$/ }),
      [
        ["abc", "none"],
        ["aBc", "bad-text"],
      ],
    ],
    [
      "choice",
      choice(["a", "b"]),
      [
        ["a", "none"],
        ["c", "not-allowed"],
        [1, "wrong-type"],
      ],
    ],
    [
      "flag",
      flag(),
      [
        [true, "none"],
        [1, "wrong-type"],
      ],
    ],
    [
      "list",
      list(uint(), { min: 1, max: 2 }),
      [
        [[1], "none"],
        [[], "too-short"],
        [[1, 2, 3], "too-long"],
        [[1, "x"], "1 wrong-type"],
        [1, "wrong-type"],
      ],
    ],
    [
      "cursor",
      cursor(),
      [
        ["", "none"],
        ["0a", "none"],
        ["0", "bad-text"],
        ["zz", "bad-text"],
      ],
    ],
  ])("%s", (_, field, cases) => {
    for (const [item, problem] of cases)
      expect([item, problemOf(field, item)]).toEqual([item, problem]);
  });

  test("a group takes exactly its members and names the one that is wrong", () => {
    const field = group({
      a: uint(),
      inner: optional(group({ b: list(text({ max: 2 }), { max: 3 }) })),
    });
    const read = (object: unknown) => problemOf(field, decodeCbor(encodeCbor(object as never)));
    expect(read({ a: 1 })).toBe("none");
    expect(read({ a: 1, inner: { b: ["x", "toolong"] } })).toBe("inner.b.1 too-long");
    expect(read({ inner: { b: [] } })).toBe("a missing");
    expect(read({ a: 1, c: 2 })).toBe("c unknown-member");
    expect(read({ a: 1, ["</script>"]: 2 })).toBe("unknown-member");
    expect(read({ a: null })).toBe("a wrong-type");
    expect(read([1])).toBe("wrong-type");
    expect(
      problemOf(
        field,
        new Map<unknown, unknown>([
          ["a", 1],
          [5, 1],
        ]),
      ),
    ).toBe("unknown-member");
  });

  test("writing refuses what reading refuses, and leaves out members that are undefined", () => {
    const wire = wireOf(group({ a: uint(), b: optional(text({ max: 2 })) }));
    expect(wire.write({ a: 1, b: undefined })).toEqual(new Map([["a", 1]]));
    expect(() => wire.write({ a: -1 })).toThrow(FieldError);
    expect(() => wire.write({ a: 1, c: 1 } as never)).toThrow(/c: unknown-member/);
    expect(() => wire.write({} as never)).toThrow(/a: missing/);
  });
});

describe("the JSON side", () => {
  const field = group({
    digest: bytes({ length: 2, en: "A digest.", zh: "摘要。" }),
    amount: bigUint(),
    name: optional(text({ max: 5 })),
  });

  test("bytes are hex, large integers decimal text, texts are normalised", () => {
    const typed = fromJson(field, {
      digest: "0aff",
      amount: "18446744073709551615",
      name: "e\u0301",
    });
    expect(typed).toEqual({
      digest: Uint8Array.of(10, 255),
      amount: 0xffff_ffff_ffff_ffffn,
      name: "é",
    });
    expect(toJson(field, typed)).toEqual({
      digest: "0aff",
      amount: "18446744073709551615",
      name: "é",
    });
  });

  test.each([
    [{ digest: "0AFF", amount: "1" }, "digest"],
    [{ digest: "0af", amount: "1" }, "digest"],
    [{ digest: "0aff", amount: 1 }, "amount"],
    [{ digest: "0aff", amount: "01" }, "amount"],
    [{ digest: "0aff", amount: "18446744073709551616" }, "amount"],
    [{ digest: "0aff", amount: "1", name: "abcdef" }, "name"],
    [{ digest: "0aff", amount: "1", more: 1 }, ""],
    [{ amount: "1" }, "digest"],
  ])("%j is refused at %s", (json, path) => {
    try {
      fromJson(field, json);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(JsonError);
      expect((error as JsonError).problems[0]?.path).toBe(path);
    }
  });

  test("JSON Schema says the same", () => {
    expect(jsonSchemaOf(field)).toMatchObject({
      type: "object",
      required: ["digest", "amount"],
      additionalProperties: false,
      properties: {
        digest: {
          type: "string",
          format: "hex",
          minLength: 4,
          maxLength: 4,
          description: "A digest.",
          "x-description-zh": "摘要。",
        },
        name: { type: "string", maxLength: 5 },
      },
    });
  });

  test("documentation is carried", () => {
    expect(docOf(bytes({ length: 1, en: "a", zh: "b" }))).toEqual({ en: "a", zh: "b" });
    expect(docOf(flag())).toEqual({});
  });
});

test("a schema made with bare zod has no binary side", () => {
  expect(() => wireOf(z.string())).toThrow(TypeError);
  expect(() => orderOf(z.string())).toThrow(TypeError);
});
