import type { Algorithm } from "@tallystick/core/algorithms";
import { equalBytes } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import type { Signer } from "@tallystick/core/signer";
import { exportPkcs8, type NodeSigner, signerFromPkcs8 } from "@tallystick/core/suite/node-keys";
import type { Suite } from "@tallystick/core/suite/suite";
import { writeFileAtomic } from "../files.ts";
import { NodeError } from "../node-error.ts";
import {
  damagedKey,
  formatKeyDocument,
  type KeyDocumentHead,
  type KeyDocumentKind,
  openKeyDocument,
  parseKeyDocument,
} from "./key-document.ts";

/** Text in the member `format` of a key file. */
export const KEY_FORMAT = "tallystick-key/1";

const SIGNING: KeyDocumentKind<Algorithm> = {
  format: KEY_FORMAT,
  algorithms: ["Ed25519", "ES256", "SM2"],
};

/** The members of a key file that are public. */
export type KeyFileHead = KeyDocumentHead<Algorithm>;

/**
 * Write a signer's private key, encrypted under `passphrase`, 0600, in one durable step.
 *
 * @throws KeyError when the signer's key cannot be exported
 */
export async function writeKeyFile(
  path: string,
  signer: NodeSigner,
  passphrase: string,
): Promise<void> {
  writeFileAtomic(path, await formatKeyFile(signer, passphrase), 0o600);
}

/** The text of a key file. */
export async function formatKeyFile(signer: Signer, passphrase: string): Promise<string> {
  const { algorithm, keyId } = signer;
  const head = { algorithm, keyId, publicKey: encodeKey(signer.publicKey) };
  const der = exportPkcs8(signer);
  try {
    return await formatKeyDocument(SIGNING, head, der, passphrase);
  } finally {
    der.fill(0);
  }
}

/**
 * Read and decrypt a key file.
 *
 * @throws NodeError `damaged-key` when there is no such file or it is not one, `unsafe-permissions` when others may read it,
 * `wrong-passphrase` when it does not open
 */
export async function readKeyFile(
  path: string,
  suite: Suite,
  passphrase: string,
): Promise<NodeSigner> {
  const { head, secret } = await openKeyDocument(SIGNING, path, passphrase);
  try {
    const signer = signerFromPkcs8(suite, head.algorithm, secret);
    if (!equalBytes(signer.keyId, head.keyId)) throw damagedKey(path, undefined);
    return signer;
  } catch (cause) {
    if (cause instanceof NodeError) throw cause;
    throw damagedKey(path, cause);
  } finally {
    secret.fill(0);
  }
}

/** The public part of a key file, which needs no passphrase. Throws NodeError `damaged-key`. */
export function readKeyFileHead(path: string): KeyFileHead {
  return parseKeyDocument(SIGNING, path).head;
}
