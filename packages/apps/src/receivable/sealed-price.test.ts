/** A price that nobody reads but who pays it, who is paid, and the bank. */
import { equalBytes } from "@tallystick/core/bytes";
import {
  type EncryptionPair,
  encodeEncryptionKey,
  newEncryptionPair,
} from "@tallystick/core/sealed/encryption-key";
import { openTerms, type Sealed, sealTerms } from "@tallystick/core/sealed/seal";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { beforeEach, describe, expect, test } from "vitest";
import { Cast } from "../../test/support/receivable-cast.ts";
import type { Request } from "./records/requests.ts";
import { requestContext } from "./terms-context.ts";

const suite = nodeSuite("intl");
const PRICE = 970n;
const VERSUS = { settlement: "delivery-versus-payment" };

let cast: Cast;
let certificate: number;
let pairs: ReadonlyMap<string, EncryptionPair>;

beforeEach(async () => {
  cast = await Cast.open();
  const made = new Map<string, EncryptionPair>();
  for (const organisation of ["one", "two", "money", "bank", "surety"]) {
    const pair = newEncryptionPair(suite);
    const key = encodeEncryptionKey(pair.publicKey);
    await cast.act(organisation, "membership.add-encryption-key", { organisation, key });
    made.set(organisation, pair);
  }
  pairs = made;
  certificate = await cast.issued();
});

const pairOf = (organisation: string): EncryptionPair => {
  const pair = pairs.get(organisation);
  if (pair === undefined) throw new Error(`${organisation} has no key`);
  return pair;
};

type Offered = Partial<Pick<Request, "kind" | "start" | "end" | "from" | "to">>;

/** Terms with the price, of a financing of all of the certificate unless it is something else. */
async function priced(readers: readonly string[], change: Offered = {}): Promise<Sealed> {
  const usual = { kind: "finance", start: 0n, end: 1000n, from: "one", to: "money" } as const;
  const offered = { certificate, ...usual, ...change };
  const context = requestContext(cast.house.ledger.ledgerId, offered);
  const keys = readers.map((one) => pairOf(one).publicKey);
  const terms = { price: Number(PRICE), currency: "CNY" };
  return (await sealTerms(suite, context, terms, keys)).sealed;
}

const leg = ({ commitment }: Sealed) => ({ bank: "bank", commitment, until: cast.in(2) });

/** A financing whose price is sealed, as it is offered. */
const financing = (sealed: Sealed, change: object = {}) => ({
  ...{ certificate, start: 0n, to: "money", ...VERSUS, payment: leg(sealed), sealed },
  ...change,
});

/** Money has agreed to finance the part. */
async function awaiting(): Promise<{ readonly request: number; readonly sealed: Sealed }> {
  const sealed = await priced(["one", "money", "bank"]);
  const request = await cast.agree("one", "offer-finance", "money", financing(sealed));
  return { request, sealed };
}

const confirming = (request: number, change: object) => ({
  ...{ certificate, request, instruction: "I-1" },
  ...change,
});

/** Whether a number stands anywhere in rows of the ledger, however deep. */
function stands(value: unknown, number: bigint): boolean {
  if (typeof value === "bigint" || typeof value === "number") return BigInt(value) === number;
  if (value instanceof Uint8Array || typeof value !== "object" || value === null) return false;
  return Object.values(value).some((one) => stands(one, number));
}

describe("a sealed price", () => {
  test("moves title when the bank names its commitment, and stands nowhere", async () => {
    const { request, sealed } = await awaiting();
    const { commitment } = sealed;
    await cast.act("bank", "confirm-payment", confirming(request, { commitment }));
    expect(cast.part(certificate)).toMatchObject({
      ...{ holder: "money", financed: { financier: "money" } },
    });
    const [payment] = cast.house.rows<Readonly<Record<string, unknown>>>("payments");
    expect(payment).toMatchObject({ bank: "bank", request, confirmed: true, currency: "CNY" });
    expect(payment).not.toHaveProperty("amount");
    expect(equalBytes(payment?.["commitment"] as Uint8Array, commitment)).toBe(true);
    expect(cast.request(request).payment).not.toHaveProperty("amount");
    for (const table of ["requests", "payments", "terms", "parts", "endorsements", "uses"]) {
      const written = cast.house.rows(table);
      expect([table, written.some((row) => stands(row, PRICE))]).toEqual([table, false]);
    }
  });

  test("is read by the bank, which can show it, and by no third party", async () => {
    const { request, sealed } = await awaiting();
    const context = requestContext(cast.house.ledger.ledgerId, cast.request(request));
    for (const reader of ["one", "money", "bank"]) {
      const { terms } = await openTerms(suite, context, sealed, pairOf(reader));
      expect(terms).toEqual({ price: 970, currency: "CNY" });
    }
    await expect(openTerms(suite, context, sealed, pairOf("surety"))).rejects.toMatchObject({
      ...{ code: "not-a-recipient" },
    });
  });

  test("is confirmed by nothing but its commitment", async () => {
    const { request, sealed } = await awaiting();
    const { commitment } = sealed;
    const other = (await priced(["one", "money", "bank"])).commitment;
    for (const said of [
      { commitment: other },
      { amount: PRICE, currency: "CNY" },
      { amount: PRICE, currency: "CNY", commitment },
      { commitment, currency: "EUR" },
      {},
    ]) {
      expect(await cast.fails("bank", "confirm-payment", confirming(request, said))).toBe(
        "payment-mismatch",
      );
    }
    for (const by of ["money", "one", "surety"]) {
      expect(await cast.fails(by, "confirm-payment", confirming(request, { commitment }))).toBe(
        "not-the-bank",
      );
    }
    await cast.act("bank", "confirm-payment", confirming(request, { commitment }));
  });

  test("no amount in the clear is confirmed by a commitment", async () => {
    const sealed = await priced(["one", "money", "bank"]);
    const payment = { bank: "bank", amount: 900n, until: cast.in(2) };
    const open = financing(sealed, { payment });
    const request = await cast.agree("one", "offer-finance", "money", open);
    const { commitment } = sealed;
    const paid = { amount: 900n, currency: "CNY" };
    for (const said of [{ commitment }, { ...paid, commitment }]) {
      expect(await cast.fails("bank", "confirm-payment", confirming(request, said))).toBe(
        "payment-mismatch",
      );
    }
    await cast.act("bank", "confirm-payment", confirming(request, paid));
  });

  test("a number of the bank counts once, rejected too, and what it rejects is as before", async () => {
    const before = cast.part(certificate);
    const { request } = await awaiting();
    await cast.act("bank", "reject-payment", confirming(request, {}));
    expect(cast.part(certificate)).toEqual(before);
    const again = await awaiting();
    const { commitment } = again.sealed;
    expect(
      await cast.fails("bank", "confirm-payment", confirming(again.request, { commitment })),
    ).toBe("instruction-used");
    const said = confirming(again.request, { commitment, instruction: "I-2" });
    await cast.act("bank", "confirm-payment", said);
    expect(cast.house.rows("payments").some((row) => stands(row, PRICE))).toBe(false);
  });
});

