import { verifyStateProof } from "@tallystick/core/state-proof";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { beforeEach, describe, expect, test } from "vitest";
import { Cast } from "../../../test/support/receivable-cast.ts";
import { DAY } from "../../../test/support/receivable-ledger.ts";
import { receivable } from "../index.ts";

let cast: Cast;
let certificate: number;

/** What a view answers now; with `proved`, its proofs lead to the state root of the ledger. */
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
function ask(name: keyof typeof receivable.views, input: object, proved = false): any {
  const { ledger } = cast.house;
  const view = receivable.views[name].name;
  const answer = ledger.reader().runView<never>("receivable", view, input, {
    proofs: proved,
  });
  if (proved) {
    expect(answer.proofs.length).toBeGreaterThan(0);
    for (const proof of answer.proofs) {
      expect(verifyStateProof(nodeSuite("intl"), proof, ledger.stateRoot)).toBe(true);
    }
  }
  return answer.output;
}

beforeEach(async () => {
  cast = await Cast.open();
  certificate = await cast.issued();
  await cast.pass(certificate, "one", "two", { amount: 400n });
  await cast.pass(certificate, "two", "three", { amount: 150n });
  await cast.agree("three", "offer-pledge", "bank", { certificate, ...{ start: 0n, to: "bank" } });
});

describe("who holds what", () => {
  test("holdings name the debtor, the amount and the state, in pages", () => {
    const { holdings, next } = ask("holdings", { organisation: "two" });
    expect(next).toBeUndefined();
    expect(holdings).toMatchObject([
      { amount: 250n, debtor: "core", currency: "CNY", flag: "circulable" },
    ]);
    expect(ask("holdings", { organisation: "three", status: "matured" }).holdings).toEqual([]);
    expect(ask("holdings", { organisation: "nobody" }).holdings).toEqual([]);
  });

  test("a lock that has run out is not shown as one", async () => {
    await cast.ask("one", "offer-transfer", { certificate, ...{ start: 400n, to: "two" } });
    const flagOf = () => ask("holdings", { organisation: "one" }).holdings[0].flag;
    expect(flagOf()).toBe("locked");
    cast.house.wait(6 * DAY);
    await cast.house.block();
    expect(flagOf()).toBe("circulable");
  });

  test("the pledge register is that of the pledgee", () => {
    expect(ask("pledges", { organisation: "bank" }).pledges).toMatchObject([
      { amount: 150n, part: { holder: "three", start: 0n } },
    ]);
    expect(ask("pledges", { organisation: "three" }).pledges).toEqual([]);
  });
});

describe("where it came from", () => {
  test("the tree has every part once, page by page", () => {
    const first = ask("tree", { certificate, limit: 2 });
    const rest = ask("tree", { certificate, limit: 2, after: first.next });
    const parts = [...first.parts, ...rest.parts];
    expect(parts.map(({ start, end }) => [start, end])).toEqual([
      [0n, 150n],
      [150n, 400n],
      [400n, 1000n],
    ]);
    expect(rest.next).toBeUndefined();
    expect(ask("tree", { certificate: 9999 })).toMatchObject({ certificate: undefined, parts: [] });
  });

  test("provenance goes back to the promise, link by link, with proof", () => {
    const { chain, part, next } = ask("provenance", { certificate, start: 0n }, true);
    expect(part.holder).toBe("three");
    expect(next).toBeUndefined();
    expect(chain.map(({ kind, to }: { kind: string; to: string }) => [kind, to])).toEqual([
      ["pledge", "bank"],
      ["transfer", "three"],
      ["transfer", "two"],
      ["receipt", "one"],
      ["acceptance", "core"],
    ]);
    chain.slice(1).forEach((one: { number: number }, i: number) => {
      expect(chain[i].previous).toBe(one.number);
    });
  });

  test("a part that is not there is proved not to be", () => {
    const { part, chain } = ask("provenance", { certificate, start: 7n }, true);
    expect([part, chain]).toEqual([undefined, []]);
    expect(ask("part", { certificate, start: 7n }, true).part).toBeUndefined();
  });
});

