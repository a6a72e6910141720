import { expect, it } from "vitest";
import { changeLines } from "./would-change.ts";

const accepted = { action: "membership.remove-organisation", outcome: 0 };
const row = { app: "membership", table: "rosters", key: [9], after: { organisations: [] } };

it("says after the rows who could then stop the ledger alone, and from when on", () => {
  const about = { fromHeight: 9, organisations: 3, mayFail: 0, stopAlone: ["a", "b", "c"] };
  const change = { found: true, results: [accepted], rows: [row], warnings: [about] };
  const [head, ...lines] = changeLines(change);
  expect(head).toBe("would change:");
  expect(lines.at(-1)).toMatch(/^warning: from block 9 on can lose 0 of 3: 3 organisations go on/);
  expect(changeLines({ ...change, warnings: [] }).join("\n")).not.toContain("warning");
});
