/** COSE_Encrypt (RFC 9052 s5.1) of sealed terms: its parts, its bytes, and who its recipients are. Pure. */
import { COSE_LABEL, COSE_SEALED } from "../algorithms.ts";
import { concatBytes, equalBytes, toHex } from "../bytes.ts";
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from "../cbor.ts";
import { SEALED_BYTES_MAX, SEALED_RECIPIENTS_MAX } from "../limits.ts";
import { readArray, readBytes, readMap } from "../schema.ts";
import type { Suite } from "../suite/suite.ts";
import { NONCE_BYTES, TAG_BYTES } from "./block-gcm.ts";
import { decodeEncryptionKey, type EncryptionKey, encryptionKeyToMap } from "./encryption-key.ts";
import { SealedError } from "./sealed-error.ts";
import { keyBytes } from "./wrapping.ts";

/** CBOR tag 96, COSE_Encrypt, before its array: the profile of this project knows tags only here and in COSE_Sign1. */
const TAG_ENCRYPT = Uint8Array.of(0xd8, 96);
const LABEL_IV = 5;
const LABEL_EPHEMERAL = -1;
/** Bytes that key wrap adds. */
const WRAP_BYTES = 8;

/** One who can open: by which key, and the key of contents wrapped for it. */
export interface Recipient {
  /** Identifier of the encryption key, 32 bytes. */
  readonly keyId: Uint8Array;
  readonly ephemeral: EncryptionKey;
  readonly wrapped: Uint8Array;
}

/** The parts of an envelope. */
export interface Envelope {
  readonly nonce: Uint8Array;
  /** With its tag. */
  readonly ciphertext: Uint8Array;
  readonly recipients: readonly Recipient[];
}

/** The protected header of contents in a suite. */
export function contentHeader(suite: Suite): Uint8Array {
  return encodeCbor(new Map([[COSE_LABEL.alg, COSE_SEALED[suite.name].content]]));
}

/** The protected header of every recipient in a suite. */
export function recipientHeader(suite: Suite): Uint8Array {
  return encodeCbor(new Map([[COSE_LABEL.alg, COSE_SEALED[suite.name].agreement]]));
}

/** What is authenticated beside the contents (RFC 9052 s5.3). */
export function encStructure(suite: Suite, external: Uint8Array): Uint8Array {
  return encodeCbor(["Encrypt", contentHeader(suite), external]);
}

/** Bytes of an envelope. */
export function encodeEnvelope(
  suite: Suite,
  { nonce, ciphertext, recipients }: Envelope,
): Uint8Array {
  return concatBytes(
    TAG_ENCRYPT,
    encodeCbor([
      contentHeader(suite),
      new Map([[LABEL_IV, nonce]]),
      ciphertext,
      recipients.map(({ keyId, ephemeral, wrapped }) => [
        recipientHeader(suite),
        new Map<number, CborValue>([
          [COSE_LABEL.kid, keyId],
          [LABEL_EPHEMERAL, encryptionKeyToMap(ephemeral)],
        ]),
        wrapped,
      ]),
    ]),
  );
}

/**
 * The parts of an envelope, of this suite and in its one encoding: 1 to 16 recipients, each once.
 * @throws SealedError `malformed`, `other-suite`, `bad-key`
 */
export function decodeEnvelope(suite: Suite, bytes: Uint8Array): Envelope {
  if (bytes.length > SEALED_BYTES_MAX) {
    throw new SealedError("malformed", `sealed terms are at most ${SEALED_BYTES_MAX} bytes`);
  }
  try {
    const head = TAG_ENCRYPT.length;
    if (!equalBytes(bytes.subarray(0, head), TAG_ENCRYPT)) throw new RangeError("tag 96");
    const parts = readArray(decodeCbor(bytes.subarray(head), { maxDepth: 8 }), "COSE_Encrypt", 4);
    const [header, unprotected, ciphertext, recipients] = parts;
    requireAlgorithm(header, contentHeader(suite));
    const found = {
      nonce: readBytes(
        readMap(unprotected, "unprotected", [LABEL_IV]).get(LABEL_IV),
        "IV",
        NONCE_BYTES,
      ),
      ciphertext: readBytes(ciphertext, "ciphertext", TAG_BYTES, bytes.length),
      recipients: readArray(recipients, "recipients", 1, SEALED_RECIPIENTS_MAX).map((one) =>
        readRecipient(suite, one),
      ),
    };
    const names = new Set(found.recipients.map(({ keyId }) => toHex(keyId)));
    if (names.size !== found.recipients.length) throw new RangeError("a recipient stands twice");
    return found;
  } catch (cause) {
    if (cause instanceof SealedError || !(cause instanceof Error)) throw cause;
    throw new SealedError(
      "malformed",
      "not sealed terms: a COSE_Encrypt in deterministic CBOR",
      cause,
    );
  }
}

function requireAlgorithm(header: CborValue | undefined, wanted: Uint8Array): void {
  const bytes = readBytes(header, "protected header", 1, 32);
  if (equalBytes(bytes, wanted)) return;
  throw new SealedError(
    "other-suite",
    "sealed for a ledger of another suite, or by other algorithms",
  );
}

function readRecipient(suite: Suite, value: CborValue): Recipient {
  const [header, unprotected, wrapped] = readArray(value, "recipient", 3);
  requireAlgorithm(header, recipientHeader(suite));
  const map: CborMap = readMap(unprotected, "recipient header", [COSE_LABEL.kid, LABEL_EPHEMERAL]);
  return {
    keyId: readBytes(map.get(COSE_LABEL.kid), "kid", 32),
    ephemeral: decodeEncryptionKey(suite, map.get(LABEL_EPHEMERAL) ?? null),
    wrapped: readBytes(wrapped, "wrapped key", keyBytes(suite) + WRAP_BYTES),
  };
}
