import { toHex } from "@tallystick/core/bytes";
import { readKeyFileHead } from "@tallystick/node/keys/key-file";
import { answer } from "../answer.ts";

/** Prints what is not secret in a key file. @throws NodeError when it is not one */
export function show(file: string, options: { readonly json?: boolean }): void {
  const { algorithm, ...head } = readKeyFileHead(file);
  const keyId = toHex(head.keyId);
  const publicKey = toHex(head.publicKey);
  answer(options, { file, algorithm, keyId, publicKey }, () => [
    `algorithm   ${algorithm}`,
    `key id      ${keyId}`,
    `public key  ${publicKey}`,
  ]);
}
