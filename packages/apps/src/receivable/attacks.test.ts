/** What somebody would try who wants more than is theirs. Every refusal leaves every row as it was. */
import { beforeEach, describe, expect, test } from "vitest";
import { Cast } from "../../test/support/receivable-cast.ts";
import { DAY } from "../../test/support/receivable-ledger.ts";
import { CHAIN_MAX, CHAIN_TO_END } from "./limits.ts";
import { hasRoom } from "./rules/exposure.ts";

let cast: Cast;
let certificate: number;
beforeEach(async () => {
  cast = await Cast.open();
  certificate = await cast.issued();
});

const first = () => ({ certificate, start: 0n });
const names = (came: readonly { readonly name: string | undefined }[]) =>
  came.map(({ name }) => name);

describe("the same units twice", () => {
  test("two transfers of one part in one block: the second finds it locked", async () => {
    const to = (other: string) => ({ ...first(), to: other, expires: cast.in(1) });
    const came = await cast.house.block(
      ["one", "offer-transfer", to("two")],
      ["one", "offer-transfer", to("three")],
    );
    expect(names(came)).toEqual(["accepted", "part-locked"]);
  });

  test("two transfers under consent in one block: the second is not the holder's any more", async () => {
    for (const by of ["two", "three"]) {
      await cast.act(by, "set-standing-consent", { from: "one", until: cast.in(9) });
    }
    const to = (other: string) => ({ ...first(), to: other, expires: cast.in(1) });
    const came = await cast.house.block(
      ["one", "offer-transfer", to("two")],
      ["one", "offer-transfer", to("three")],
    );
    expect(names(came)).toEqual(["accepted", "not-the-holder"]);
  });

  test("a request is answered once, and two answers race for it", async () => {
    const request = await cast.ask("one", "offer-transfer", { ...first(), to: "two" });
    const key = { certificate, request };
    const came = await cast.house.block(
      ["two", "accept", key],
      ["one", "withdraw", key],
      ["two", "accept", key],
      ["two", "refuse", key],
    );
    expect(names(came)).toEqual([
      "accepted",
      "request-answered",
      "request-answered",
      "request-answered",
    ]);
  });

  test("what is pledged neither moves nor is pledged or financed again", async () => {
    const pledge = { ...first(), to: "bank" };
    await cast.agree("one", "offer-pledge", "bank", pledge);
    const to = { ...first(), to: "two" };
    expect(await cast.fails("one", "offer-transfer", to)).toBe("part-pledged");
    expect(await cast.fails("one", "offer-pledge", to)).toBe("part-pledged");
    expect(await cast.fails("one", "offer-finance", to)).toBe("part-pledged");
    expect(await cast.fails("one", "split", { ...first(), amounts: [1n] })).toBe("part-pledged");
    expect(await cast.fails("one", "offer-cancellation", first())).toBe("part-pledged");
    expect(await cast.fails("one", "offer-release", first())).toBe("not-the-holder");
    cast.house.wait(85 * DAY);
    expect(await cast.fails("one", "present", first())).toBe("not-the-holder");
    await cast.agree("bank", "present", "core", first());
    expect(cast.part(certificate)).toMatchObject({ settled: "redeemed" });
    expect(cast.part(certificate).pledge).toBeUndefined();
  });

  test("units are financed once, and by whom the policy allows", async () => {
    await cast.house.decide("receivable.set-policy", { financiers: ["money"] });
    const to = (other: string) => ({ ...first(), to: other });
    expect(await cast.fails("one", "offer-finance", to("two"))).toBe("not-a-financier");
    await cast.agree("one", "offer-finance", "money", { ...to("money"), ...{ amount: 400n } });
    expect(await cast.fails("money", "offer-finance", to("money"))).toBe("already-financed");
    await cast.pass(certificate, "money", "two");
    expect(await cast.fails("two", "offer-finance", to("money"))).toBe("already-financed");
    await cast.ask("one", "offer-finance", { ...to("money"), start: 400n });
  });

  test("nobody is paid more for a part than it is worth", async () => {
    const payment = { bank: "bank", amount: 1001n, until: cast.in(2) };
    const dvp = { ...first(), to: "money", settlement: "delivery-versus-payment", payment };
    expect(await cast.fails("one", "offer-finance", dvp)).toBe("above-value");
    expect(await cast.fails("one", "offer-finance", { ...dvp, amount: 100n })).toBe("above-value");
    const plain = { ...first(), to: "money", payment };
    expect(await cast.fails("one", "offer-transfer", plain)).toBe("above-value");
    expect(await cast.fails("one", "offer-pledge", plain)).toBe("above-value");
  });

  test("nothing follows redemption", async () => {
    cast.house.wait(85 * DAY);
    const presented = await cast.agree("one", "present", "core", first());
    const to = { ...first(), to: "two" };
    const actions = ["offer-transfer", "offer-pledge", "offer-finance", "offer-guarantee"];
    for (const action of actions) {
      expect([action, await cast.fails("one", action, to)]).toEqual([action, "part-ended"]);
    }
    for (const action of ["present", "offer-cancellation"]) {
      expect([action, await cast.fails("one", action, first())]).toEqual([action, "part-ended"]);
    }
    expect(await cast.fails("one", "split", { ...first(), amounts: [1n] })).toBe("part-ended");
    expect(await cast.fails("core", "cancel", { certificate })).toBe("part-ended");
    expect(await cast.fails("core", "accept", { certificate, request: presented })).toBe(
      "request-answered",
    );
    cast.house.wait(20 * DAY);
    expect(await cast.fails("one", "mark-overdue", first())).toBe("part-ended");
    expect(await cast.fails("one", "clear-unused", { certificate })).toBe("part-ended");
  });
});

