import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Misconduct } from "./misconduct.ts";
import { misconductFile, readMisconductFile } from "./misconduct-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tallystick-misconduct-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const roots = { logSize: 1, logRoot: "00", stateRoot: "01" };
const lie: Misconduct = {
  kind: "another-root",
  organisation: "a",
  height: 7,
  claimed: roots,
  own: { ...roots, logRoot: "02" },
  protected: "aa",
  signature: "bb",
};
const twice: Misconduct = { kind: "duplicate-vote", organisation: "b", height: 7 };

it("keeps each case once, over restarts, for its owner alone", () => {
  const path = join(folder, "reports", "misconduct.jsonl");
  expect(readMisconductFile(path)).toEqual([]);
  const add = misconductFile(path, () => 0);
  for (const report of [lie, twice, lie]) add(report);
  misconductFile(path, () => 1)(twice);
  const seen = "1970-01-01T00:00:00.000Z";
  expect(readMisconductFile(path)).toEqual([
    { ...lie, seen },
    { ...twice, seen },
  ]);
  expect(statSync(path).mode & 0o077).toBe(0);
});

it("passes over a line that a crash cut short, and goes on behind it", () => {
  const path = join(folder, "misconduct.jsonl");
  misconductFile(path, () => 0)(lie);
  appendFileSync(path, '{"kind":"another-ro');
  misconductFile(path, () => 0)(twice);
  expect(readMisconductFile(path).map(({ organisation }) => organisation)).toEqual(["a", "b"]);
});
