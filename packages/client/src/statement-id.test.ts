import { toHex } from "@tallystick/core/bytes";
import { expect, test } from "vitest";
import { newStatementId } from "./statement-id.ts";

test("an id has the layout of a UUID version 7 and sorts by time", () => {
  // The example of RFC 9562 A.6: unix_ts_ms = 0x017F22E279B0.
  const id = newStatementId(0x017f22e279b0);
  expect(toHex(id)).toMatch(/^017f22e279b07[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  expect(toHex(newStatementId(2000)) > toHex(newStatementId(1999))).toBe(true);
});

test("ids do not repeat", () => {
  const ids = new Set(Array.from({ length: 1000 }, () => toHex(newStatementId(5))));
  expect(ids.size).toBe(1000);
});
