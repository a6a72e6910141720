import type { ActionInput } from "@tallystick/ledger/app/define-action";
import { beforeEach, expect, test } from "vitest";
import { AppLedger, type Person } from "../../../test/support/app-ledger.ts";
import { papersApp } from "../../../test/support/papers-app.ts";
import { membership } from "../../membership/index.ts";
import type { Finding } from "./fields.ts";

const { recordContract, recordInvoice, recordDelivery, recordAcceptance, correctDocument } =
  papersApp.actions;

const file = (fill: number) => new Uint8Array(32).fill(fill);
const contractOf = {
  ...{ code: "HT-2026-001", digest: file(1), seller: "south", buyer: "north" },
  ...{ date: "2026-03-01", amount: 1000n, currency: "CNY" },
};
const invoiceOf = { ...contractOf, code: "0012 3456", digest: file(2), date: "2026-04-01" };
const goodsOf = {
  ...{ seller: "south", buyer: "north", amount: 1000n, currency: "CNY" },
};

let ledger: AppLedger;
let contract: number;
let invoice: number;

async function done(result: Promise<{ name: string | undefined; data: unknown }>) {
  const { name, data } = await result;
  expect(name).toBe("accepted");
  return data as ReadonlyMap<string, unknown>;
}

async function recorded(result: Promise<{ name: string | undefined; data: unknown }>) {
  return (await done(result)).get("document") as number;
}

type Use = ActionInput<typeof papersApp.actions.use>;

async function use(change: Partial<Use> = {}, by: Person = "ada"): Promise<Finding[]> {
  const input: Use = {
    ...{ certificate: 900, request: 900, side: "settled", seller: "south", buyer: "north" },
    ...{ amount: 1000n, currency: "CNY", date: "2026-05-01", required: ["contract", "invoice"] },
    ...{ cited: [{ document: invoice, amount: change.amount ?? 1000n }], ...change },
  };
  const data = await done(ledger.run(papersApp, papersApp.actions.use, by, input));
  return (data.get("findings") as Map<string, unknown>[]).map(
    (finding) => Object.fromEntries(finding) as unknown as Finding,
  );
}

beforeEach(async () => {
  ledger = await AppLedger.open("intl", [membership, papersApp]);
  contract = await recorded(ledger.run(papersApp, recordContract, "cleo", contractOf));
  invoice = await recorded(
    ledger.run(papersApp, recordInvoice, "cleo", { ...invoiceOf, contract }),
  );
});

test("documents that fit are found to fit", async () => {
  const about = { ...goodsOf, contract, invoice };
  const delivery = await recorded(
    ledger.run(papersApp, recordDelivery, "cleo", {
      ...about,
      code: "D",
      digest: file(3),
      date: "2026-04-02",
    }),
  );
  const acceptance = await recorded(
    ledger.run(papersApp, recordAcceptance, "ada", {
      ...about,
      code: "A",
      digest: file(4),
      date: "2026-04-03",
    }),
  );
  const cited = [
    { document: invoice, amount: 1000n, digest: file(2) },
    { document: delivery },
    { document: acceptance },
  ];
  expect(await use({ cited, required: ["contract", "invoice", "delivery", "acceptance"] })).toEqual(
    [],
  );
});

test("invoice-reused: by another certificate, within its amount", async () => {
  expect(await use({ amount: 400n })).toEqual([]);
  expect(await use({ amount: 400n, certificate: 901, request: 901 })).toEqual([
    { code: "invoice-reused", documents: [invoice] },
  ]);
});

test("invoice-reused: money is lent on it by the certificate that pays it, and by no other", async () => {
  expect(await use()).toEqual([]);
  expect(await use({ side: "financed", request: 950, amount: 600n })).toEqual([]);
  expect(await use({ side: "financed", request: 951, amount: 400n })).toEqual([]);
  expect(await use({ side: "financed", request: 953, amount: 1n })).toEqual([
    { code: "invoice-exceeded", documents: [invoice] },
    { code: "contract-exceeded", documents: [contract] },
  ]);
  const elsewhere = { certificate: 901, request: 952, side: "financed", amount: 1n } as const;
  expect(await use(elsewhere)).toContainEqual({ code: "invoice-reused", documents: [invoice] });
});

test("invoice-reused: the same number written otherwise, and the same file under another number", async () => {
  await use({ amount: 400n });
  const written = { ...invoiceOf, contract, code: "00-123456", digest: file(5) };
  const again = await recorded(ledger.run(papersApp, recordInvoice, "ada", written));
  const renamed = { ...invoiceOf, contract, code: "77" };
  const copied = await recorded(ledger.run(papersApp, recordInvoice, "cleo", renamed));
  for (const document of [again, copied]) {
    const found = await use({
      ...{ certificate: document, request: document, amount: 400n },
      cited: [{ document, amount: 400n }],
    });
    expect(found).toContainEqual({ code: "invoice-reused", documents: [document] });
  }
  const sum = await use({ certificate: 990, request: 990, amount: 1n });
  expect(sum.map(({ code }) => code)).toContain("invoice-exceeded");
});

test("invoice-reused: the file of another seller's invoice, before either is used", async () => {
  const taken = { ...invoiceOf, code: "X", seller: "west", buyer: "north" };
  const copy = await recorded(ledger.run(papersApp, recordInvoice, "ada", taken));
  const cited = [{ document: copy, amount: 1n }];
  expect(await use({ cited, amount: 1n, seller: "west", required: [] })).toEqual([
    { code: "invoice-reused", documents: [invoice, copy] },
  ]);
  // And who was there first is not hurt by the copy.
  expect(await use({ certificate: 901, request: 901 })).toEqual([]);
});

