import { readFileSync, statSync, writeFileSync } from "node:fs";
import { dayOfText } from "@tallystick/apps/receivable/policy/calendar";
import type { Client } from "@tallystick/client/client";
import { priceIn } from "@tallystick/client/sealed-price";
import {
  checkShownTerms,
  openSealedTerms,
  sealCertificateTerms,
  sealRequestTerms,
} from "@tallystick/client/sealed-terms";
import { toHex } from "@tallystick/core/bytes";
import { SEALED_PLAINTEXT_BYTES_MAX } from "@tallystick/core/limits";
import { formatMoney } from "@tallystick/core/money";
import type { SealedTerms } from "@tallystick/core/sealed/seal";
import { SealedError } from "@tallystick/core/sealed/sealed-error";
import type { Terms } from "@tallystick/core/sealed/terms";
import { dataPaths } from "@tallystick/node/data-paths";
import { readEncryptionKeyFile } from "@tallystick/node/keys/encryption-key-file";
import { findPassphrase, givenPassphrase } from "@tallystick/node/keys/passphrase";
import { answer } from "../answer.ts";
import { CommandError, UsageError } from "../failure.ts";
import { askHidden } from "../keys/ask-passphrase.ts";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { openReader } from "../ledger/open-client.ts";
import { printable } from "../terminal/width.ts";
import { numberOf, ownOrganisation } from "./list-command.ts";
import { readMoney } from "./read-input.ts";

/** Options of `terms seal`. */
export interface SealOptions extends LedgerOptions {
  readonly json?: boolean;
  readonly kind:
    | "certificate"
    | "transfer"
    | "pledge"
    | "release"
    | "finance"
    | "guarantee"
    | "reversal";
  readonly to: string;
  readonly from?: string;
  readonly debtor?: string;
  readonly certificate?: string;
  readonly start?: string;
  readonly amount?: string;
  readonly due?: string;
  readonly also?: readonly string[];
  readonly out?: string;
  readonly opening?: string;
}

/** Options of `terms open`. */
export interface OpenOptions extends LedgerOptions {
  readonly json?: boolean;
  readonly key?: string | undefined;
  readonly passphraseFile?: string | undefined;
  readonly opening?: string;
}

/** Options of `terms check`. */
export interface CheckOptions extends LedgerOptions {
  readonly json?: boolean;
}

/** Files of openings and terms are no longer than this. */
const FILE_BYTES_MAX = 4 * SEALED_PLAINTEXT_BYTES_MAX;

/** Seals the terms in a file. @throws CommandError, UsageError, ClientError */
export async function seal(file: string, options: SealOptions): Promise<void> {
  const terms = readTerms(file);
  const client = await openReader(options);
  const { sealed, opening } = await told(() =>
    options.kind === "certificate"
      ? sealCertificate(client, terms, options)
      : sealRequest(client, terms, options),
  );
  const { out = `${file}.sealed`, opening: kept = `${file}.opening` } = options;
  const { commitment, envelope } = sealed;
  const json = { commitment: toHex(commitment), envelope: toHex(envelope) };
  writeFileSync(out, `${JSON.stringify(json)}\n`);
  writeFileSync(kept, opening, { mode: 0o600 });
  answer(options, { out, opening: kept, ...json }, () => [
    `${out}: for --sealed`,
    `${kept}: keep it; whoever is shown it reads the terms and can check them`,
    `commitment  ${json.commitment}`,
  ]);
}

/** Opens terms on the ledger. @throws CommandError, ClientError, NodeError */
export async function open(
  certificate: string,
  request: string | undefined,
  options: OpenOptions,
): Promise<void> {
  const client = await openReader(options);
  const pair = await encryptionPair(client, options);
  const named = namedTerms(certificate, request);
  const { terms, opening } = await told(() => openSealedTerms(client, named, pair));
  if (options.opening !== undefined) writeFileSync(options.opening, opening, { mode: 0o600 });
  answer(options, { ...named, terms, opening: options.opening ?? null }, () => termLines(terms));
}