describe("answers", () => {
  test("a stranger neither accepts, refuses nor withdraws; nor does a member without the right", async () => {
    const request = await cast.ask("one", "offer-transfer", { ...first(), to: "two" });
    const key = { certificate, request };
    for (const by of ["three", "one", "core"]) {
      expect(await cast.fails(by, "accept", key)).toBe("request-not-for-you");
      expect(await cast.fails(by, "refuse", key)).toBe("request-not-for-you");
    }
    expect(await cast.fails("two", "withdraw", key)).toBe("not-your-offer");
    expect(await cast.fails("two-clerk", "accept", key)).toBe("forbidden");
    expect(await cast.fails("one-clerk", "withdraw", key)).toBe("forbidden");
    const other = await cast.issued();
    expect(await cast.fails("two", "accept", { certificate: other, request })).toBe(
      "no-such-request",
    );
  });

  test("to a request that ran out come too late; its lock is gone at once", async () => {
    const expires = cast.in(1);
    const request = await cast.ask("one", "offer-transfer", { ...first(), to: "two", expires });
    const key = { certificate, request };
    expect(await cast.fails("three-clerk", "clear-request", key)).toBe("request-open");
    cast.house.wait(DAY);
    for (const [by, action] of [
      ["two", "accept"],
      ["two", "refuse"],
      ["one", "withdraw"],
    ] as const) {
      expect(await cast.fails(by, action, key)).toBe("request-expired");
    }
    await cast.pass(certificate, "one", "three");
    expect(cast.request(request).state).toBe("expired");
    expect(await cast.fails("two", "accept", key)).toBe("request-expired");
    expect(await cast.fails("two-clerk", "clear-request", key)).toBe("request-answered");
    const again = await cast.ask("three", "offer-transfer", { ...first(), to: "two" });
    cast.house.wait(6 * DAY);
    await cast.act("core-clerk", "clear-request", { certificate, request: again });
    expect(cast.part(certificate)).toMatchObject({ holder: "three", flag: "circulable" });
  });

  test("at its last moment a request still counts, a moment later it does not", async () => {
    const last = cast.house.now + 5000;
    const request = await cast.ask("one", "offer-transfer", {
      ...first(),
      to: "two",
      expires: last,
    });
    cast.house.now = last;
    await cast.act("two", "refuse", { certificate, request });
    const next = cast.house.now + 5000;
    const later = await cast.ask("one", "offer-transfer", { ...first(), to: "two", expires: next });
    cast.house.now = next + 1;
    expect(await cast.fails("two", "accept", { certificate, request: later })).toBe(
      "request-expired",
    );
  });

  test("that lead to nothing leave the part exactly as it was", async () => {
    const before = cast.part(certificate);
    const to = { ...first(), to: "two" };
    for (const how of ["refuse", "withdraw"]) {
      for (const action of ["offer-transfer", "offer-pledge", "offer-finance", "offer-guarantee"]) {
        const request = await cast.ask("one", action, to);
        await cast.act(how === "refuse" ? "two" : "one", how, { certificate, request });
        expect(cast.part(certificate)).toEqual(before);
      }
    }
  });
});

