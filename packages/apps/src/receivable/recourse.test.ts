/** Who answers for a part that was not paid, and how a mistake goes back. */
import { beforeEach, describe, expect, test } from "vitest";
import { Cast } from "../../test/support/receivable-cast.ts";

let cast: Cast;
beforeEach(async () => {
  cast = await Cast.open();
});

const claim = (certificate: number, endorsement: number | undefined) => ({
  ...{ certificate, start: 0n, endorsement },
});

describe("recourse", () => {
  test("runs back along the chain: who pays takes the holder's place", async () => {
    const certificate = await cast.unpaid();
    const [byOne, byTwo] = cast.endorsements(certificate, "transfer");
    await cast.agree("three", "claim-recourse", "two", claim(certificate, byTwo));
    expect(cast.part(certificate)).toMatchObject({ holder: "two", status: "matured" });
    // Two can turn to one, and to nobody on the strength of what came after.
    expect(await cast.fails("two", "claim-recourse", claim(certificate, byTwo))).toBe("not-liable");
    await cast.agree("two", "claim-recourse", "one", claim(certificate, byOne));
    expect(await cast.fails("one", "claim-recourse", claim(certificate, byOne))).toBe("not-liable");
    await cast.agree("one", "present", "core", { certificate, ...{ start: 0n } });
    expect(cast.part(certificate).settled).toBe("redeemed");
  });

  test("may leap over the ones between", async () => {
    const certificate = await cast.unpaid();
    const [byOne] = cast.endorsements(certificate, "transfer");
    await cast.agree("three", "claim-recourse", "one", claim(certificate, byOne));
    expect(cast.part(certificate).holder).toBe("one");
  });

  test("does not reach anybody outside the chain, or on another certificate, or before it is overdue", async () => {
    const other = await cast.issued();
    await cast.pass(other, "one", "two", { amount: 500n });
    await cast.pass(other, "one", "three", { start: 500n });
    const [first, second] = cast.endorsements(other, "transfer");
    const [receipt] = cast.endorsements(other, "receipt");
    expect(await cast.fails("two", "claim-recourse", claim(other, first))).toBe("state-forbids");
    await cast.late(other);
    // The endorsement of the other half of the same certificate.
    expect(await cast.fails("two", "claim-recourse", claim(other, second))).toBe("not-liable");
    // The drawer is the debtor, who owes it anyway.
    expect(await cast.fails("two", "claim-recourse", claim(other, receipt))).toBe("not-liable");
    expect(await cast.fails("two", "claim-recourse", claim(other, 999_999))).toBe("not-liable");
    expect(await cast.fails("three", "claim-recourse", claim(other, first))).toBe("not-the-holder");
    await cast.ask("two", "claim-recourse", claim(other, first));
  });

  test("there is none without recourse, but guarantors stand", async () => {
    const certificate = await cast.issued({ recourse: false });
    await cast.agree("one", "offer-guarantee", "surety", {
      certificate,
      ...{ start: 0n, to: "surety" },
    });
    await cast.pass(certificate, "one", "two");
    const [byOne] = cast.endorsements(certificate, "transfer");
    const [bySurety] = cast.endorsements(certificate, "guarantee");
    await cast.late(certificate);
    expect(await cast.fails("two", "claim-recourse", claim(certificate, byOne))).toBe(
      "no-recourse",
    );
    await cast.agree("two", "claim-recourse", "surety", claim(certificate, bySurety));
    expect(cast.part(certificate)).toMatchObject({ holder: "surety" });
    expect(cast.part(certificate).guarantors).toBeUndefined();
    expect(await cast.fails("surety", "claim-recourse", claim(certificate, bySurety))).toBe(
      "not-liable",
    );
    await cast.ask("surety", "present", { certificate, start: 0n });
  });

  test("a transfer without recourse makes its sender liable to nobody", async () => {
    const certificate = await cast.issued();
    await cast.pass(certificate, "one", "two", { recourse: false });
    const [byOne] = cast.endorsements(certificate, "transfer");
    await cast.late(certificate);
    expect(await cast.fails("two", "claim-recourse", claim(certificate, byOne))).toBe("not-liable");
  });

  test("is paid in full or not at all", async () => {
    const certificate = await cast.unpaid();
    const [byOne] = cast.endorsements(certificate, "transfer");
    const payment = { bank: "bank", amount: 999n, until: cast.in(2) };
    const versus = { settlement: "delivery-versus-payment", payment };
    expect(
      await cast.fails("three", "claim-recourse", { ...claim(certificate, byOne), ...versus }),
    ).toBe("not-full-value");
  });
});

