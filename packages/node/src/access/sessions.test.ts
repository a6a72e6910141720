import { expect, test } from "vitest";
import { SESSIONS_MAX } from "./limits.ts";
import { Sessions } from "./sessions.ts";

const MINUTE = 60_000;

test("a session ends when it is idle, and at its end however busy it is", () => {
  const sessions = new Sessions(60);
  const idle = sessions.begin("a", 0) as string;
  expect(sessions.find(idle, 29 * MINUTE)?.member).toBe("a");
  expect(sessions.find(idle, 59 * MINUTE)).toBeUndefined();
  const busy = sessions.begin("b", 0) as string;
  for (let now = 0; now < 60; now += 20) expect(sessions.find(busy, now * MINUTE)).toBeDefined();
  expect(sessions.find(busy, 60 * MINUTE)).toBeUndefined();
});

test("there are no more than so many, until one ends", () => {
  const sessions = new Sessions();
  for (let i = 0; i < SESSIONS_MAX; i++) sessions.begin("a", 0);
  expect(sessions.begin("b", 1)).toBeUndefined();
  const [first] = sessions.list(1);
  expect(sessions.end(first?.id ?? "")).toBe(true);
  expect(sessions.end(first?.id ?? "")).toBe(false);
  expect(sessions.begin("b", 1)).toBeDefined();
});
