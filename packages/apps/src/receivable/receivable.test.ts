import { beforeEach, describe, expect, test } from "vitest";
import { Cast } from "../../test/support/receivable-cast.ts";
import { DAY } from "../../test/support/receivable-ledger.ts";

let cast: Cast;
beforeEach(async () => {
  cast = await Cast.open();
});

const shape = (certificate: number) =>
  cast
    .parts(certificate)
    .map(({ start, end, holder, status, flag, tier }) => [
      ...[Number(start), Number(end), holder],
      `${status} ${flag}`,
      tier,
    ]);

describe("a certificate", () => {
  test("is drawn, accepted and received in three steps", async () => {
    const { certificate } = Object.fromEntries(
      await cast.act("one", "register", { ...cast.promise(), debtor: "core" }),
    ) as { certificate: number };
    expect(shape(certificate)).toEqual([[0, 1000, "one", "drawn awaiting-receipt", 0]]);
    const asked = await cast.ask("one", "offer-acceptance", { certificate });
    expect(shape(certificate)[0]?.[3]).toBe("drawn locked");
    await cast.act("core", "accept", { certificate, request: asked });
    expect(shape(certificate)[0]?.[3]).toBe("accepted awaiting-receipt");
    await cast.agree("one", "offer-guarantee", "surety", {
      ...{ certificate, start: 0n, to: "surety" },
    });
    await cast.agree("one", "offer-receipt", "one", { certificate });
    expect(shape(certificate)).toEqual([[0, 1000, "one", "received circulable", 1]]);
    expect(cast.part(certificate).guarantors).toEqual(["surety"]);
  });

  test("is taken back by its drawer until somebody has received it", async () => {
    const drawn = await cast.act("core", "register", { ...cast.promise(), debtor: "core" });
    const certificate = drawn.get("certificate") as number;
    await cast.ask("core", "offer-acceptance", { certificate });
    expect(await cast.fails("core", "cancel", { certificate })).toBe("part-locked");
    expect(await cast.fails("one", "cancel", { certificate })).toBe("not-a-party");
    cast.house.wait(6 * DAY);
    // The request has run out: its lock is gone.
    await cast.act("core", "cancel", { certificate });
    expect(shape(certificate)[0]?.[3]).toBe("terminated ended");
    const received = await cast.issued();
    expect(await cast.fails("core", "cancel", { certificate: received })).toBe("state-forbids");
  });

  test("that nobody has received by its due date is cleared by anybody, with what was asked", async () => {
    const certificate = await cast.ask("core", "issue", cast.promise());
    expect(await cast.fails("two-clerk", "clear-unused", { certificate })).toBe("too-early");
    cast.house.wait(91 * DAY);
    await cast.act("two-clerk", "clear-unused", { certificate });
    expect(cast.request(certificate).state).toBe("expired");
    expect(shape(certificate)[0]?.[3]).toBe("terminated ended");
    expect(await cast.fails("one", "accept", { certificate, request: certificate })).toBe(
      "request-expired",
    );
  });

  test("keeps to the policy of the day", async () => {
    const issue = (change: object) => cast.fails("core", "issue", { ...cast.promise(), ...change });
    expect(await issue({ due: cast.house.date(190) })).toBe("tenor-too-long");
    expect(await issue({ due: cast.house.date(0) })).toBe("due-invalid");
    expect(await issue({ due: "2026-02-30" })).toBe("due-invalid");
    expect(await issue({ currency: "EUR" })).toBe("currency-not-allowed");
    expect(await issue({ amount: 0n })).toBe("amount-out-of-range");
    expect(await issue({ payee: "core" })).toBe("same-organisation");
    expect(await issue({ payee: "nobody" })).toBe("receivable-no-such-organisation");
    expect(await issue({ expires: cast.in(31) })).toBe("expiry-out-of-range");
    expect(await issue({ due: cast.house.date(3), expires: cast.in(4) })).toBe(
      "expiry-out-of-range",
    );
    await cast.house.decide("receivable.set-policy", { blocking: ["document-missing"] });
    expect(await issue({ background: [{ document: 1 }] })).toBe("background-blocked");
  });
});

