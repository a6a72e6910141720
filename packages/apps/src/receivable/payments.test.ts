/** Title and money together or not at all. */
import { beforeEach, describe, expect, test } from "vitest";
import { Cast } from "../../test/support/receivable-cast.ts";
import { DAY } from "../../test/support/receivable-ledger.ts";

let cast: Cast;
let certificate: number;
beforeEach(async () => {
  cast = await Cast.open();
  certificate = await cast.issued();
});

const first = () => ({ certificate, start: 0n });
const leg = (amount = 900n) => ({ bank: "bank", amount, until: cast.in(2) });
const paid = (request: number, change: object = {}) => ({
  ...{ certificate, request, instruction: "I-1", amount: 900n, currency: "CNY" },
  ...change,
});

/** Two will pay 900 for the part of one, and has said so. */
async function awaiting(): Promise<number> {
  const offer = { ...first(), to: "two", payment: leg() };
  return cast.agree("one", "offer-transfer", "two", offer);
}

describe("delivery versus payment", () => {
  test("title moves in the statement in which the bank confirms, and not before", async () => {
    const request = await awaiting();
    expect(cast.request(request).state).toBe("awaiting-payment");
    expect(cast.part(certificate)).toMatchObject({ holder: "one", flag: "locked" });
    for (const [by, action] of [
      ["two", "accept"],
      ["two", "refuse"],
      ["one", "withdraw"],
    ] as const) {
      expect(await cast.fails(by, action, { certificate, request })).toBe("request-answered");
    }
    expect(await cast.fails("one", "offer-transfer", { ...first(), to: "three" })).toBe(
      "part-locked",
    );
    await cast.act("bank", "confirm-payment", paid(request));
    expect(cast.part(certificate)).toMatchObject({ holder: "two", flag: "circulable", tier: 2 });
    expect(cast.request(request).state).toBe("accepted");
  });

  test("another bank, another sum, another currency: nothing moves", async () => {
    const request = await awaiting();
    const confirm = (by: string, change: object = {}) =>
      cast.fails(by, "confirm-payment", paid(request, change));
    for (const by of ["money", "one", "two", "core"])
      expect(await confirm(by)).toBe("not-the-bank");
    expect(await confirm("bank-clerk")).toBe("forbidden");
    expect(await confirm("bank", { amount: 899n })).toBe("payment-mismatch");
    expect(await confirm("bank", { amount: 901n })).toBe("payment-mismatch");
    expect(await confirm("bank", { currency: "EUR" })).toBe("payment-mismatch");
    expect(await confirm("bank", { request: request + 1 })).toBe("no-such-request");
    await cast.act("bank", "confirm-payment", paid(request));
  });

  test("a payment counts once, and so does its number", async () => {
    const request = await awaiting();
    await cast.act("bank", "confirm-payment", paid(request));
    expect(await cast.fails("bank", "confirm-payment", paid(request))).toBe("not-awaiting-payment");
    const back = { ...first(), to: "one", payment: leg() };
    const again = await cast.agree("two", "offer-transfer", "one", back);
    expect(await cast.fails("bank", "confirm-payment", paid(again))).toBe("instruction-used");
    expect(
      await cast.fails("bank", "reject-payment", {
        certificate,
        request: again,
        instruction: "I-1",
      }),
    ).toBe("instruction-used");
    await cast.act("bank", "confirm-payment", paid(again, { instruction: "I-2" }));
  });

  test("not before the receiver has agreed", async () => {
    const offer = { ...first(), to: "two", payment: leg() };
    const request = await cast.ask("one", "offer-transfer", offer);
    expect(await cast.fails("bank", "confirm-payment", paid(request))).toBe("not-awaiting-payment");
  });

  test("what the bank rejects, or does not confirm in time, is as it was before", async () => {
    const before = cast.part(certificate);
    const rejected = await awaiting();
    const said = { certificate, request: rejected, instruction: "I-9" };
    expect(await cast.fails("money", "reject-payment", said)).toBe("not-the-bank");
    await cast.act("bank", "reject-payment", { ...said, reason: "No funds." });
    expect(cast.part(certificate)).toEqual(before);
    expect(cast.request(rejected)).toMatchObject({
      ...{ state: "unpaid", answered: { reason: "No funds." } },
    });
    expect(await cast.fails("bank", "confirm-payment", paid(rejected))).toBe("payment-late");
    const late = await awaiting();
    cast.house.wait(2 * DAY + 1);
    expect(await cast.fails("bank", "confirm-payment", paid(late))).toBe("payment-late");
    await cast.pass(certificate, "one", "three");
    expect(cast.request(late).state).toBe("unpaid");
    expect(await cast.fails("bank", "confirm-payment", paid(late))).toBe("payment-late");
  });

  test("nobody confirms their own payment, unless the policy says that they are a bank", async () => {
    const own = { ...first(), to: "money", payment: { ...leg(), bank: "money" } };
    expect(await cast.fails("one", "offer-transfer", own)).toBe("bank-not-allowed");
    await cast.house.decide("receivable.set-policy", { banks: ["money"] });
    await cast.ask("one", "offer-transfer", own);
    const other = { ...first(), start: 0n, to: "two", payment: leg() };
    const second = await cast.issued();
    expect(await cast.fails("one", "offer-transfer", { ...other, certificate: second })).toBe(
      "bank-not-allowed",
    );
  });

  test("says so, or names no payment", async () => {
    const versus = { settlement: "delivery-versus-payment" };
    const offer = { ...first(), to: "money" };
    expect(await cast.fails("one", "offer-finance", { ...offer, ...versus })).toBe(
      "settlement-incomplete",
    );
    expect(await cast.fails("one", "offer-finance", { ...offer, payment: leg() })).toBe(
      "settlement-incomplete",
    );
  });
});

describe("redemption", () => {
  test("pays exactly the units of the part, once", async () => {
    cast.house.wait(85 * DAY);
    const versus = { settlement: "delivery-versus-payment" };
    for (const amount of [999n, 1001n]) {
      const other = { ...first(), ...versus, payment: leg(amount) };
      expect(await cast.fails("one", "present", other)).toBe("not-full-value");
    }
    const exact = { ...first(), ...versus, payment: leg(1000n) };
    const request = await cast.agree("one", "present", "core", exact);
    await cast.act("bank", "confirm-payment", paid(request, { amount: 1000n }));
    expect(cast.house.rows("certificates")[0]).toMatchObject({ redeemed: 1000n });
    expect(cast.house.rows("totals")[0]).toMatchObject({ received: 1000n, redeemed: 1000n });
    expect(await cast.fails("bank", "confirm-payment", paid(request, { amount: 1000n }))).toBe(
      "not-awaiting-payment",
    );
  });
});

describe("finance", () => {
  test("gives the financier the part when its bank has paid, and takes none of the papers if not", async () => {
    const offer = {
      ...{ ...first(), to: "money", settlement: "delivery-versus-payment" },
      payment: leg(),
    };
    const refused = await cast.agree("one", "offer-finance", "money", offer);
    await cast.act("bank", "reject-payment", { certificate, request: refused, instruction: "I-0" });
    expect(cast.house.rows("uses")).toEqual([]);
    const request = await cast.agree("one", "offer-finance", "money", offer);
    await cast.act("bank", "confirm-payment", paid(request));
    expect(cast.part(certificate)).toMatchObject({
      ...{ holder: "money", tier: 1, financed: { financier: "money" } },
    });
  });
});
