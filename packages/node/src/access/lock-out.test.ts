import { expect, test } from "vitest";
import { REMEMBERED_MAX } from "./limits.ts";
import { LockOut } from "./lock-out.ts";

test("after so many failures in a minute an address is locked out, for a time that doubles", () => {
  const lockOut = new LockOut(3);
  const fail = (now: number, name = "a") => lockOut.failed(name, now);
  expect([fail(0), fail(1), fail(2), fail(3), fail(59_999)]).toEqual([0, 0, 0, 60, 1]);
  expect(lockOut.lockedFor("a", 30_000)).toBe(31);
  expect(lockOut.lockedFor("a", 60_003)).toBe(0);
  expect(fail(4, "b")).toBe(0);
  expect([61_000, 61_001, 61_002, 61_003].map((now) => fail(now))).toEqual([0, 0, 0, 120]);
});

test("failures of an earlier minute do not count, and success is a fresh start", () => {
  const lockOut = new LockOut(2);
  expect([0, 1, 60_000, 60_001].map((now) => lockOut.failed("a", now))).toEqual([0, 0, 0, 0]);
  lockOut.succeeded("a");
  expect([60_002, 60_003].map((now) => lockOut.failed("a", now))).toEqual([0, 0]);
});

test("no lock-out is longer than an hour, and a flood of names takes no more room", () => {
  const lockOut = new LockOut(0);
  let now = 0;
  let seconds = 0;
  for (let i = 0; i < 12; i++) {
    seconds = lockOut.failed("a", now);
    now += seconds * 1000;
  }
  expect(seconds).toBe(3600);
  for (let i = 0; i < REMEMBERED_MAX + 500; i++) lockOut.failed(`address ${i}`, now);
  expect(lockOut.size).toBe(REMEMBERED_MAX);
});
