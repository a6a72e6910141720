import { textFault } from "@tallystick/core/cbor-text";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { type Came, ReceivableLedger } from "../../../test/support/receivable-ledger.ts";
import { CORRECTIONS_MAX } from "./fields.ts";
import type { Document } from "./records.ts";
import { plainCode } from "./standing.ts";

/** What somebody would try with documents. */
const CAST = ["seller", "buyer", "stranger"] as const;
const PAPER = {
  ...{ code: "F-1", digest: new Uint8Array(32).fill(1), seller: "seller", buyer: "buyer" },
  ...{ date: "2025-01-31", amount: 1000n, currency: "CNY" },
};

let house: ReceivableLedger;
beforeEach(async () => {
  house = await ReceivableLedger.open(CAST, {});
});

const act = (by: string, action: string, change: object = {}): Promise<Came> =>
  house.act(by, action, { ...PAPER, ...change });
const name = async (came: Promise<Came>) => (await came).name;
const documents = () => house.rows<Document>("documents");

test("an accent behind punctuation stops no node", async () => {
  expect(await name(act("seller", "record-invoice", { code: "e-\u0301" }))).toBe("accepted");
});

test("a party records, a stranger, a clerk and for the other side of an acceptance nobody", async () => {
  expect(await name(act("seller", "record-invoice"))).toBe("accepted");
  expect(await name(act("buyer", "record-invoice", { code: "F-2" }))).toBe("accepted");
  expect(await name(act("stranger", "record-invoice"))).toBe("not-a-party-of-document");
  expect(await name(act("seller-clerk", "record-invoice"))).toBe("forbidden");
  expect(await name(act("seller", "record-acceptance"))).toBe("not-a-party-of-document");
  expect(await name(act("buyer", "record-acceptance"))).toBe("accepted");
});

test("a date that is none, an organisation that is none, a link to what is not there", async () => {
  expect(await name(act("seller", "record-invoice", { date: "2025-02-29" }))).toBe("bad-date");
  expect(await name(act("seller", "record-contract", { buyer: "nobody" }))).toBe(
    "receivable-no-such-organisation",
  );
  expect(await name(act("seller", "record-invoice", { contract: 99_999 }))).toBe(
    "wrong-document-link",
  );
  const { index: invoice } = await act("seller", "record-invoice");
  // An invoice is no contract, and a document is not behind itself.
  expect(await name(act("seller", "record-invoice", { contract: invoice }))).toBe(
    "wrong-document-link",
  );
});

test("a correction appends, by who recorded it, from the newest version", async () => {
  const { index: first } = await act("seller", "record-invoice");
  const correct = (by: string, document: number, change: object = {}) =>
    house.act(by, "correct-document", { document, reason: "A slip.", ...change });
  expect(await name(correct("buyer", first, { amount: 1n }))).toBe("not-the-recorder");
  expect(await name(correct("seller", 99_999))).toBe("no-such-document");
  expect(await name(correct("seller", first, { date: "2025-13-01" }))).toBe("bad-date");
  // Nobody corrects itself out of a document, so that another could be blamed for it.
  expect(await name(correct("seller", first, { seller: "stranger" }))).toBe(
    "not-a-party-of-document",
  );
  const { index: second } = await correct("seller", first, { amount: 900n });
  expect(await correct("seller", first)).toMatchObject({ name: "document-superseded" });
  const [before, after] = documents().sort((a, b) => a.document - b.document);
  expect(before).toMatchObject({ document: first, amount: 1000n });
  expect(after).toMatchObject({ document: second, amount: 900n, corrects: first, code: "F-1" });
  let newest = second;
  for (let i = 1; i < CORRECTIONS_MAX; i++) newest = (await correct("seller", newest)).index;
  expect(await name(correct("seller", newest))).toBe("too-many-corrections");
  expect(await house.replay()).toEqual(house.roots);
});

test("numbers are the same however they are written, and different when they are", () => {
  for (const written of ["AB-12/3", "ab 12.3", "ＡＢ１２３", "(AB)123", "a_b_1_2_3"]) {
    expect(plainCode(written)).toBe("AB123");
  }
  expect(plainCode("京(2026)合字第12号")).toBe("京2026合字第12号");
  expect(plainCode("---")).toBe("---");
  expect(plainCode("ﷺ".repeat(63)).length).toBeLessThanOrEqual(128);
  // Odd numbers are numbers too: whatever people write, a row can hold it.
  expect(plainCode("e-\u0301")).toBe("\u00c9");
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 63 }), (text) => {
      const code = text.normalize("NFC");
      if (textFault(code) !== undefined) return;
      const plain = plainCode(code);
      expect(textFault(plain)).toBeUndefined();
      expect([...plain].length).toBeGreaterThan(0);
      expect([...plain].length).toBeLessThanOrEqual(128);
    }),
    { numRuns: 2000 },
  );
  expect(plainCode("AB124")).not.toBe(plainCode("AB123"));
});
