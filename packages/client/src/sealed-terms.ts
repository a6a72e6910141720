import {
  certificateContext,
  type OfferedTerms,
  type PromisedTerms,
  requestContext,
} from "@tallystick/apps/receivable/terms-context";
import { toHex } from "@tallystick/core/bytes";
import type { CborValue } from "@tallystick/core/cbor";
import {
  decodeEncryptionKey,
  type EncryptionKey,
  type EncryptionPair,
} from "@tallystick/core/sealed/encryption-key";
import {
  type OpenedTerms,
  openTerms,
  type Sealed,
  type SealedTerms,
  sealTerms,
} from "@tallystick/core/sealed/seal";
import {
  checkOpening,
  type Opening,
  type Terms,
  type TermsContext,
} from "@tallystick/core/sealed/terms";
import type { Client } from "./client.ts";
import { clientError } from "./errors.ts";

/** Which terms: those of a certificate, or of a request about it. */
export interface NamedTerms {
  readonly certificate: number;
  /** Absent: the certificate's own. */
  readonly request?: number | undefined;
}

/**
 * Seals terms of a certificate that is to be issued, to those on it, to whom the policy names, and to
 * `also`. `sealed` goes into `issue` or `register` with exactly the same parties, amount and date;
 * `opening` stays with its party.
 *
 * @throws ClientError `invalid-input` when one of them has no encryption key; SealedError
 */
export function sealCertificateTerms(
  client: Client,
  promised: PromisedTerms,
  terms: Terms,
  also: readonly string[] = [],
): Promise<SealedTerms> {
  const { drawer, debtor, payee } = promised;
  const context = certificateContext(client.ledgerId, promised);
  return sealTo(client, context, terms, [drawer, debtor, payee, ...also]);
}

/** The same for an offer about units of a certificate: to who offers and who is asked. */
export function sealRequestTerms(
  client: Client,
  offered: OfferedTerms,
  terms: Terms,
  also: readonly string[] = [],
): Promise<SealedTerms> {
  const context = requestContext(client.ledgerId, offered);
  return sealTo(client, context, terms, [offered.from, offered.to, ...also]);
}

/**
 * Opens terms on the ledger with the key of a recipient. The rows that say what they belong to are proved.
 * @throws ClientError, SealedError
 */
export async function openSealedTerms(
  client: Client,
  named: NamedTerms,
  pair: EncryptionPair,
): Promise<OpenedTerms> {
  const { context, sealed } = await termsOnLedger(client, named);
  return openTerms(client.suite, context, sealed, pair);
}

/**
 * What an opening that somebody shows says, once it is what the ledger has the commitment of.
 * @throws ClientError, SealedError
 */
export async function checkShownTerms(
  client: Client,
  named: NamedTerms,
  opening: Uint8Array,
): Promise<Opening> {
  const { context, sealed } = await termsOnLedger(client, named);
  return checkOpening(client.suite, context, sealed.commitment, opening);
}

async function sealTo(
  client: Client,
  context: TermsContext,
  terms: Terms,
  parties: readonly string[],
): Promise<SealedTerms> {
  const { output } = await client.receivable.policy({});
  const all = new Set([...parties, ...(output.policy?.sealedTo ?? [])]);
  const ids: Uint8Array[] = [];
  for (const organisation of all) ids.push(await keyInForce(client, organisation));
  const keys = await provedKeys(client, [...all], ids);
  return sealTerms(client.suite, context, terms, keys);
}

/** Identifier of the newest encryption key in force of an organisation, as the node says. */
async function keyInForce(client: Client, organisation: string): Promise<Uint8Array> {
  let newest: { keyId: Uint8Array; fromHeight: number } | undefined;
  let after: string | undefined;
  do {
    const page = await client.membership.encryptionKeys({ organisation, limit: 100, after });
    for (const row of page.output.keys) {
      const { fromHeight, toHeight = Number.MAX_SAFE_INTEGER } = row;
      const inForce = fromHeight <= page.height + 1 && page.height < toHeight;
      if (inForce && fromHeight >= (newest?.fromHeight ?? 0)) newest = row;
    }
    after = page.output.next;
  } while (after !== undefined);
  if (newest !== undefined) return newest.keyId;
  throw clientError(
    "invalid-input",
    `${organisation} has no encryption key: its operator adds one with membership add-encryption-key`,
  );
}

/** The keys themselves, proved to be those organisations': a node that lies would have terms sealed to itself. */
async function provedKeys(
  client: Client,
  organisations: readonly string[],
  ids: readonly Uint8Array[],
): Promise<EncryptionKey[]> {
  const table = { app: "membership", table: "encryption-keys" };
  const { records } = await client.proveRows(ids.map((id) => ({ ...table, key: [toHex(id)] })));
  return records.map(({ value }, at) => {
    const row = value instanceof Map ? (value as Row) : undefined;
    if (row?.get("organisation") !== organisations[at]) {
      throw clientError("not-verified", "an encryption key is not that of the organisation");
    }
    return decodeEncryptionKey(client.suite, row?.get("key") as Uint8Array);
  });
}

type Row = ReadonlyMap<unknown, CborValue>;

async function termsOnLedger(
  client: Client,
  { certificate, request }: NamedTerms,
): Promise<{ context: TermsContext; sealed: Sealed }> {
  const about =
    request === undefined
      ? { app: "receivable", table: "certificates", key: [certificate] }
      : { app: "receivable", table: "requests", key: [certificate, request] };
  const terms = { app: "receivable", table: "terms", key: [certificate, request ?? certificate] };
  const { records } = await client.proveRows([about, terms]);
  const [row, kept] = records.map(({ value }) =>
    value instanceof Map ? (value as Row) : undefined,
  );
  const sealed = kept?.get("sealed");
  if (row === undefined || !(sealed instanceof Map)) {
    throw clientError(
      "invalid-input",
      "the ledger has no sealed terms of that certificate or request",
    );
  }
  const members = Object.fromEntries(row) as object;
  const context =
    request === undefined
      ? certificateContext(client.ledgerId, members as PromisedTerms)
      : requestContext(client.ledgerId, { ...(members as OfferedTerms), certificate });
  const bytes = (name: string) => sealed.get(name) as Uint8Array;
  return { context, sealed: { commitment: bytes("commitment"), envelope: bytes("envelope") } };
}
