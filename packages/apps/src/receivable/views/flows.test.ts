import { beforeEach, expect, test } from "vitest";
import { Cast } from "../../../test/support/receivable-cast.ts";
import { DAY } from "../../../test/support/receivable-ledger.ts";

let cast: Cast;
let contract: number;
let invoice: number;
let file = 0;

beforeEach(async () => {
  cast = await Cast.open({ required: [], blocking: [] });
  contract = await recorded("one", "contract");
  invoice = await recorded("one", "invoice", { contract });
});

async function recorded(by: string, kind: string, said: object = {}): Promise<number> {
  file++;
  const data = await cast.act(by, `record-${kind}`, {
    ...{ code: `N${file}`, digest: new Uint8Array(32).fill(file), seller: "one", buyer: "core" },
    ...{ date: "2025-01-02", amount: 1000n, currency: "CNY", ...said },
  });
  return data.get("document") as number;
}

const issued = (change: object = {}) =>
  cast.issued({ background: [{ document: invoice }], ...change });

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
function ask(view: string, input: object): any {
  return cast.house.ledger.reader().runView<never>("receivable", view, input, {}).output;
}

/** Codes of what does not fit, with what they name. */
function codes(view: string, input: object): Record<string, [number[], number[]]> {
  const { mismatches } = ask(view, input);
  return Object.fromEntries(
    mismatches.map((one: { code: string; certificates: number[]; documents: number[] }) => [
      one.code,
      [one.certificates, one.documents],
    ]),
  );
}

/** The debtor pays all of a certificate, and a bank says so. */
async function paid(certificate: number, instruction = "P-1"): Promise<void> {
  const payment = { bank: "bank", amount: 1000n, until: cast.in(4) };
  const request = await cast.agree("one", "present", "core", {
    ...{ certificate, start: 0n, settlement: "delivery-versus-payment", payment },
  } as { certificate: number });
  await cast.act("bank", "confirm-payment", {
    ...{ certificate, request, instruction, amount: 1000n, currency: "CNY" },
  });
}

test("goods, papers and money that fit are shown together, without a mismatch", async () => {
  const delivery = await recorded("one", "delivery", { invoice });
  const acceptance = await recorded("core", "acceptance", { invoice, date: "2025-01-03" });
  const certificate = await issued();
  cast.house.wait(85 * DAY);
  await paid(certificate);
  const flows = ask("flows", { certificate });
  expect(flows.goods.map((one: { document: number }) => one.document)).toEqual([
    delivery,
    acceptance,
  ]);
  expect(
    flows.papers.map((one: { document: { document: number } }) => one.document.document),
  ).toEqual([contract, invoice]);
  expect(flows.papers[1].taken).toBe(1000n);
  expect(flows.money).toMatchObject([
    { kind: "redemption", payer: "core", payee: "one", amount: 1000n, bank: "bank" },
  ]);
  expect(flows.money[0]).toMatchObject({ instruction: "P-1", confirmed: true });
  expect(flows).toMatchObject({ certificates: [{ certificate }], mismatches: [], complete: true });
  const other = ask("invoice-flows", { invoice });
  expect(other).toMatchObject({ certificates: [{ certificate }], mismatches: [], complete: true });
  expect(other.money).toEqual(flows.money);
});

test("goods that are missing, fewer, more or later than the rest are named", async () => {
  const certificate = await issued();
  const now = () => codes("flows", { certificate });
  expect(now()).toEqual({ "goods-missing": [[], [invoice]] });
  const first = await recorded("one", "delivery", { invoice, amount: 400n });
  expect(now()).toEqual({ "goods-below-invoice": [[], [invoice, first]] });
  const second = await recorded("core", "delivery", { invoice, amount: 600n, date: "2025-01-05" });
  expect(now()).toEqual({});
  await recorded("one", "delivery", { invoice, amount: 1n });
  expect(Object.keys(now())).toEqual(["goods-above-invoice"]);
  cast.house.wait(85 * DAY);
  await paid(certificate);
  const later = await recorded("one", "delivery", { contract, date: cast.house.date(1) });
  expect(now()).toMatchObject({ "goods-after-payment": [[certificate], [later]] });
  // What is corrected counts as it is now.
  const reason = "counted again";
  await cast.act("one", "correct-document", { document: later, date: "2025-01-04", reason });
  expect(now()).not.toHaveProperty("goods-after-payment");
  await cast.act("core", "correct-document", { document: second, amount: 599n, reason });
  expect(now()).toEqual({});
});

