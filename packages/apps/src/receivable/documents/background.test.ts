import { beforeEach, expect, test } from "vitest";
import { DAY, ReceivableLedger } from "../../../test/support/receivable-ledger.ts";

/** The documents behind an issue and a financing, under the policy of a new ledger. */
const CAST = ["core", "one", "two", "bank", "lender"] as const;

let house: ReceivableLedger;
let file = 0;
beforeEach(async () => {
  house = await ReceivableLedger.open(CAST, {});
});

async function recorded(by: string, action: string, said: object): Promise<number> {
  file += 1;
  const paper = { code: `N${file}`, digest: new Uint8Array(32).fill(file), date: "2025-01-31" };
  const came = await house.act(by, action, {
    ...{ ...paper, amount: 1000n, currency: "CNY", ...said },
  });
  expect(came.name).toBe("accepted");
  return came.index;
}

async function invoice(seller: string, buyer: string, change: object = {}): Promise<number> {
  const contract = await recorded(seller, "record-contract", { seller, buyer });
  return recorded(seller, "record-invoice", { seller, buyer, contract, ...change });
}

const promise = (document: number, change: object = {}) => ({
  ...{ payee: "one", currency: "CNY", amount: 1000n, due: house.date(90) },
  ...{ background: [{ document }], expires: house.now + 5 * DAY, ...change },
});

async function issued(document: number): Promise<number> {
  const { name, index: certificate } = await house.act("core", "issue", promise(document));
  expect(name).toBe("accepted");
  const request = certificate;
  expect((await house.act("one", "accept", { certificate, request })).name).toBe("accepted");
  return certificate;
}

const finance = (by: string, certificate: number, document: number, change: object = {}) =>
  house.act(by, "offer-finance", {
    ...{ certificate, start: 0n, amount: 400n, to: "lender", settlement: "free-of-payment" },
    ...{ background: [{ document }], expires: house.now + 5 * DAY, ...change },
  });

test("the same invoice is not issued upon twice, and is free again when nobody took the first", async () => {
  const document = await invoice("one", "core");
  const first = await house.act("core", "issue", promise(document));
  const second = await house.act("core", "issue", promise(document));
  expect([second.name, second.data?.get("codes")]).toEqual([
    "background-blocked",
    "invoice-exceeded contract-exceeded",
  ]);
  const answer = { certificate: first.index, request: first.index };
  expect((await house.act("one", "refuse", { ...answer, reason: "No" })).name).toBe("accepted");
  expect((await house.act("core", "cancel", { certificate: first.index })).name).toBe("accepted");
  expect((await house.act("core", "issue", promise(document))).name).toBe("accepted");
});

test("a holder of the second tier has a part financed on the invoice for which it was paid with it", async () => {
  const certificate = await issued(await invoice("one", "core"));
  const offer = { certificate, start: 0n, amount: 400n, to: "two", expires: house.now + DAY };
  const passed = await house.act("one", "offer-transfer", offer);
  await house.act("two", "accept", { certificate, request: passed.index });
  const foreign = await invoice("two", "bank", { amount: 400n });
  expect((await finance("two", certificate, foreign)).data?.get("codes")).toBe("parties-differ");
  const own = await invoice("two", "one", { amount: 400n });
  const came = await finance("two", certificate, own);
  expect([came.name, came.data?.get("findings")]).toEqual(["accepted", []]);
});

test("the first holder has its part financed on the invoice of the certificate, up to its amount", async () => {
  const document = await invoice("one", "core");
  const certificate = await issued(document);
  const came = await finance("one", certificate, document);
  expect([came.name, came.data?.get("findings")]).toEqual(["accepted", []]);
  const more = { start: 400n, amount: 600n, background: [{ document, amount: 601n }] };
  expect((await finance("one", certificate, document, more)).data?.get("codes")).toBe(
    "invoice-exceeded contract-exceeded",
  );
});