test("invoice-exceeded: together they take more than it is for", async () => {
  await use({ amount: 600n });
  const found = await use({ amount: 401n, certificate: 901, request: 901 });
  expect(found).toContainEqual({ code: "invoice-exceeded", documents: [invoice] });
});

test("invoice-exceeded: cited twice in one use", async () => {
  const twice = [
    { document: invoice, amount: 600n },
    { document: invoice, amount: 600n },
  ];
  const found = await use({ cited: twice });
  expect(found).toContainEqual({ code: "invoice-exceeded", documents: [invoice] });
});

test("invoice-exceeded: more than was accepted of the goods", async () => {
  const about = { ...goodsOf, contract, invoice, amount: 700n };
  const acceptance = await recorded(
    ledger.run(papersApp, recordAcceptance, "ada", {
      ...about,
      code: "A",
      digest: file(4),
      date: "2026-04-03",
    }),
  );
  const cited = [{ document: invoice, amount: 701n }, { document: acceptance }];
  expect(await use({ cited, amount: 701n })).toEqual([
    { code: "invoice-exceeded", documents: [invoice, acceptance] },
  ]);
});

test("contract-exceeded: invoices together above their contract", async () => {
  const second = await recorded(
    ledger.run(papersApp, recordInvoice, "cleo", {
      ...invoiceOf,
      contract,
      code: "2",
      digest: file(6),
    }),
  );
  expect(await use()).toEqual([]);
  const cited = [{ document: second, amount: 1n }];
  expect(await use({ cited, amount: 1n, certificate: 901, request: 901 })).toEqual([
    { code: "contract-exceeded", documents: [contract] },
  ]);
});

test("dates-out-of-order: before the contract, after the use, accepted before delivered", async () => {
  const early = { ...invoiceOf, contract, code: "E", digest: file(7), date: "2026-02-28" };
  const before = await recorded(ledger.run(papersApp, recordInvoice, "cleo", early));
  const cited = [{ document: before, amount: 1n }];
  expect(await use({ cited, amount: 1n })).toEqual([
    { code: "dates-out-of-order", documents: [contract, before] },
  ]);
  const sooner = await use({ date: "2026-03-31", amount: 1n, certificate: 901, request: 901 });
  expect(sooner).toEqual([{ code: "dates-out-of-order", documents: [invoice] }]);
  const about = { ...goodsOf, contract, invoice };
  const delivery = await recorded(
    ledger.run(papersApp, recordDelivery, "cleo", {
      ...about,
      code: "D",
      digest: file(3),
      date: "2026-04-10",
    }),
  );
  const acceptance = await recorded(
    ledger.run(papersApp, recordAcceptance, "ada", {
      ...about,
      code: "A",
      digest: file(4),
      date: "2026-04-03",
    }),
  );
  const goods = [{ document: delivery }, { document: acceptance }];
  const found = await use({ cited: goods, side: "financed", request: 1, required: [] });
  expect(found).toEqual([{ code: "dates-out-of-order", documents: [delivery, acceptance] }]);
});

test("parties-differ: of the use, and of the contract behind an invoice", async () => {
  expect(await use({ buyer: "west" })).toEqual([
    { code: "parties-differ", documents: [contract, invoice] },
  ]);
  const foreign = { ...invoiceOf, contract, code: "F", digest: file(8), seller: "west" };
  const other = await recorded(ledger.run(papersApp, recordInvoice, "ada", foreign));
  const cited = [{ document: other, amount: 1n }];
  const found = await use({ cited, amount: 1n, seller: "west", certificate: 901, request: 901 });
  expect(found).toContainEqual({ code: "parties-differ", documents: [contract, other] });
});

test("currency-differs: of the use, and of the contract", async () => {
  expect(await use({ currency: "EUR" })).toEqual([
    { code: "currency-differs", documents: [contract, invoice] },
  ]);
});

test("document-altered: the file shown is another, or the document was corrected since", async () => {
  const cited = [{ document: invoice, amount: 1n, digest: file(9) }];
  expect(await use({ cited, amount: 1n })).toEqual([
    { code: "document-altered", documents: [invoice] },
  ]);
  const change = { document: invoice, amount: 900n, reason: "A return." };
  const data = await done(ledger.run(papersApp, correctDocument, "cleo", change));
  const newer = data.get("document") as number;
  expect(data.get("findings")).toEqual([
    new Map<string, unknown>([
      ["code", "document-altered"],
      ["documents", [invoice, newer]],
    ]),
  ]);
  const old = await use({ amount: 1n, certificate: 901, request: 901, side: "financed" });
  expect(old).toContainEqual({ code: "document-altered", documents: [invoice, newer] });
});

test("document-missing: nothing cited, a kind that policy wants, one that is not there, or too little", async () => {
  const missing = { code: "document-missing", documents: [] };
  expect(await use({ cited: [] })).toEqual([missing]);
  expect(await use({ required: ["acceptance"], request: 1, side: "financed" })).toEqual([missing]);
  expect(await use({ cited: [{ document: 77_777 }] })).toEqual([
    { code: "document-missing", documents: [77_777] },
  ]);
  const some = [{ document: invoice, amount: 400n }];
  expect(await use({ cited: some, certificate: 902, request: 902 })).toContainEqual({
    code: "document-missing",
    documents: [invoice],
  });
});

test("what came to nothing is given back", async () => {
  await use();
  const place = { certificate: 900, request: 900, side: "settled" } as const;
  await done(ledger.run(papersApp, papersApp.actions.release, "ada", place));
  await done(ledger.run(papersApp, papersApp.actions.release, "ada", place));
  expect(await use({ certificate: 901, request: 901 })).toEqual([]);
  // The same use again, as an answer judges what its offer took, is not held against itself.
  expect(await use({ certificate: 901, request: 901 })).toEqual([]);
});
