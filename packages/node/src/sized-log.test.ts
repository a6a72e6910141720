import { createHash } from "node:crypto";
import { toHex } from "@tallystick/core/bytes";
import { MemoryTree } from "@tallystick/core/log-tree";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SizedLog } from "./sized-log.ts";

const suite = nodeSuite("intl");
const tree = new MemoryTree(suite);
for (let i = 0; i < 5000; i++) {
  tree.append(new Uint8Array(createHash("sha256").update(`${i}`).digest()));
}

test("paths and roots are those of RFC 9162 at every size", () => {
  for (let size = 1; size <= 80; size++) {
    const log = new SizedLog(tree, size);
    expect(toHex(log.root)).toBe(toHex(tree.root(size)));
    for (let index = 0; index < size; index++) {
      expect(log.path(index).map(toHex)).toEqual(tree.inclusion(index, size).map(toHex));
    }
  }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (size, pick) => {
      const log = new SizedLog(tree, size);
      const index = pick % size;
      expect(log.path(index).map(toHex)).toEqual(tree.inclusion(index, size).map(toHex));
    }),
  );
});

test("what is outside the log is refused", () => {
  expect(() => new SizedLog(tree, 5001)).toThrow(RangeError);
  expect(() => new SizedLog(tree, 7).path(7)).toThrow(RangeError);
  expect(() => new SizedLog(tree, 7).path(1.5)).toThrow(RangeError);
});