describe("a guarantee", () => {
  test("is given once by the same, at most by four, never by the debtor", async () => {
    const certificate = await cast.issued();
    const by = (to: string) => ({ certificate, start: 0n, to });
    expect(await cast.fails("one", "offer-guarantee", by("core"))).toBe("same-organisation");
    for (const to of ["surety", "bank", "money"]) {
      await cast.agree("one", "offer-guarantee", to, by(to));
      expect(await cast.fails("one", "offer-guarantee", by(to))).toBe("already-guaranteed");
    }
    await cast.agree("one", "offer-guarantee", "three", by("three"));
    expect(await cast.fails("one", "offer-guarantee", by("two"))).toBe("already-guaranteed");
    // It goes with the units.
    await cast.pass(certificate, "one", "two", { amount: 10n });
    expect(cast.part(certificate).guarantors).toEqual(["surety", "bank", "money", "three"]);
    expect(cast.part(certificate, 10n).guarantors).toEqual(["surety", "bank", "money", "three"]);
  });
});

describe("a reversal", () => {
  const back = (certificate: number) => ({ certificate, start: 0n });

  test("gives a part back, and who is out of the chain is not liable", async () => {
    const certificate = await cast.issued();
    await cast.pass(certificate, "one", "two");
    const [wrong] = cast.endorsements(certificate, "transfer");
    expect(await cast.fails("one", "offer-reversal", back(certificate))).toBe("not-the-holder");
    await cast.agree("two", "offer-reversal", "one", back(certificate));
    expect(cast.part(certificate)).toMatchObject({ holder: "one", tier: 1, flag: "circulable" });
    expect(await cast.fails("one", "offer-reversal", back(certificate))).toBe("not-reversible");
    await cast.pass(certificate, "one", "three");
    await cast.late(certificate);
    expect(await cast.fails("three", "claim-recourse", claim(certificate, wrong))).toBe(
      "not-liable",
    );
  });

  test("is not for what has gone on, or has been pledged since", async () => {
    const certificate = await cast.issued();
    expect(await cast.fails("one", "offer-reversal", back(certificate))).toBe("not-reversible");
    await cast.pass(certificate, "one", "two");
    await cast.pass(certificate, "two", "three");
    expect(await cast.fails("two", "offer-reversal", back(certificate))).toBe("not-the-holder");
    await cast.agree("three", "offer-pledge", "bank", { ...back(certificate), ...{ to: "bank" } });
    expect(await cast.fails("three", "offer-reversal", back(certificate))).toBe("not-reversible");
    await cast.agree("bank", "offer-release", "three", back(certificate));
    expect(await cast.fails("three", "offer-reversal", back(certificate))).toBe("not-reversible");
  });

  test("of a finance makes the part free to be financed again", async () => {
    const certificate = await cast.issued();
    const to = { ...back(certificate), ...{ to: "money" } };
    await cast.agree("one", "offer-finance", "money", to);
    await cast.agree("money", "offer-reversal", "one", back(certificate));
    expect(cast.part(certificate).financed).toBeUndefined();
    await cast.agree("one", "offer-finance", "money", to);
  });

  test("of one half leaves the other where it is", async () => {
    const certificate = await cast.issued();
    await cast.pass(certificate, "one", "two");
    await cast.act("two", "split", { ...back(certificate), amounts: [400n] });
    await cast.agree("two", "offer-reversal", "one", back(certificate));
    expect(cast.parts(certificate).map(({ holder }) => holder)).toEqual(["one", "two"]);
  });
});
