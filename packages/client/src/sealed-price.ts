/** Payments whose price nobody reads but who pays, who is paid, the bank, and whom the policy names. */
import type { OfferedTerms } from "@tallystick/apps/receivable/terms-context";
import { formatMoney, type Money } from "@tallystick/core/money";
import type { EncryptionPair } from "@tallystick/core/sealed/encryption-key";
import type { SealedTerms } from "@tallystick/core/sealed/seal";
import { commitmentOf, type Terms } from "@tallystick/core/sealed/terms";
import type { Client } from "./client.ts";
import { clientError } from "./errors.ts";
import { openSealedTerms, sealRequestTerms } from "./sealed-terms.ts";

/** A payment that title is to wait for. */
export interface Payment extends Money {
  /** Organisation that confirms it. */
  readonly bank: string;
  /** Last moment to confirm it, ms since 1970 UTC. */
  readonly until: number;
}

/** What an offer at a sealed price says: `sealed` and `payment` are members of its input. */
export interface PricedTerms extends SealedTerms {
  readonly payment: {
    readonly bank: string;
    readonly commitment: Uint8Array;
    readonly until: number;
  };
}

/** A payment that a bank is to confirm, and what was paid. */
export interface PaidRequest extends Money {
  readonly certificate: number;
  readonly request: number;
  /** The bank's own number. */
  readonly instruction: string;
}

/** Payments of these are at most what the part is worth; a release may repay more than that. */
const AT_MOST_VALUE: ReadonlySet<string> = new Set(["transfer", "pledge", "finance", "reversal"]);

/**
 * Seals the price of an offer beside other terms, to both parties, to the bank, and to whom the policy
 * names. The opening stays with its party.
 *
 * @param offered kind, units and parties of the offer that it goes into
 * @throws ClientError `invalid-input` when the price is above value, which the ledger cannot see, or one
 * of them has no encryption key; SealedError
 */
export async function sealPrice(
  client: Client,
  offered: OfferedTerms,
  { bank, amount, currency, until }: Payment,
  more: Terms = {},
): Promise<PricedTerms> {
  if (amount < 0n || (AT_MOST_VALUE.has(offered.kind) && amount > offered.end - offered.start)) {
    throw clientError("invalid-input", "the price is more than the part is worth");
  }
  const terms = { ...more, price: Number(amount), currency };
  const made = await sealRequestTerms(client, offered, terms, [bank]);
  return { ...made, payment: { bank, commitment: made.sealed.commitment, until } };
}

/** The price in terms, or undefined when they name none: `price` in minor units and `currency`. */
export function priceIn({ price, currency }: Terms): Money | undefined {
  if (typeof price !== "number" || !Number.isSafeInteger(price) || price < 0) return undefined;
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) return undefined;
  return { amount: BigInt(price), currency };
}

/**
 * The sealed price of a request, with the commitment that it was opened against.
 * @throws ClientError, SealedError when it does not open to this key
 */
export async function openPrice(
  client: Client,
  named: { readonly certificate: number; readonly request: number },
  pair: EncryptionPair,
): Promise<Money & { readonly commitment: Uint8Array }> {
  const { terms, opening } = await openSealedTerms(client, named, pair);
  const price = priceIn(terms);
  if (price === undefined) throw clientError("invalid-input", "the sealed terms name no price");
  return { ...price, commitment: commitmentOf(client.suite, opening) };
}

/**
 * Confirms a payment at a sealed price, once what was paid is what the terms open to: the statement
 * names the commitment, and no amount.
 * @throws ClientError `invalid-input` when something else was paid; SealedError
 */
export async function confirmAtPrice(
  client: Client,
  { amount, currency, ...key }: PaidRequest,
  pair: EncryptionPair,
): Promise<void> {
  const price = await openPrice(client, key, pair);
  requirePaid(price, { amount, currency });
  await client.receivable.confirmPayment({ ...key, commitment: price.commitment });
}

/** @throws ClientError `invalid-input` when not exactly the price was paid */
export function requirePaid(price: Money, paid: Money): void {
  if (price.amount === paid.amount && price.currency === paid.currency) return;
  const [due, came] = [price, paid].map((one) => formatMoney(one.amount, one.currency));
  throw clientError("invalid-input", `the sealed price is ${due}, not ${came}`);
}
