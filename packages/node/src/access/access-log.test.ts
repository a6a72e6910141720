import { pino } from "pino";
import { expect, test } from "vitest";
import { AccessLog } from "./access-log.ts";
import { ACCESS_LINES_PER_SECOND } from "./limits.ts";

test("a flood is counted, not written", () => {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as never) });
  const log = new AccessLog(logger);
  const principal = { kind: "token", id: "0f", member: "m" } as const;
  const event = { decision: "token-required", route: "/v1/x", principal, address: "::1" };
  for (let i = 0; i < ACCESS_LINES_PER_SECOND + 7; i++) log.write(event, 1000);
  log.write({ ...event, decision: "allowed", capability: "node.backup" }, 2000);
  expect(lines).toHaveLength(ACCESS_LINES_PER_SECOND + 2);
  expect(lines.at(-2)).toMatchObject({ suppressed: 7 });
  expect(lines.at(-1)).toMatchObject({
    ...{ log: "access", decision: "allowed", capability: "node.backup", kind: "token", id: "0f" },
  });
});
