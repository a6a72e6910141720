import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bigUint,
  bytes,
  choice,
  flag,
  group,
  int,
  list,
  optional,
  text,
  uint,
  wireOf,
} from "./fields.ts";
import { fromJson, toJson } from "./json-values.ts";

const field = group({
  n: uint({ min: 1, max: 50 }),
  i: optional(int({ min: -5, max: 5 })),
  big: optional(bigUint({ max: 100n })),
  blob: bytes({ min: 1, max: 3 }),
  title: text({ min: 1, max: 4 }),
  body: optional(text({ min: 0, max: 4, multiline: true })),
  kind: choice(["a", "b"]),
  yes: optional(flag()),
  parts: list(group({ k: text({ max: 2 }), v: uint() }), { max: 2 }),
});

/** Values near the edge of what the field takes, on both sides. */
const near = fc.record(
  {
    n: fc.oneof(fc.integer({ min: -1, max: 52 }), fc.constant(2.5)),
    i: fc.integer({ min: -7, max: 7 }),
    big: fc.bigInt({ min: -1n, max: 102n }),
    blob: fc.uint8Array({ maxLength: 4 }),
    title: fc.oneof(fc.string({ maxLength: 5, unit: "binary" }), fc.string({ maxLength: 5 })),
    body: fc.oneof(fc.string({ maxLength: 5, unit: "grapheme" }), fc.constant("a\n\tb")),
    kind: fc.constantFrom("a", "b", "c"),
    yes: fc.boolean(),
    parts: fc.array(
      fc.record({ k: fc.string({ maxLength: 3 }), v: fc.integer({ min: -1, max: 3 }) }),
      {
        maxLength: 3,
      },
    ),
  },
  { requiredKeys: ["n", "blob", "title", "kind", "parts"] },
);

function outcome<T>(run: () => T): { ok: true; value: T } | { ok: false } {
  try {
    return { ok: true, value: run() };
  } catch {
    return { ok: false };
  }
}

test("the JSON side and the binary side take the same values", () => {
  let taken = 0;
  fc.assert(
    fc.property(near, (value) => {
      const wire = wireOf(field);
      const item = outcome(() => wire.write(value as never));
      const json = outcome(() => toJson(field, value));
      expect(json.ok).toBe(item.ok);
      if (!item.ok || !json.ok) return;
      taken++;
      const read = wire.read(decodeCbor(encodeCbor(item.value)));
      expect(fromJson(field, JSON.parse(JSON.stringify(json.value)))).toEqual(read);
      expect(encodeCbor(wire.write(read))).toEqual(encodeCbor(item.value));
    }),
    { numRuns: 3000 },
  );
  expect(taken).toBeGreaterThan(20);
});

test("any CBOR item at all is taken or refused with a FieldError", () => {
  const anything = fc.letrec((tie) => ({
    item: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 5 }),
      fc.array(tie("item"), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom("n", "blob", "title", "kind", "parts", "k", "v", "z"),
        tie("item"),
      ),
    ),
  })).item;
  fc.assert(
    fc.property(anything, (value) => {
      const bytesOf = outcome(() => encodeCbor(value as never));
      if (!bytesOf.ok) return;
      try {
        wireOf(field).read(decodeCbor(bytesOf.value));
      } catch (error) {
        expect((error as Error).name).toBe("FieldError");
      }
    }),
  );
});