describe("an offer at a sealed price is refused", () => {
  const offers = (input: object) => cast.fails("one", "offer-finance", input);

  test("when the bank, or who pays, cannot read it", async () => {
    expect(await offers(financing(await priced(["one", "money"])))).toBe(
      "sealed-recipient-missing",
    );
    expect(await offers(financing(await priced(["one", "bank"])))).toBe("sealed-recipient-missing");
    const sealed = await priced(["one", "money", "bank"]);
    await cast.act("bank", "membership.end-encryption-key", { keyId: pairOf("bank").keyId });
    expect(await offers(financing(sealed))).toBe("sealed-recipient-unknown");
  });

  test("with an amount as well, without either, with another commitment, with no terms", async () => {
    const sealed = await priced(["one", "money", "bank"]);
    const other = await priced(["one", "money", "bank"]);
    const { bank, until } = leg(sealed);
    for (const change of [
      { payment: { ...leg(sealed), amount: 900n } },
      { payment: { bank, until } },
      { payment: leg(other) },
      { sealed: undefined },
    ]) {
      expect(await offers(financing(sealed, change))).toBe("price-unclear");
    }
  });

  test("when what is paid is the face: redemption takes an amount only", async () => {
    const sealed = await priced(["one", "money", "bank"], { kind: "redemption", to: "core" });
    const key = { certificate, start: 0n, ...VERSUS, expires: cast.in(1) };
    await expect(
      cast.house.act("one", "present", { ...key, payment: leg(sealed) }),
    ).rejects.toThrow("payment.amount: missing");
  });
});

test("a commitment taken from another request opens for nobody, and is not confirmed for the first", async () => {
  const { request, sealed } = await awaiting();
  const other = await cast.issued();
  const copied = { ...financing(sealed), certificate: other };
  const replayed = await cast.agree("one", "offer-finance", "money", copied);
  const context = requestContext(cast.house.ledger.ledgerId, cast.request(replayed));
  await expect(openTerms(suite, context, sealed, pairOf("bank"))).rejects.toMatchObject({
    ...{ code: "does-not-open" },
  });
  const theirs = await priced(["one", "money", "bank"]);
  const wrong = confirming(request, { commitment: theirs.commitment });
  expect(await cast.fails("bank", "confirm-payment", wrong)).toBe("payment-mismatch");
});

test.each([
  ["offer-transfer", "transfer", "two"],
  ["offer-pledge", "pledge", "two"],
] as const)("%s takes a sealed price", async (action, kind, to) => {
  const sealed = await priced(["one", to, "bank"], { kind, to });
  const offer = { certificate, start: 0n, to, payment: leg(sealed), sealed };
  const request = await cast.agree("one", action, to, offer);
  const { commitment } = sealed;
  await cast.act("bank", "confirm-payment", confirming(request, { commitment }));
  expect(cast.request(request).state).toBe("accepted");
});

test("release and reversal take a sealed price: what repays tells what was paid", async () => {
  await cast.agree("one", "offer-pledge", "two", { certificate, ...{ start: 0n, to: "two" } });
  const back = await priced(["one", "two", "bank"], { kind: "release", from: "two", to: "one" });
  const released = await cast.agree("two", "offer-release", "one", {
    ...{ certificate, start: 0n, payment: leg(back), sealed: back },
  } as { certificate: number });
  const { commitment } = back;
  await cast.act("bank", "confirm-payment", confirming(released, { commitment }));
  expect(cast.part(certificate)).toMatchObject({ holder: "one", flag: "circulable" });
  await cast.pass(certificate, "one", "two");
  const undo = await priced(["one", "two", "bank"], { kind: "reversal", from: "two", to: "one" });
  const reversed = await cast.agree("two", "offer-reversal", "one", {
    ...{ certificate, start: 0n, payment: leg(undo), sealed: undo },
  } as { certificate: number });
  const paid = { commitment: undo.commitment, instruction: "I-2" };
  await cast.act("bank", "confirm-payment", confirming(reversed, paid));
  expect(cast.part(certificate)).toMatchObject({ holder: "one", tier: 1 });
});
