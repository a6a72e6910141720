import { toHex } from "@tallystick/core/bytes";
import {
  type EncryptionKeyFileHead,
  readEncryptionKeyHead,
} from "@tallystick/node/keys/encryption-key-file";
import { type KeyFileHead, readKeyFileHead } from "@tallystick/node/keys/key-file";
import { answer } from "../answer.ts";

/** Prints what is not secret in a key file. @throws NodeError when it is not one */
export function show(file: string, options: { readonly json?: boolean }): void {
  const { algorithm, ...head } = headOf(file);
  const keyId = toHex(head.keyId);
  const publicKey = toHex(head.publicKey);
  answer(options, { file, algorithm, keyId, publicKey }, () => [
    `algorithm   ${algorithm}`,
    `key id      ${keyId}`,
    `public key  ${publicKey}`,
  ]);
}

/** The public part of a key for signing, or for encryption. */
function headOf(file: string): KeyFileHead | EncryptionKeyFileHead {
  try {
    return readKeyFileHead(file);
  } catch (error) {
    try {
      return readEncryptionKeyHead(file);
    } catch {
      throw error;
    }
  }
}
