import { expect, test } from "vitest";
import { formatBytes, formatCount, formatSeconds, formatTime } from "./quantities.ts";
import { tableLines } from "./table.ts";
import { columns, pad, printable, shorten } from "./width.ts";

test("Chinese takes two columns a character, accents none", () => {
  expect(columns("报告.pdf")).toBe(8);
  expect(columns("e\u0301")).toBe(1);
  expect(columns("𠮷")).toBe(2);
  expect(pad("合同", 6)).toBe("合同  ");
});

test("a long name keeps both ends", () => {
  expect(shorten("short", 10)).toBe("short");
  const cut = shorten("照片/二〇二六年/十一月/非常长的文件名.jpeg", 20);
  expect(columns(cut)).toBeLessThanOrEqual(20);
  expect(cut.startsWith("照片")).toBe(true);
  expect(cut.endsWith("jpeg")).toBe(true);
});

test("names cannot steer the terminal or turn around", () => {
  expect(printable("a\u001b[2Jb\r\nc")).toBe("a\\u{1b}[2Jb\\u{d}\\u{a}c");
  expect(printable("fdp\u202e.exe")).toBe("fdp\\u{202e}.exe");
  expect(printable("报告 é.pdf")).toBe("报告 é.pdf");
});

test("tables line up with Chinese in them", () => {
  const lines = tableLines([
    ["文件", "pass", "a"],
    ["ab", "fail", "b"],
  ]);
  expect(lines).toEqual(["文件  pass  a", "ab    fail  b"]);
});

test("quantities read well", () => {
  expect([0, 999, 1_000, 123_456, 5_368_709_120].map(formatBytes)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "123 kB",
    "5.4 GB",
  ]);
  expect(formatCount(100000)).toBe("100,000");
  expect([0, 59.6, 185, 7800].map(formatSeconds)).toEqual([
    "0 s",
    "1 min 00 s",
    "3 min 05 s",
    "2 h 10 min",
  ]);
  expect(formatTime(0)).toBe("1970-01-01 00:00:00 UTC");
  expect(formatTime(Number.MAX_SAFE_INTEGER)).toMatch(/since 1970/);
});
