/** Sealing terms to those who may read them, and opening them again. Works in Node and in browsers. */
import { equalBytes } from "../bytes.ts";
import { SEALED_BYTES_MAX, SEALED_RECIPIENTS_MAX } from "../limits.ts";
import type { Suite } from "../suite/suite.ts";
import { NONCE_BYTES } from "./block-gcm.ts";
import {
  decodeEncryptionKey,
  type EncryptionKey,
  type EncryptionPair,
  encodeEncryptionKey,
  encryptionKeyId,
  newEncryptionPair,
  sharedSecret,
} from "./encryption-key.ts";
import {
  decodeEnvelope,
  encodeEnvelope,
  encStructure,
  type Recipient,
  recipientHeader,
} from "./envelope.ts";
import { SealedError } from "./sealed-error.ts";
import {
  checkOpening,
  commitmentOf,
  contextBytes,
  encodeTerms,
  type Opening,
  type Terms,
  type TermsContext,
} from "./terms.ts";
import { decrypt, encrypt, keyBytes, unwrap, wrap, wrappingKey } from "./wrapping.ts";

/** What goes on the ledger. */
export interface Sealed {
  /** 32 bytes: the hash of the suite over the opening. */
  readonly commitment: Uint8Array;
  /** COSE_Encrypt. */
  readonly envelope: Uint8Array;
}

/** Terms, sealed: what goes on the ledger, and apart from it the opening, which their party keeps. */
export interface SealedTerms {
  readonly sealed: Sealed;
  /** The plaintext: whoever is shown it can check it against the commitment. */
  readonly opening: Uint8Array;
}

/** Terms, opened. */
export interface OpenedTerms extends Opening {
  /** The plaintext, to show to a third party. */
  readonly opening: Uint8Array;
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

/**
 * Seals terms so that exactly these keys open them.
 *
 * @param context what the terms belong to; opening asks for the same
 * @throws SealedError `bad-key`, `bad-terms`, `no-cipher`
 */
export async function sealTerms(
  suite: Suite,
  context: TermsContext,
  terms: Terms,
  recipients: readonly EncryptionKey[],
): Promise<SealedTerms> {
  if (recipients.length < 1 || recipients.length > SEALED_RECIPIENTS_MAX) {
    throw new SealedError("bad-key", `terms are sealed to 1 to ${SEALED_RECIPIENTS_MAX} keys`);
  }
  const opening = encodeTerms(context, terms);
  const key = random(keyBytes(suite));
  const nonce = random(NONCE_BYTES);
  const aad = encStructure(suite, contextBytes(context));
  const ciphertext = await encrypt(suite, { key, nonce, aad }, opening);
  const wrapped: Recipient[] = [];
  for (const recipient of recipients) wrapped.push(await wrapFor(suite, recipient, key));
  const envelope = encodeEnvelope(suite, { nonce, ciphertext, recipients: wrapped });
  if (envelope.length > SEALED_BYTES_MAX) {
    const most = SEALED_BYTES_MAX;
    throw new SealedError("bad-terms", `sealed they take ${envelope.length} bytes of ${most}`);
  }
  return { sealed: { commitment: commitmentOf(suite, opening), envelope }, opening };
}

async function wrapFor(suite: Suite, to: EncryptionKey, key: Uint8Array): Promise<Recipient> {
  // Through its encoding, which judges the key.
  const recipient = decodeEncryptionKey(suite, encodeEncryptionKey(to));
  const ephemeral = newEncryptionPair(suite);
  const secret = sharedSecret(ephemeral.secret, recipient);
  const kek = wrappingKey(suite, secret, recipientHeader(suite));
  return {
    keyId: encryptionKeyId(suite, recipient),
    ephemeral: ephemeral.publicKey,
    wrapped: await wrap(suite, kek, key),
  };
}

/**
 * Opens sealed terms with one of the recipients' keys, and holds them against the commitment: a sender who
 * sealed something else to each recipient is found out.
 *
 * @param context what they must belong to: as their row on the ledger says
 * @throws SealedError
 */
export async function openTerms(
  suite: Suite,
  context: TermsContext,
  sealed: Sealed,
  pair: EncryptionPair,
): Promise<OpenedTerms> {
  const { nonce, ciphertext, recipients } = decodeEnvelope(suite, sealed.envelope);
  const own = recipients.find(({ keyId }) => equalBytes(keyId, pair.keyId));
  if (own === undefined) {
    throw new SealedError(
      "not-a-recipient",
      "the terms are not sealed to this key: use the key of a party, or ask a party for the opening",
    );
  }
  const secret = sharedSecret(pair.secret, own.ephemeral);
  const kek = wrappingKey(suite, secret, recipientHeader(suite));
  const key = await unwrap(suite, kek, own.wrapped);
  const aad = encStructure(suite, contextBytes(context));
  const opening =
    key === undefined ? undefined : await decrypt(suite, { key, nonce, aad }, ciphertext);
  if (opening === undefined) {
    throw new SealedError(
      "does-not-open",
      "the sealed terms were changed, or were sealed for another ledger, certificate or party",
    );
  }
  return { ...checkOpening(suite, context, sealed.commitment, opening), opening };
}