test("goods that name only the contract may be of another invoice: they can be short, not too much", async () => {
  const certificate = await issued();
  const note = await recorded("one", "delivery", { contract, amount: 999n });
  expect(codes("flows", { certificate })).toEqual({
    "goods-below-invoice": [[], [invoice, note]],
  });
  await recorded("one", "delivery", { contract, amount: 5000n });
  expect(codes("flows", { certificate })).toEqual({});
  const plain = await recorded("one", "delivery", { contract, amount: undefined });
  expect(ask("flows", { certificate }).goods.at(-1).document).toBe(plain);
});

test("money that is missing, short, unconfirmed or more than invoiced is named", async () => {
  await recorded("one", "delivery", { invoice });
  const certificate = await issued();
  cast.house.wait(85 * DAY);
  await cast.act("one", "split", { certificate, start: 0n, amounts: [300n] });
  const payment = { bank: "bank", amount: 300n, until: cast.in(4) };
  const asked = { certificate, start: 0n, settlement: "delivery-versus-payment", payment };
  const request = await cast.agree("one", "present", "core", asked);
  await cast.act("bank", "reject-payment", { certificate, request, instruction: "R-1" });
  expect(ask("flows", { certificate }).money).toMatchObject([{ confirmed: false }]);
  cast.house.wait(20 * DAY);
  await cast.house.block();
  expect(codes("flows", { certificate })).toEqual({ "payment-missing": [[certificate], []] });
  await cast.agree("one", "present", "core", { certificate, ...{ start: 0n } });
  expect(codes("flows", { certificate })).toEqual({
    "payment-below-promise": [[certificate], []],
    "payment-unconfirmed": [[certificate], []],
  });
  await cast.agree("one", "present", "core", { certificate, ...{ start: 300n } });
  const lower = { document: invoice, amount: 900n, reason: "credit note" };
  const newest = (await cast.act("one", "correct-document", lower)).get("document") as number;
  expect(codes("flows", { certificate })).toMatchObject({
    "payment-above-invoice": [[certificate], [newest]],
  });
  expect(codes("flows", { certificate: await cast.issued() })).toHaveProperty("invoice-missing");
});

test("an invoice is seen with every certificate that settles it, and what they leave", async () => {
  await recorded("one", "delivery", { invoice });
  const half = { amount: 300n, background: [{ document: invoice, amount: 300n }] };
  const certificates = [await issued(half), await issued(half)];
  expect(codes("invoice-flows", { invoice })).toEqual({ "payment-below-invoice": [[], [invoice]] });
  const third = await issued({ amount: 500n, background: [{ document: invoice, amount: 500n }] });
  expect(codes("invoice-flows", { invoice })).toEqual({
    "payment-above-invoice": [[], [invoice]],
  });
  const found = ask("invoice-flows", { invoice }).certificates;
  expect(found.map((one: { certificate: number }) => one.certificate)).toEqual([
    ...certificates,
    third,
  ]);
  // Not an invoice, or not there: nothing is bound and nothing is claimed.
  for (const other of [contract, 99_999]) {
    expect(ask("invoice-flows", { invoice: other })).toMatchObject({ papers: [], mismatches: [] });
  }
});

test("parties and currencies that differ are found by the rules of the issue", async () => {
  const foreign = await recorded("two", "invoice", { seller: "two", currency: "EUR" });
  await recorded("two", "delivery", { seller: "two", invoice: foreign, currency: "EUR" });
  const certificate = await cast.issued({ background: [{ document: foreign }] });
  expect(codes("flows", { certificate })).toMatchObject({
    "parties-differ": [[certificate], [foreign, expect.any(Number)]],
    "currency-differs": [[certificate], [foreign, expect.any(Number)]],
  });
});

test("more certificates than are shown is said, not hidden", async () => {
  await recorded("one", "delivery", { invoice });
  const small = { amount: 10n, background: [{ document: invoice, amount: 10n }] };
  for (let i = 0; i < 11; i++) await issued(small);
  const { certificates, complete } = ask("invoice-flows", { invoice });
  expect([certificates.length, complete]).toEqual([10, false]);
});
