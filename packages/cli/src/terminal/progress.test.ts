import { expect, test } from "vitest";
import { Progress } from "./progress.ts";

function recorder(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const sink = { isTTY, columns: 100, write: (text: string) => written.push(text) };
  const progress = new Progress("deposited", sink, () => now);
  return {
    written,
    progress,
    later: (ms: number) => {
      now += ms;
    },
  };
}

test("away from a terminal there is a plain line every few seconds", () => {
  const { written, progress, later } = recorder(false);
  progress.total = { files: 100, bytes: 1_000_000 };
  for (let second = 0; second < 11; second++) {
    later(1000);
    progress.add(5, 50_000);
  }
  expect(written.length).toBe(2);
  expect(written[1]).toBe(
    "deposited  50 of 100 files  500 kB of 1.0 MB  5 files/s, 50.0 kB/s  10 s left\n",
  );
  expect(written.join("")).not.toContain("\u001b");
});

test("on a terminal one line is painted over, and messages stand above it", () => {
  const { written, progress, later } = recorder(true);
  later(200);
  progress.add(1, 10);
  progress.say("a.txt: unreadable");
  expect(written).toEqual([
    "\r\u001b[2Kdeposited  1 files, 10 B",
    "\r\u001b[2K",
    "a.txt: unreadable\n",
  ]);
});

test("the time left follows the bytes when files are large", () => {
  const { progress, later } = recorder(false);
  progress.total = { files: 2, bytes: 4_000_000_000 };
  later(1000);
  progress.add(0, 500_000_000);
  later(1000);
  progress.add(0, 500_000_000);
  expect(progress.text()).toContain("6 s left");
});