describe("reaching for the units of others", () => {
  test("only the holder disposes of a part, and nobody else can lock it", async () => {
    const to = { ...first(), to: "two" };
    for (const by of ["core", "two", "bank"]) {
      for (const action of [
        ...["offer-transfer", "offer-pledge", "offer-finance", "offer-guarantee"],
      ]) {
        expect(await cast.fails(by, action, to)).toBe("not-the-holder");
      }
      for (const action of ["present", "offer-cancellation", "offer-reversal", "offer-release"]) {
        expect(await cast.fails(by, action, first())).toBe("not-the-holder");
      }
    }
    expect(await cast.fails("one", "offer-transfer", { ...first(), to: "one" })).toBe(
      "same-organisation",
    );
    expect(await cast.fails("one", "offer-transfer", { ...first(), to: "nobody" })).toBe(
      "receivable-no-such-organisation",
    );
    const nothing = { certificate: certificate + 1, start: 0n, to: "two" };
    expect(await cast.fails("one", "offer-transfer", nothing)).toBe(
      "receivable-no-such-certificate",
    );
  });

  test("an organisation that is suspended is given nothing, even under its consent", async () => {
    await cast.act("two", "set-standing-consent", { from: "one", until: cast.in(50) });
    await cast.house.decide("membership.suspend-organisation", {
      organisation: "two",
      reason: "Left",
    });
    expect(await cast.fails("one", "offer-transfer", { ...first(), to: "two" })).toBe(
      "receivable-no-such-organisation",
    );
  });

  test("a court's hold on a certificate stops answers too, and everything else", async () => {
    await cast.house.decide("membership.update-organisation", {
      ...{ organisation: "court", kinds: ["court"] },
    });
    const request = await cast.ask("one", "offer-transfer", { ...first(), to: "two" });
    const order = { order: "Order 1", kind: "hold", expires: cast.in(50) };
    const document = new Uint8Array(32);
    await cast.act("court", "supervision.record-order", { ...order, document });
    await cast.act("court", "supervision.place-hold", {
      ...{ recordClass: "receivable.certificates", record: String(certificate) },
      ...{ order: "Order 1", subject: "one", reason: "Dispute", appealTo: "Court" },
      expires: cast.in(40),
    });
    for (const [by, action, input] of [
      ["two", "accept", { certificate, request }],
      ["one", "withdraw", { certificate, request }],
      ["one", "split", { ...first(), amounts: [1n] }],
      ["core", "cancel", { certificate }],
    ] as const) {
      expect([action, await cast.fails(by, action, input)]).toEqual([action, "held"]);
    }
  });
});

describe("time", () => {
  test("from its due date on nothing circulates, and no offer reaches beyond it", async () => {
    const to = { ...first(), to: "two" };
    cast.house.wait(88 * DAY);
    expect(await cast.fails("one", "offer-transfer", { ...to, expires: cast.in(4) })).toBe(
      "expiry-out-of-range",
    );
    cast.house.wait(3 * DAY);
    for (const action of ["offer-transfer", "offer-pledge", "offer-finance", "offer-guarantee"]) {
      expect([action, await cast.fails("one", action, to)]).toEqual([action, "due-past"]);
    }
  });

  test("a part is presented from the days before the due date on, and overdue after the day of payment", async () => {
    expect(await cast.fails("one", "present", first())).toBe("too-early");
    const { payBy } = cast.house.rows<{ payBy: number }>("certificates")[0] as { payBy: number };
    cast.house.now = payBy;
    expect(await cast.fails("two-clerk", "mark-overdue", first())).toBe("too-early");
    cast.house.now = payBy + 1;
    await cast.act("two-clerk", "mark-overdue", first());
    expect(await cast.fails("two-clerk", "mark-overdue", first())).toBe("state-forbids");
    await cast.agree("one", "present", "core", first());
    expect(cast.part(certificate)).toMatchObject({ status: "terminated", settled: "redeemed" });
  });
});

describe("limits", () => {
  test("a chain ends in time for recourse to walk it, and payment always has room", async () => {
    for (const [to, from] of [
      ["two", "one"],
      ["one", "two"],
    ]) {
      await cast.act(to as string, "set-standing-consent", { from, until: cast.in(50) });
    }
    const { links } = cast.part(certificate);
    const hops = CHAIN_MAX - CHAIN_TO_END - links;
    const sayings = Array.from({ length: hops + 1 }, (_, i) => {
      const [by, to] = i % 2 === 0 ? ["one", "two"] : ["two", "one"];
      const input = { ...first(), to, expires: cast.in(1) };
      return [by as string, "offer-transfer", input] as const;
    });
    const came = names(await cast.house.block(...sayings));
    expect(came.slice(0, -1)).toEqual(Array.from({ length: hops }, () => "accepted"));
    expect(came.at(-1)).toBe("chain-too-long");
    cast.house.wait(85 * DAY);
    await cast.agree(hops % 2 === 0 ? "one" : "two", "present", "core", first());
  });

  test("sums that would run over are refused before they do", () => {
    const row = (received: bigint) => ({ totals: { get: () => ({ received }) } }) as never;
    const certificateOf = (amount: bigint) => ({ currency: "CNY", amount }) as never;
    expect(hasRoom(row(2n ** 64n - 2n), certificateOf(1n))).toBe(true);
    expect(hasRoom(row(2n ** 64n - 1n), certificateOf(1n))).toBe(false);
  });
});
