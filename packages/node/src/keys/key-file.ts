import { basename } from "node:path";
import type { Algorithm } from "@tallystick/core/algorithms";
import { equalBytes, fromHex, fromUtf8, toHex, utf8 } from "@tallystick/core/bytes";
import { encodeKey } from "@tallystick/core/keys";
import type { Signer } from "@tallystick/core/signer";
import { exportPkcs8, type NodeSigner, signerFromPkcs8 } from "@tallystick/core/suite/node-keys";
import type { Suite } from "@tallystick/core/suite/suite";
import { z } from "zod";
import { isOpenToOthers, readFileIfAny, writeFileAtomic } from "../files.ts";
import { KEY_FILE_BYTES_MAX } from "../limits.ts";
import { NodeError } from "../node-error.ts";
import { isAffordable, type Sealed, seal, unseal } from "./key-cipher.ts";

/** Text in the member `format` of a key file. */
export const KEY_FORMAT = "tallystick-key/1";

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const schema = z.strictObject({
  format: z.literal(KEY_FORMAT),
  algorithm: z.enum(["Ed25519", "ES256", "SM2"]),
  kid: hex(32),
  publicKey: z.string().regex(/^(?:[0-9a-f]{2}){1,128}$/),
  kdf: z.strictObject({
    name: z.literal("scrypt"),
    n: z.int(),
    r: z.int(),
    p: z.int(),
    salt: hex(32),
  }),
  cipher: z.literal("aes-256-gcm"),
  nonce: hex(12),
  ciphertext: z.string().regex(/^(?:[0-9a-f]{2}){16,1024}$/),
});

/** The members of a key file that are public. */
export interface KeyFileHead {
  readonly algorithm: Algorithm;
  /** 32 bytes. */
  readonly keyId: Uint8Array;
  /** COSE_Key. */
  readonly publicKey: Uint8Array;
}

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
  const head: KeyFileHead = {
    algorithm: signer.algorithm,
    keyId: signer.keyId,
    publicKey: encodeKey(signer.publicKey),
  };
  const der = exportPkcs8(signer);
  try {
    const { kdf, nonce, ciphertext } = await seal(der, passphrase, contextOf(head));
    const document = {
      format: KEY_FORMAT,
      algorithm: head.algorithm,
      kid: toHex(head.keyId),
      publicKey: toHex(head.publicKey),
      kdf: { ...kdf, salt: toHex(kdf.salt) },
      cipher: "aes-256-gcm",
      nonce: toHex(nonce),
      ciphertext: toHex(ciphertext),
    };
    return `${JSON.stringify(document, null, 2)}\n`;
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
  const { head, sealed } = parseKeyFile(path);
  if (isOpenToOthers(path)) {
    throw new NodeError(
      "unsafe-permissions",
      `the key file ${path} can be used by others than its owner`,
      `chmod 600 ${path}`,
    );
  }
  const der = await unseal(sealed, passphrase, contextOf(head));
  if (der === undefined) {
    throw new NodeError(
      "wrong-passphrase",
      `the passphrase does not open ${path}`,
      "give the passphrase that the node was initialised with; if it is right, the file is damaged: restore it",
    );
  }
  try {
    const signer = signerFromPkcs8(suite, head.algorithm, der);
    if (!equalBytes(signer.keyId, head.keyId)) throw damaged(path, undefined);
    return signer;
  } catch (cause) {
    if (cause instanceof NodeError) throw cause;
    throw damaged(path, cause);
  } finally {
    der.fill(0);
  }
}

/** The public part of a key file, which needs no passphrase. Throws NodeError `damaged-key`. */
export function readKeyFileHead(path: string): KeyFileHead {
  return parseKeyFile(path).head;
}

function parseKeyFile(path: string): { head: KeyFileHead; sealed: Sealed } {
  const bytes = readFileIfAny(path);
  if (bytes === undefined) {
    throw new NodeError("damaged-key", `there is no key file ${path}`, "restore it from a backup");
  }
  try {
    if (bytes.length > KEY_FILE_BYTES_MAX) throw new RangeError("too long");
    const file = schema.parse(JSON.parse(fromUtf8(bytes)));
    if (!isAffordable(file.kdf)) throw new RangeError("scrypt parameters out of bounds");
    return {
      head: {
        algorithm: file.algorithm,
        keyId: fromHex(file.kid),
        publicKey: fromHex(file.publicKey),
      },
      sealed: {
        kdf: { ...file.kdf, salt: fromHex(file.kdf.salt) },
        nonce: fromHex(file.nonce),
        ciphertext: fromHex(file.ciphertext),
      },
    };
  } catch (cause) {
    throw damaged(path, cause);
  }
}

/** What is authenticated beside the secret: the file cannot be given another head. */
function contextOf(head: KeyFileHead): Uint8Array {
  return utf8(
    [KEY_FORMAT, head.algorithm, toHex(head.keyId), toHex(head.publicKey), ""].join("\n"),
  );
}

function damaged(path: string, cause: unknown): NodeError {
  return new NodeError(
    "damaged-key",
    `${basename(path)} is not a key file of this version`,
    "restore it from a backup; docs/operate/keys.md shows what it holds",
    cause,
  );
}
