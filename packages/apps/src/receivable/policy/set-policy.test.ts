import { expect, test } from "vitest";
import { ReceivableLedger } from "../../../test/support/receivable-ledger.ts";
import type { Policy } from "./records.ts";

const open = () => ReceivableLedger.open(["core", "one"], {});
const policies = (house: ReceivableLedger) =>
  house.rows<Policy>("policies").sort((a, b) => a.version - b.version);

test("a policy is set by decision alone, part by part, and earlier ones stay", async () => {
  const house = await open();
  const before = policies(house).length;
  await house.decide("receivable.set-policy", { tenorMonths: 12, banks: ["one"] });
  await house.decide("receivable.set-policy", { banks: [] });
  const [first, ...later] = policies(house);
  expect(first?.tenorMonths).toBe(6);
  expect(later.slice(before - 1).map(({ tenorMonths, banks }) => [tenorMonths, banks])).toEqual([
    [12, ["one"]],
    [12, []],
  ]);
  const said = await house.act("core", "set-policy", { tenorMonths: 12 });
  expect(said.name).toBe("forbidden");
});

test("nobody sets a tenor above twelve months, an unknown organisation, or a day that is none", async () => {
  const house = await open();
  const set = (policy: object) => house.decide("receivable.set-policy", policy);
  await expect(set({ tenorMonths: 13 })).rejects.toThrow();
  await expect(set({ tenorMonths: 0 })).rejects.toThrow();
  await expect(set({ currencies: ["yuan"] })).rejects.toThrow();
  await expect(set({ sealedTo: ["nobody"] })).rejects.toThrow("decided-call-refused");
  await expect(set({ financiers: ["nobody"] })).rejects.toThrow("decided-call-refused");
  await expect(set({ holidays: ["2026-02-30"] })).rejects.toThrow("decided-call-refused");
  expect(policies(house).at(-1)?.tenorMonths).toBe(6);
});
