import type { EncryptionAlgorithm } from "@tallystick/core/algorithms";
import { equalBytes } from "@tallystick/core/bytes";
import {
  type EncryptionPair,
  encodeEncryptionKey,
  encryptionAlgorithm,
  encryptionPair,
} from "@tallystick/core/sealed/encryption-key";
import type { Suite } from "@tallystick/core/suite/suite";
import { writeFileAtomic } from "../files.ts";
import {
  damagedKey,
  formatKeyDocument,
  type KeyDocumentHead,
  type KeyDocumentKind,
  openKeyDocument,
  parseKeyDocument,
} from "./key-document.ts";

/** Text in the member `format` of the file of an encryption key. */
const ENCRYPTION_KEY_FORMAT = "tallystick-encryption-key/1";

const ENCRYPTION: KeyDocumentKind<EncryptionAlgorithm> = {
  format: ENCRYPTION_KEY_FORMAT,
  algorithms: ["X25519", "SM2"],
};

/** The members of the file that are public. */
export type EncryptionKeyFileHead = KeyDocumentHead<EncryptionAlgorithm>;

/** Writes a private encryption key, encrypted under `passphrase`, 0600, in one durable step. */
export async function writeEncryptionKeyFile(
  path: string,
  { publicKey, keyId, secret }: EncryptionPair,
  passphrase: string,
): Promise<void> {
  const head = { algorithm: publicKey.algorithm, keyId, publicKey: encodeEncryptionKey(publicKey) };
  writeFileAtomic(path, await formatKeyDocument(ENCRYPTION, head, secret, passphrase), 0o600);
}

/**
 * Reads and decrypts the file of an encryption key.
 *
 * @throws NodeError `damaged-key` when it is none, or of another suite, `unsafe-permissions`, `wrong-passphrase`
 */
export async function readEncryptionKeyFile(
  path: string,
  suite: Suite,
  passphrase: string,
): Promise<EncryptionPair> {
  const { head, secret } = await openKeyDocument(ENCRYPTION, path, passphrase);
  try {
    if (head.algorithm !== encryptionAlgorithm(suite)) throw damagedKey(path, undefined);
    const pair = encryptionPair(suite, secret);
    if (!equalBytes(pair.keyId, head.keyId)) throw damagedKey(path, undefined);
    return pair;
  } finally {
    secret.fill(0);
  }
}

/** The public part of the file, which needs no passphrase. Throws NodeError `damaged-key`. */
export function readEncryptionKeyHead(path: string): EncryptionKeyFileHead {
  return parseKeyDocument(ENCRYPTION, path).head;
}
