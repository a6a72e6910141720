import { expect, test } from "vitest";
import { encodeCbor } from "./cbor.ts";
import { decodeEntry, EntryError, encodeEntry } from "./entry.ts";

const statement = Uint8Array.of(1, 2, 3);

test("an entry decodes to what was encoded", () => {
  const entry = { statement, outcome: 1001, data: new Map([["ordinal", 4]]) };
  expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
  expect(decodeEntry(encodeEntry({ statement, outcome: 0, data: null })).data).toBeNull();
});

test("an entry fits a tlog-tiles entry bundle: 65,535 bytes and not one more", () => {
  const overhead =
    encodeEntry({ statement, outcome: 0, data: new Uint8Array(60_000) }).length - 60_000;
  const data = new Uint8Array(65_535 - overhead);
  const bytes = encodeEntry({ statement, outcome: 0, data });
  expect(bytes).toHaveLength(65_535);
  expect(decodeEntry(bytes).data).toHaveLength(data.length);
  expect(() =>
    encodeEntry({ statement, outcome: 0, data: new Uint8Array(data.length + 1) }),
  ).toThrow(EntryError);
  expect(() => decodeEntry(new Uint8Array(65_536))).toThrow(EntryError);
});

test.each([
  ["two fields", [statement, 0]],
  ["four fields", [statement, 0, null, null]],
  ["a negative outcome", [statement, -1, null]],
  ["an empty statement", [new Uint8Array(), 0, null]],
  ["a statement that is text", ["x", 0, null]],
  ["a statement beyond 60 KiB", [new Uint8Array(61_441), 0, null]],
])("refuses %s", (_, fields) => {
  expect(() => decodeEntry(encodeCbor(fields))).toThrow(EntryError);
});

test("refuses a map", () => {
  expect(() => decodeEntry(encodeCbor({ statement }))).toThrow(EntryError);
});
