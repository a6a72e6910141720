import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseLimits } from "./parse-limits.ts";

const page = new URL("../../../../../../docs/reference/limits.md", import.meta.url);

test("every row of the page of limits is read, with its file", () => {
  const text = readFileSync(page, "utf8");
  const limits = parseLimits(text);
  expect(limits.length).toBe(text.split("\n").filter((line) => line.startsWith("| `")).length);
  expect(limits).toContainEqual({
    file: "packages/core/src/limits.ts",
    name: "ENTRY_BYTES_MAX",
    value: "65 535",
    meaning: expect.stringContaining("Bytes of one log entry"),
  });
});