/** The key that opens what was sealed to its organisation. @throws CommandError, NodeError */
export async function encryptionPair(
  client: Client,
  options: Pick<OpenOptions, "data" | "url" | "key" | "passphraseFile">,
) {
  const path = options.key ?? dataPaths(options.data).encryptionKey;
  return readEncryptionKeyFile(path, client.suite, await passphraseOf(path, options));
}

/** Checks an opening that somebody shows. @throws CommandError, ClientError */
export async function check(
  certificate: string,
  request: string,
  file: string,
  options: CheckOptions,
): Promise<void> {
  const shown = readBounded(file);
  const client = await openReader(options);
  const named = namedTerms(certificate, request);
  const { terms } = await told(() => checkShownTerms(client, named, shown));
  answer(options, { ...named, terms, checked: true }, () => [
    "These are the terms that the ledger has the commitment of.",
    ...termLines(terms),
  ]);
}

function sealCertificate(
  client: Client,
  terms: Terms,
  { from, to: payee, debtor, amount, due, also = [], ...options }: SealOptions,
): Promise<SealedTerms> {
  if (amount === undefined || due === undefined) {
    throw new UsageError("terms of a certificate are bound to it: give --amount and --due");
  }
  const dueDay = dayOfText(due);
  if (dueDay === undefined) throw new UsageError(`--due: ${due} is no date such as 2027-05-31`);
  const drawer = ownOrganisation(from, options);
  const promised = { drawer, debtor: debtor ?? drawer, payee, ...readMoney(amount, "--amount") };
  return sealCertificateTerms(client, { ...promised, dueDay }, terms, also);
}

async function sealRequest(
  client: Client,
  terms: Terms,
  { kind, certificate, start, from, to, amount, also = [], ...options }: SealOptions,
): Promise<SealedTerms> {
  if (kind === "certificate" || certificate === undefined || start === undefined) {
    throw new UsageError(
      "terms of a request are bound to its part: give --certificate and --start",
    );
  }
  const key = { certificate: numberOf(certificate), start: BigInt(numberOf(start)) };
  const { output } = await client.receivable.part(key);
  const { part } = output;
  if (part === undefined) {
    throw new CommandError("not-found", `no part of certificate ${certificate} begins at ${start}`);
  }
  const units = amount === undefined ? part.end - part.start : readMoney(amount, "--amount").amount;
  const offered = {
    kind,
    ...key,
    end: key.start + units,
    from: ownOrganisation(from, options),
    to,
  };
  return sealRequestTerms(client, offered, terms, also);
}

/** The terms of a certificate are called by its own number. */
function namedTerms(certificate: string, request: string | undefined) {
  const number = numberOf(certificate);
  const of = request === undefined ? number : numberOf(request);
  return { certificate: number, ...(of !== number && { request: of }) };
}

function readTerms(file: string): Terms {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(readBounded(file)));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${file} is not JSON: ${(cause as Error).message}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Terms;
  throw new UsageError(`${file} is no JSON object, such as {"rate": "0.0435"}`);
}

function readBounded(file: string): Uint8Array {
  try {
    if (statSync(file).size > FILE_BYTES_MAX) throw new Error("too long");
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new UsageError(`${file}: ${(cause as Error).message}`);
  }
}

async function passphraseOf(
  path: string,
  { data, key, passphraseFile }: Pick<OpenOptions, "data" | "key" | "passphraseFile">,
) {
  const request = { dataDir: data, passphraseFile };
  const given = givenPassphrase(request)?.text;
  if (given !== undefined) return given;
  if (key !== undefined && process.stdin.isTTY) return askHidden(`Passphrase of ${path}: `);
  return findPassphrase(request).text;
}

/** What the core says about sealed terms, as a failure of the command. */
export async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SealedError) throw new CommandError(error.code, error.message);
    throw error;
  }
}

function termLines(terms: Terms): string[] {
  const price = priceIn(terms);
  return Object.entries(terms).map(([name, value]) => {
    if (name === "price" && price !== undefined) {
      return `price  ${formatMoney(price.amount, price.currency)}`;
    }
    return printable(`${name}  ${typeof value === "string" ? value : JSON.stringify(value)}`);
  });
}
