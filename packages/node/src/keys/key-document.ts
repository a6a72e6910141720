/** The form that key files of every purpose have: a public head, and a secret under a passphrase that is bound to it. */
import { basename } from "node:path";
import { fromHex, fromUtf8, toHex, utf8 } from "@tallystick/core/bytes";
import { z } from "zod";
import { isOpenToOthers, readFileIfAny } from "../files.ts";
import { KEY_FILE_BYTES_MAX } from "../limits.ts";
import { NodeError } from "../node-error.ts";
import { isAffordable, type Sealed, seal, unseal } from "./key-cipher.ts";

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const schema = z.strictObject({
  format: z.string(),
  algorithm: z.string(),
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

/** What a kind of key file is called, and the algorithms it may be of. */
export interface KeyDocumentKind<A extends string> {
  /** Text in the member `format`: a file of one kind is never taken for another. */
  readonly format: string;
  readonly algorithms: readonly A[];
}

/** The members of a key file that are public. */
export interface KeyDocumentHead<A extends string> {
  readonly algorithm: A;
  /** 32 bytes. */
  readonly keyId: Uint8Array;
  /** COSE_Key. */
  readonly publicKey: Uint8Array;
}

/** The text of a key file. */
export async function formatKeyDocument<A extends string>(
  kind: KeyDocumentKind<A>,
  head: KeyDocumentHead<A>,
  secret: Uint8Array,
  passphrase: string,
): Promise<string> {
  const { kdf, nonce, ciphertext } = await seal(secret, passphrase, contextOf(kind, head));
  const document = {
    format: kind.format,
    algorithm: head.algorithm,
    kid: toHex(head.keyId),
    publicKey: toHex(head.publicKey),
    kdf: { ...kdf, salt: toHex(kdf.salt) },
    cipher: "aes-256-gcm",
    nonce: toHex(nonce),
    ciphertext: toHex(ciphertext),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The public part of a key file, and its secret as it lies there. Throws NodeError `damaged-key`. */
export function parseKeyDocument<A extends string>(
  kind: KeyDocumentKind<A>,
  path: string,
): { readonly head: KeyDocumentHead<A>; readonly sealed: Sealed } {
  const bytes = readFileIfAny(path);
  if (bytes === undefined) {
    throw new NodeError("damaged-key", `there is no key file ${path}`, "restore it from a backup");
  }
  try {
    if (bytes.length > KEY_FILE_BYTES_MAX) throw new RangeError("too long");
    const file = schema.parse(JSON.parse(fromUtf8(bytes)));
    const algorithm = kind.algorithms.find((name) => name === file.algorithm);
    if (file.format !== kind.format || algorithm === undefined) {
      throw new RangeError("a key file of another purpose");
    }
    if (!isAffordable(file.kdf)) throw new RangeError("scrypt parameters out of bounds");
    return {
      head: { algorithm, keyId: fromHex(file.kid), publicKey: fromHex(file.publicKey) },
      sealed: {
        kdf: { ...file.kdf, salt: fromHex(file.kdf.salt) },
        nonce: fromHex(file.nonce),
        ciphertext: fromHex(file.ciphertext),
      },
    };
  } catch (cause) {
    throw damagedKey(path, cause);
  }
}

/**
 * Decrypts a key file; the caller wipes the secret.
 *
 * @throws NodeError `damaged-key`, `unsafe-permissions` when others may read it, `wrong-passphrase` when it does not open
 */
export async function openKeyDocument<A extends string>(
  kind: KeyDocumentKind<A>,
  path: string,
  passphrase: string,
): Promise<{ readonly head: KeyDocumentHead<A>; readonly secret: Uint8Array }> {
  const { head, sealed } = parseKeyDocument(kind, path);
  if (isOpenToOthers(path)) {
    throw new NodeError(
      "unsafe-permissions",
      `the key file ${path} can be used by others than its owner`,
      `chmod 600 ${path}`,
    );
  }
  const secret = await unseal(sealed, passphrase, contextOf(kind, head));
  if (secret !== undefined) return { head, secret };
  throw new NodeError(
    "wrong-passphrase",
    `the passphrase does not open ${path}`,
    "give the passphrase that the node was initialised with; if it is right, the file is damaged: restore it",
  );
}

/** A key file that is not what it should be. */
export function damagedKey(path: string, cause: unknown): NodeError {
  return new NodeError(
    "damaged-key",
    `${basename(path)} is not a key file of this version`,
    "restore it from a backup; docs/operate/keys.md shows what it holds",
    cause,
  );
}

/** What is authenticated beside the secret: the file cannot be given another head. */
function contextOf<A extends string>(
  { format }: KeyDocumentKind<A>,
  { algorithm, keyId, publicKey }: KeyDocumentHead<A>,
): Uint8Array {
  return utf8([format, algorithm, toHex(keyId), toHex(publicKey), ""].join("\n"));
}
