import { compareBytes, toHex } from "@tallystick/core/bytes";
import { expect, test } from "vitest";
import {
  batchKey,
  blockKey,
  entryKey,
  indexPrefix,
  KEY_SPACE,
  metaKey,
  numberedRange,
  prefixRange,
  rowKey,
  statementKey,
  statePrefix,
  tileKey,
} from "./key-space.ts";

test("keys are laid out as documented", () => {
  expect(toHex(entryKey(258))).toBe("650000000000000102");
  expect(toHex(blockKey(1))).toBe("620000000000000001");
  expect(toHex(batchKey(2 ** 40))).toBe("610000010000000000");
  expect(toHex(tileKey(2, 3))).toBe("6e020000000000000003");
  expect(toHex(rowKey(4, 5))).toBe("72040000000000000005");
  expect(toHex(indexPrefix(1, 2, 3))).toBe("69010203");
  expect(toHex(statePrefix(9))).toBe("7409");
  expect(toHex(metaKey("x"))).toBe("6d78");
  expect(toHex(statementKey(new Uint8Array(32).fill(1), new Uint8Array(16).fill(2)))).toBe(
    `73${"01".repeat(8)}${"02".repeat(16)}`,
  );
  expect(new Set(Object.values(KEY_SPACE)).size).toBe(Object.keys(KEY_SPACE).length);
});

test("a prefix interval holds exactly the extensions of the prefix", () => {
  const { gte, lt } = prefixRange(Uint8Array.of(1, 0xff, 0xff));
  expect([toHex(gte), toHex(lt)]).toEqual(["01ffff", "02"]);
  expect(compareBytes(Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff), lt)).toBeLessThan(0);
  expect(() => prefixRange(Uint8Array.of(255))).toThrow(RangeError);
  expect(toHex(numberedRange("entries", 1, 3).lt)).toBe("650000000000000003");
});

test("numbers and names outside their bounds are refused", () => {
  expect(() => entryKey(-1)).toThrow(RangeError);
  expect(() => rowKey(256, 0)).toThrow(RangeError);
  expect(() => metaKey("")).toThrow(RangeError);
  expect(() => metaKey("a b")).toThrow(RangeError);
  expect(() => statementKey(new Uint8Array(7), new Uint8Array(16))).toThrow(RangeError);
  expect(() => statementKey(new Uint8Array(8), new Uint8Array(15))).toThrow(RangeError);
});
