/** Prices of payments that title waits for: sealed to who pays, who is paid and the bank, unless somebody says otherwise. */
import type { OfferedTerms } from "@tallystick/apps/receivable/terms-context";
import type { Client } from "@tallystick/client/client";
import { openPrice, requirePaid, sealPrice } from "@tallystick/client/sealed-price";
import { toHex } from "@tallystick/core/bytes";
import type { Money } from "@tallystick/core/money";
import { CommandError, UsageError } from "../failure.ts";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { openReader } from "../ledger/open-client.ts";
import { readMoney } from "./read-input.ts";
import { encryptionPair, told } from "./terms.ts";

type Json = Readonly<Record<string, unknown>>;

/** Where the key is that opens prices. */
export interface PriceKeyOptions extends LedgerOptions {
  readonly encryptionKey?: string | undefined;
  readonly passphraseFile?: string | undefined;
}

/** A payment as somebody asks for it, amount in minor units. */
export interface AskedPayment {
  readonly bank: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly until: number;
}

/**
 * Members `sealed` and `payment` of an offer at a sealed price.
 * @param json the rest of the input
 * @throws CommandError, ClientError
 */
export async function sealedPayment(
  action: string,
  json: Json,
  asked: AskedPayment,
  options: LedgerOptions,
): Promise<Json> {
  const client = await openReader(options);
  const offered = await offeredBy(client, action, json);
  const { sealed, payment } = await told(() => sealPrice(client, offered, asked));
  const commitment = toHex(sealed.commitment);
  return {
    sealed: { commitment, envelope: toHex(sealed.envelope) },
    payment: { ...payment, commitment },
  };
}

/** What the offer is about, as its request will say: the terms are bound to it. */
async function offeredBy(client: Client, action: string, json: Json): Promise<OfferedTerms> {
  const kind = action.replace("offer-", "") as OfferedTerms["kind"];
  const key = { certificate: Number(json["certificate"]), start: BigInt(String(json["start"])) };
  const { part, chain } = (await client.receivable.provenance(key)).output;
  if (part === undefined) {
    const { certificate, start } = key;
    throw new CommandError("not-found", `no part of certificate ${certificate} begins at ${start}`);
  }
  const { amount } = json;
  const end = amount === undefined ? part.end : key.start + BigInt(String(amount));
  const from = kind === "release" ? (part.pledge?.pledgee ?? part.holder) : part.holder;
  const asked = { release: part.holder, reversal: chain[0]?.from }[String(kind)];
  return { kind, ...key, end, from, to: asked ?? String(json["to"]) };
}

/**
 * What a bank says of a payment: the amount, or of a sealed price its commitment, once what was paid is
 * what it opens to.
 * @throws UsageError, CommandError, ClientError
 */
export async function confirmedPayment(json: Json, options: PriceKeyOptions): Promise<Json> {
  const { amount, currency, ...key } = json;
  if (amount === undefined) throw new UsageError("--amount: say what was paid");
  const client = await openReader(options);
  const named = { certificate: Number(key["certificate"]), request: Number(key["request"]) };
  const { request } = (await client.receivable.request(named)).output;
  if (request?.payment?.commitment === undefined) return json;
  const price = await openedPrice(client, named, options);
  requirePaid(price, { amount: BigInt(String(amount)), currency: String(currency) });
  return { ...key, commitment: toHex(price.commitment) };
}

/** The price of a request, opened with the bank's encryption key. @throws CommandError, ClientError */
export async function openedPrice(
  client: Client,
  named: { readonly certificate: number; readonly request: number },
  options: PriceKeyOptions,
) {
  const { data, url, passphraseFile, encryptionKey: key } = options;
  const pair = await encryptionPair(client, { data, url, passphraseFile, key });
  return told(() => openPrice(client, named, pair));
}

/** A price as people write it; the currency may be left to the certificate. @throws UsageError */
export function readPrice(text: string, option: string, currency: string): Money {
  const written = /[A-Za-z]/.test(text) ? text : `${text} ${currency}`;
  const price = readMoney(written, option);
  if (price.currency === currency) return price;
  throw new UsageError(`${option}: the certificate is in ${currency}, not ${price.currency}`);
}