describe("parts", () => {
  test("are cut off, and hold together what they held before", async () => {
    const certificate = await cast.issued();
    const { rest } = Object.fromEntries(
      await cast.act("one", "split", { certificate, start: 0n, amounts: [100n, 250n] }),
    );
    expect(rest).toBe(350n);
    expect(shape(certificate).map(([start, end]) => [start, end])).toEqual([
      [0, 100],
      [100, 350],
      [350, 1000],
    ]);
    const split = (start: bigint, amounts: bigint[]) =>
      cast.fails("one", "split", { certificate, start, amounts });
    expect(await split(100n, [250n])).toBe("amount-out-of-range");
    expect(await split(100n, [251n])).toBe("amount-out-of-range");
    expect(await split(100n, [1n, 0n])).toBe("amount-out-of-range");
    expect(await split(101n, [1n])).toBe("no-such-part");
    await cast.pass(certificate, "one", "two", { start: 350n });
    expect(await split(350n, [1n])).toBe("not-the-holder");
  });

  test("are cut by shares: floored, and what is left goes one unit each in order", async () => {
    const certificate = await cast.issued();
    const key = { certificate, start: 0n };
    expect(await cast.fails("one", "split", key)).toBe("split-unclear");
    const both = { ...key, amounts: [1n], shares: [1, 1] };
    expect(await cast.fails("one", "split", both)).toBe("split-unclear");
    const { rest } = Object.fromEntries(
      await cast.act("one", "split", { ...key, shares: [3, 3, 1] }),
    );
    // 1000 * 3/7 = 428.57, 1000/7 = 142.86: two units are left for the first two.
    expect(shape(certificate).map(([start, end]) => [start, end])).toEqual([
      [0, 429],
      [429, 858],
      [858, 1000],
    ]);
    expect(rest).toBe(858n);
    const heavy = Array.from({ length: 128 }, () => 1_000_000_000);
    await cast.act("one", "split", { ...key, shares: heavy });
    expect(shape(certificate)).toHaveLength(130);
    // A piece of three units cannot be shared by four.
    const four = { ...key, start: 858n, shares: [1_000_000_000, 1, 1, 1] };
    expect(await cast.fails("one", "split", { ...key, shares: [1, 1, 1, 1, 1] })).toBe(
      "amount-out-of-range",
    );
    expect(await cast.fails("one", "split", four)).toBe("amount-out-of-range");
  });

  test("cut by shares are not below the minimum either", async () => {
    await cast.house.decide("receivable.set-policy", { minimumPart: 100n });
    const certificate = await cast.issued();
    const by = (shares: number[]) => ({ certificate, start: 0n, shares });
    expect(await cast.fails("one", "split", by([1, 9, 1]))).toBe("below-minimum-part");
    expect(await cast.fails("one", "split", by([9, 1, 1]))).toBe("below-minimum-part");
    expect(await cast.fails("two", "split", by([1, 1]))).toBe("not-the-holder");
    await cast.act("one", "split", by([8, 1, 1]));
  });

  test("are not smaller than the policy of their issue lets them be, and some not cut at all", async () => {
    await cast.house.decide("receivable.set-policy", { minimumPart: 100n });
    const certificate = await cast.issued();
    await cast.house.decide("receivable.set-policy", { minimumPart: 1n });
    const whole = await cast.issued({ divisible: false });
    const pass = (of: number, amount: bigint) =>
      cast.fails("one", "offer-transfer", { certificate: of, start: 0n, amount, to: "two" });
    expect(await pass(certificate, 99n)).toBe("below-minimum-part");
    expect(await pass(certificate, 901n)).toBe("below-minimum-part");
    expect(await pass(whole, 500n)).toBe("indivisible");
    await cast.pass(whole, "one", "two", { amount: 1000n });
  });

  test("that are not transferable go nowhere but to payment", async () => {
    const certificate = await cast.issued({ transferable: false });
    const marked = await cast.issued();
    await cast.pass(marked, "one", "two", { transferable: false });
    for (const [by, number] of [
      ["one", certificate],
      ["two", marked],
    ] as const) {
      const key = { certificate: number, start: 0n, to: "three" };
      expect(await cast.fails(by, "offer-transfer", key)).toBe("not-transferable");
      expect(await cast.fails(by, "offer-pledge", key)).toBe("not-transferable");
      expect(await cast.fails(by, "offer-finance", key)).toBe("not-transferable");
    }
    cast.house.wait(85 * DAY);
    await cast.agree("two", "present", "core", { certificate: marked, ...{ start: 0n } });
  });

  test("pass at once under a standing consent, until it ends", async () => {
    const certificate = await cast.issued();
    const consent = { from: "one", until: cast.in(10) };
    await cast.act("two", "set-standing-consent", consent);
    expect(await cast.fails("one", "set-standing-consent", consent)).toBe("same-organisation");
    const key = { certificate, start: 0n, to: "two" };
    const came = await cast.act("one", "offer-transfer", { ...key, amount: 300n });
    expect(came.get("endorsement")).toBeDefined();
    expect(shape(certificate)[0]).toEqual([0, 300, "two", "received circulable", 2]);
    // What the consent does not speak of waits for an answer.
    const marked = { ...key, start: 300n, amount: 100n, transferable: false };
    expect(await cast.ask("one", "offer-transfer", marked)).toBeDefined();
    cast.house.wait(11 * DAY);
    expect(
      await cast.ask("one", "offer-transfer", { ...key, start: 400n, amount: 1n }),
    ).toBeDefined();
    await cast.act("two", "set-standing-consent", { from: "one" });
    expect(await cast.fails("two", "set-standing-consent", { from: "one" })).toBe(
      "no-standing-consent",
    );
  });

  test("carry no fee when they are split, unless the policy allows it", async () => {
    const certificate = await cast.issued();
    const fee = { certificate, start: 0n, amount: 10n, to: "two", fee: 1n };
    expect(await cast.fails("one", "offer-transfer", fee)).toBe("fee-forbidden");
    await cast.house.decide("receivable.set-policy", { feeOnSplit: "allowed" });
    await cast.ask("one", "offer-transfer", fee);
  });
});

test("a whole life replays to the same roots", async () => {
  const certificate = await cast.issued();
  await cast.pass(certificate, "one", "two", { amount: 400n });
  await cast.agree("two", "offer-pledge", "bank", { certificate, ...{ start: 0n, to: "bank" } });
  await cast.agree("bank", "offer-release", "two", { certificate, ...{ start: 0n } });
  await cast.agree("one", "offer-finance", "money", {
    certificate,
    ...{ start: 400n, amount: 100n, to: "money" },
  });
  await cast.agree("one", "offer-cancellation", "core", { certificate, ...{ start: 500n } });
  await cast.late(certificate);
  await cast.agree("two", "claim-recourse", "one", {
    certificate,
    ...{ start: 0n, endorsement: cast.endorsements(certificate, "transfer")[0] },
  });
  await cast.agree("one", "present", "core", { certificate, ...{ start: 0n } });
  expect(shape(certificate)).toEqual([
    [0, 400, "one", "terminated ended", 2],
    [400, 500, "money", "received circulable", 1],
    [500, 1000, "one", "terminated ended", 1],
  ]);
  expect(await cast.house.replay()).toEqual(cast.house.roots);
});
