import { expect, test } from "vitest";
import { baseName, listOf, safePath } from "./names.ts";

test("no path leads out of the folder that an archive is unpacked to", () => {
  for (const [path, safe] of [
    ["../../etc/passwd", "_/_/etc/passwd"],
    ["/etc/passwd", "etc/passwd"],
    ["a/./b", "a/_/b"],
    ["C:\\Windows\\x", "C_/Windows/x"],
    ['a<b>:"|?*.txt', "a_b______.txt"],
    ["a\u0000b\n", "a_b_"],
    ["合同/租赁.pdf", "合同/租赁.pdf"],
    ["", "file"],
  ] as const) {
    expect(safePath(path)).toBe(safe);
  }
});

test("a name is the last part of its path, in one form of Unicode", () => {
  expect(baseName("a/b/Ü.pdf".normalize("NFD"))).toBe("Ü.pdf".normalize("NFC"));
});

test("a name cannot become a formula in the list, nor break its lines", () => {
  const row = (path: string) =>
    listOf([{ path, file: new File(["x"], "x"), digest: "ab", index: 7 }] as never).split(
      "\r\n",
    )[1];
  expect(row("=1+1.txt")).toBe(`"'=1+1.txt","1","ab","7"`);
  expect(row('a "b"\n.txt')).toBe('"a ""b""\n.txt","1","ab","7"');
});
