import { expect, test } from "vitest";
import { GovernedLedger } from "../../test/support/governed-ledger.ts";

const FILING = {
  project: "Receivables",
  responsible: "Head of finance",
  businessModel: "Certificates of receivables among members.",
  risks: "A certificate without trade.",
  controls: "Documents are held against each other.",
  number: "CAC-2026-000456",
};
const consent = { from: "o2", until: 9_000_000_000_000 };

test("receivables are called only once they were filed and approved", async () => {
  const house = await GovernedLedger.open(4, ["receivable"]);
  const call = async () =>
    (await house.act("o1-op", "receivable.set-standing-consent", consent)).name;
  expect(await call()).toBe("application-not-live");
  const filed = await house.act("o1-op", "governance.file-application", {
    app: "receivable",
    filing: FILING,
  });
  expect(await call()).toBe("application-not-live");
  const approval = { app: "receivable", filed: filed.data?.get("entry") };
  expect(await house.decide(["governance.approve-application", approval])).toBe("enacted");
  expect(await call()).toBe("accepted");
  // And the policy is the organisations' alone.
  expect((await house.act("o1-op", "receivable.set-policy", { tenorMonths: 12 })).name).toBe(
    "forbidden",
  );
  expect(await house.decide(["receivable.set-policy", { tenorMonths: 12 }])).toBe("enacted");
  expect(await house.replays()).toBe(true);
});
