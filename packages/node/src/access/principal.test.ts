import { expect, test } from "vitest";
import { CAPABILITY_FORM, covers, includesAll } from "./principal.ts";

test.each([
  [["evidence.deposit"], "evidence.deposit", true],
  [["evidence.deposit"], "evidence.deposit-batch", false],
  [["evidence.*"], "evidence.deposit", true],
  [["evidence.*"], "evidence-two.deposit", false],
  [["*"], "evidence.deposit", true],
  [["*"], "node.backup", false],
  [["node.*"], "node.backup", true],
  [["node.*"], "evidence.deposit", false],
  [[], "evidence.deposit", false],
])("%j covers %s: %s", (capabilities, wanted, answer) => {
  expect(covers(capabilities, wanted)).toBe(answer);
});

test("a set includes only what it has", () => {
  expect(includesAll(["*"], ["evidence.*", "evidence.deposit", "*"])).toBe(true);
  expect(includesAll(["evidence.*"], ["*"])).toBe(false);
  expect(includesAll(["*"], ["node.read"])).toBe(false);
  expect(includesAll(["node.read"], ["node.*"])).toBe(false);
  expect(includesAll(["evidence.deposit"], ["evidence.*"])).toBe(false);
});

test.each([
  "",
  "evidence",
  "*.*",
  "evidence.*.x",
  "Evidence.deposit",
  "evidence.deposit ",
  "**",
  "node.read\n",
])("%j is no capability", (text) => {
  expect(CAPABILITY_FORM.test(text)).toBe(false);
});
