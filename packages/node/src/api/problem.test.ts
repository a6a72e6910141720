import { expect, test } from "vitest";
import { problemBody, problemLanguage } from "./problem.ts";
import { problemKinds } from "./problems.ts";

test("an error body has the members of RFC 9457 and says what to do", () => {
  expect(problemBody("too-large", "at most 5 bytes", "en", { limit: 5 })).toEqual({
    type: "/v1/outcomes#too-large",
    title: "The body is larger than this route takes",
    status: 413,
    detail: "at most 5 bytes",
    code: "too-large",
    fix: expect.stringContaining("limits.md"),
    limit: 5,
  });
});

test("Chinese for those who ask for it first", () => {
  expect([undefined, "en, zh", "zh-CN,en;q=0.5", " zh"].map(problemLanguage)).toEqual([
    "en",
    "en",
    "zh",
    "zh",
  ]);
});

test("every kind has a status of its class and all four texts", () => {
  for (const [code, { status, title, fix }] of Object.entries(problemKinds)) {
    expect(status, code).toBeGreaterThanOrEqual(400);
    for (const text of [title.en, title.zh, fix.en, fix.zh])
      expect(text.length, code).toBeGreaterThan(3);
  }
});
