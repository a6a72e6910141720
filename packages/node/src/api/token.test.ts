import { expect, test } from "vitest";
import { TokenGuard } from "./token.ts";

const TOKEN = "0123456789abcdef".repeat(4);

test("the right token passes, in either case of the scheme", () => {
  const guard = new TokenGuard(TOKEN, 3);
  expect(guard.check(`Bearer ${TOKEN}`, "a", 0)).toBe("ok");
  expect(guard.check(`bearer   ${TOKEN}`, "a", 0)).toBe("ok");
});

test("nothing else does", () => {
  const guard = new TokenGuard(TOKEN, 100);
  expect(guard.check(undefined, "a", 0)).toBe("missing");
  for (const wrong of [
    "",
    "Bearer",
    "Bearer ",
    TOKEN,
    `Basic ${TOKEN}`,
    `Bearer ${TOKEN}0`,
    `Bearer ${TOKEN} x`,
    `Bearer ${TOKEN.slice(1)}`,
  ]) {
    expect(guard.check(wrong, "a", 0), wrong).toBe("wrong");
  }
});

test("too many wrong ones from one address are blocked for the minute, the right one never", () => {
  const guard = new TokenGuard(TOKEN, 3);
  const guess = (now: number, address = "a") => guard.check("Bearer x", address, now);
  expect([guess(0), guess(1), guess(2), guess(3), guess(59_999)]).toEqual([
    "wrong",
    "wrong",
    "wrong",
    "blocked",
    "blocked",
  ]);
  expect(guess(4, "b")).toBe("wrong");
  expect(guard.check(`Bearer ${TOKEN}`, "a", 5)).toBe("ok");
  expect(guess(60_000)).toBe("wrong");
});
