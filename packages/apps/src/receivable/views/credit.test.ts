import { verifyStateProof } from "@tallystick/core/state-proof";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { beforeEach, expect, test } from "vitest";
import { Cast } from "../../../test/support/receivable-cast.ts";
import { DAY } from "../../../test/support/receivable-ledger.ts";

let cast: Cast;
beforeEach(async () => {
  cast = await Cast.open();
});

/** What the credit record of somebody says, and that it is proved. */
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
function recordOf(organisation: string): any {
  const { ledger } = cast.house;
  const input = { organisation, currency: "CNY" };
  const answer = ledger
    .reader()
    .runView<never>("receivable", "credit-record", input, { proofs: true });
  expect(answer.proofs.length).toBeGreaterThan(0);
  for (const proof of answer.proofs) {
    expect(verifyStateProof(nodeSuite("intl"), proof, ledger.stateRoot)).toBe(true);
  }
  return answer.output;
}

const redeem = (certificate: number, start: bigint, by: string) =>
  cast.agree(by, "present", "core", { certificate, ...{ start } });

test("promises are counted when they are received, and by what becomes of them", async () => {
  const first = await cast.issued();
  const second = await cast.issued({ amount: 500n });
  await cast.ask("core", "issue", cast.promise());
  expect(recordOf("core")).toMatchObject({
    record: { promised: 1500n, redeemedOnTime: 0n },
    open: 1500n,
    ratios: { overdue: 0, cancelled: 0 },
  });
  // Nothing to divide by is no ratio, neither good nor bad.
  expect(recordOf("core").ratios.onTime).toBeUndefined();
  await cast.act("one", "split", { certificate: first, start: 0n, amounts: [100n, 200n, 300n] });
  await cast.agree("one", "offer-cancellation", "core", { certificate: first, ...{ start: 0n } });
  cast.house.wait(85 * DAY);
  await redeem(first, 100n, "one");
  cast.house.wait(10 * DAY);
  await redeem(first, 300n, "one");
  await cast.act("two-clerk", "mark-overdue", { certificate: first, start: 600n });
  expect(recordOf("core")).toEqual({
    record: {
      ...{ organisation: "core", currency: "CNY", promised: 1500n, redeemedOnTime: 200n },
      ...{ redeemedLate: 300n, presentedLate: 300n, overdue: 400n, cancelled: 100n },
      ...{ recourseClaimed: 0n, recoursePaid: 0n },
    },
    open: 500n,
    // 200 of 900; 400 and 100 of 1500: rounded down.
    ratios: { onTime: 2222, overdue: 2666, cancelled: 666 },
  });
  // What was overdue and is paid at last is no longer overdue, but late.
  await redeem(first, 600n, "one");
  await redeem(second, 0n, "one");
  expect(recordOf("core")).toMatchObject({
    record: { overdue: 0n, redeemedLate: 1200n },
    open: 0n,
    ratios: { onTime: 1428, overdue: 0 },
  });
  expect(recordOf("one")).toEqual({ record: undefined, open: 0n, ratios: {} });
  expect(recordOf("one-clerk").record).toBeUndefined();
});

test("a payment asked for in time and made late is late, but was not asked for late", async () => {
  const certificate = await cast.issued();
  cast.house.wait(88 * DAY);
  const expires = cast.in(20);
  const request = await cast.ask("one", "present", { certificate, start: 0n, expires });
  cast.house.wait(12 * DAY);
  await cast.act("core", "accept", { certificate, request });
  expect(recordOf("core").record).toMatchObject({ redeemedLate: 1000n, presentedLate: 0n });
});

test("a claim counts while it waits and once it is answered; nobody is made to look bad by asking", async () => {
  const certificate = await cast.unpaid();
  const [endorsement] = cast.endorsements(certificate, "transfer");
  const claim = () => cast.ask("three", "claim-recourse", { certificate, start: 0n, endorsement });
  const claimed = () => recordOf("one").record.recourseClaimed;
  // Asked and taken back, or left to run out, a hundred times: nothing.
  for (let i = 0; i < 3; i++) {
    const request = await claim();
    expect(claimed()).toBe(1000n);
    await cast.act("three", "withdraw", { certificate, request });
    expect(claimed()).toBe(0n);
    const lapsing = await claim();
    cast.house.wait(6 * DAY);
    await cast.act("two-clerk", "clear-request", { certificate, request: lapsing });
    expect(claimed()).toBe(0n);
  }
  const refused = await claim();
  await cast.act("one", "refuse", { certificate, request: refused });
  await cast.act("one", "accept", { certificate, request: await claim() });
  expect(recordOf("one")).toMatchObject({
    record: { promised: 0n, recourseClaimed: 2000n, recoursePaid: 1000n },
    ratios: { recoursePaid: 5000 },
  });
  // The debtor's promise is still overdue: it is owed to another now.
  expect(recordOf("core").record).toMatchObject({ overdue: 1000n, recourseClaimed: 0n });
});
