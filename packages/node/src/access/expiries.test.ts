import { pino } from "pino";
import { expect, test } from "vitest";
import { ExpiryWatch, listExpiries, warningOf } from "./expiries.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21);

const nothing = { read: () => [], members: [] } as never;
const token = (id: string, days: number) => ({ id, member: "m", expires: NOW + days * DAY });

test.each([
  [-1, 0],
  [0, 0],
  [1, 7],
  [7, 7],
  [8, 30],
  [31, 90],
  [90, 90],
  [91, undefined],
])("what ends in %s days is warned of at %s", (days, warning) => {
  expect(warningOf({ ends: NOW + days * DAY }, NOW)).toBe(warning);
});

test("the list goes from 30 days back to 90 ahead, the next first", () => {
  const list = () =>
    [token("far", 91), token("soon", 5), token("past", -29), token("gone", -31)] as never;
  const found = listExpiries(
    { ...(nothing as object), tokens: { list }, tls: () => [] } as never,
    NOW,
  );
  expect(found.map(({ name }) => name)).toEqual(["past", "soon"]);
});

test("each warning is said once", () => {
  const lines: { level: number; msg: string; name: string }[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as never) });
  const tls = () => [{ name: "server certificate", ends: NOW + 100 * DAY }];
  const sources = { ...(nothing as object), tokens: { list: () => [] }, tls } as never;
  const watch = new ExpiryWatch(sources, logger);
  for (const days of [0, 9, 11, 20, 69, 71, 72, 92, 94, 101, 102]) watch.look(NOW + days * DAY);
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    [40, "ends within 90 days"],
    [40, "ends within 30 days"],
    [50, "ends within 7 days"],
    [50, "has ended"],
  ]);
});