describe("what is owed", () => {
  test("obligations come by due date, with what is unpaid", async () => {
    const sooner = await cast.issued({ due: cast.house.date(30), amount: 500n });
    const { obligations } = ask("obligations", { organisation: "core" });
    expect(obligations).toMatchObject([
      { certificate: { certificate: sooner }, unpaid: 500n, overdue: false },
      { certificate: { certificate }, unpaid: 1000n, overdue: false },
    ]);
    const until = cast.in(60);
    expect(ask("obligations", { organisation: "core", to: until }).obligations).toHaveLength(1);
    expect(ask("obligations", { organisation: "core", from: until }).obligations).toHaveLength(1);
    cast.house.wait(40 * DAY);
    await cast.house.block();
    expect(ask("obligations", { organisation: "core" }).obligations[0].overdue).toBe(true);
  });

  test("exposure adds up to what is owed, by tier, and one sum is proved", () => {
    const { exposures } = ask("exposures", { dimension: "debtor", organisation: "core" });
    const byTier = exposures.map(({ tier, outstanding, pledged }: never) => [
      ...[tier, outstanding, pledged],
    ]);
    expect(byTier).toEqual([
      [1, 600n, 0n],
      [2, 250n, 0n],
      [3, 150n, 150n],
    ]);
    const key = { dimension: "debtor", organisation: "core", currency: "CNY", tier: 3 };
    expect(ask("exposure", key, true).exposure).toMatchObject({ outstanding: 150n });
    expect(ask("exposure", { ...key, tier: 9 }, true).exposure).toBeUndefined();
    expect(ask("totals", { currency: "CNY" }, true).totals).toMatchObject({ received: 1000n });
  });

  test("ageing puts each due date into one bucket, in the zone of the policy", async () => {
    const sums = () =>
      ask("ageing", { organisation: "core", currency: "CNY" }).buckets.flatMap(
        ({ name, outstanding }: { name: string; outstanding: bigint }) =>
          outstanding === 0n ? [] : [[name, outstanding]],
      );
    await cast.issued({ due: cast.house.date(30), amount: 500n });
    expect(sums()).toEqual([
      ["due-in-61-to-90", 1000n],
      ["due-within-30", 500n],
    ]);
    cast.house.wait(30 * DAY);
    await cast.house.block();
    expect(sums()).toEqual([
      ["due-in-31-to-60", 1000n],
      ["due-within-30", 500n],
    ]);
    cast.house.wait(31 * DAY);
    await cast.house.block();
    expect(sums()).toEqual([
      ["due-within-30", 1000n],
      ["late-31-to-60", 500n],
    ]);
  });

  test("the calendar lists each due date", () => {
    const { maturities } = ask("maturities", { organisation: "core", currency: "CNY" });
    expect(maturities).toMatchObject([{ outstanding: 1000n, overdue: 0n }]);
    const [{ dueDay }] = maturities;
    const later = { organisation: "core", currency: "CNY", from: dueDay + 1 };
    expect(ask("maturities", later).maturities).toEqual([]);
  });
});

describe("what waits", () => {
  test("inbox and outbox have the same request, until it is answered", async () => {
    const request = await cast.ask("one", "offer-transfer", {
      ...{ certificate, start: 400n, to: "two" },
    });
    const seen = { request: { request }, amount: 600n, currency: "CNY", late: false };
    expect(ask("inbox", { organisation: "two" }).requests).toMatchObject([seen]);
    expect(ask("outbox", { organisation: "one" }).requests).toMatchObject([seen]);
    expect(ask("request", { certificate, request }, true).request).toMatchObject({ to: "two" });
    cast.house.wait(6 * DAY);
    await cast.house.block();
    expect(ask("inbox", { organisation: "two" }).requests).toMatchObject([{ late: true }]);
    await cast.act("two-clerk", "clear-request", { certificate, request });
    expect(ask("inbox", { organisation: "two" }).requests).toEqual([]);
    expect(ask("inbox", { organisation: "two", state: "expired" }).requests).toHaveLength(1);
  });

  test("a bank sees the payments that wait for it, and what it said is proved", async () => {
    const payment = { bank: "money", amount: 590n, until: cast.in(5) };
    const request = await cast.ask("one", "offer-transfer", {
      ...{ certificate, start: 400n, to: "two", payment },
    });
    await cast.act("two", "accept", { certificate, request });
    expect(ask("paymentsAwaited", { organisation: "money" }).requests).toMatchObject([
      { request: { request, payment: { amount: 590n } } },
    ]);
    const paid = { certificate, request, instruction: "P-1", amount: 590n, currency: "CNY" };
    await cast.act("money", "confirm-payment", paid);
    expect(ask("paymentsAwaited", { organisation: "money" }).requests).toEqual([]);
    const key = { bank: "money", instruction: "P-1" };
    expect(ask("payment", key, true).payment).toMatchObject({ confirmed: true, amount: 590n });
  });

  test("standing consents are listed by who gave them", async () => {
    await cast.act("three", "set-standing-consent", { from: "two", until: cast.in(3) });
    expect(ask("consents", { organisation: "three" }).consents).toMatchObject([{ from: "two" }]);
    expect(ask("consents", { organisation: "two" }).consents).toEqual([]);
  });
});

test("the policy in force is proved, and so is that there is no other version", () => {
  expect(ask("policy", {}, true).policy).toMatchObject({ version: 2, tenorMonths: 6 });
  expect(ask("policy", { version: 1 }, true).policy).toMatchObject({ version: 1 });
  expect(ask("policy", { version: 99 }, true).policy).toBeUndefined();
});
