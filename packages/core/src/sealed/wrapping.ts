/** Keys from agreed secrets, and the ciphers that they are for, suite by suite. */
import { COSE_SEALED } from "../algorithms.ts";
import { concatBytes } from "../bytes.ts";
import { encodeCbor } from "../cbor.ts";
import type { Suite } from "../suite/suite.ts";
import { gcmOpen, gcmSeal } from "./block-gcm.ts";
import { unwrapKey, wrapKey } from "./block-key-wrap.ts";
import { SealedError } from "./sealed-error.ts";
import { sm4 } from "./sm4.ts";

const HASH_BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/** Bytes of the key of contents, and of the key that wraps it. */
export function keyBytes(suite: Suite): 16 | 32 {
  return suite.name === "gm" ? 16 : 32;
}

/** HMAC (RFC 2104) with the hash of the suite, for keys up to a block. */
function hmac(suite: Suite, key: Uint8Array, message: Uint8Array): Uint8Array {
  const pad = (byte: number) => {
    const block = new Uint8Array(HASH_BLOCK_BYTES).fill(byte);
    for (let i = 0; i < key.length; i++) block[i] = (key[i] as number) ^ byte;
    return block;
  };
  return suite.hash(concatBytes(pad(0x5c), suite.hash(concatBytes(pad(0x36), message))));
}

/**
 * The key that wraps, from an agreed secret: HKDF (RFC 5869) with the hash of the suite and no salt, over the
 * COSE_KDF_Context (RFC 9053 s5.2) of the recipient's protected header. One block of output is enough.
 */
export function wrappingKey(
  suite: Suite,
  secret: Uint8Array,
  recipientProtected: Uint8Array,
): Uint8Array {
  const nobody = [null, null, null];
  const length = keyBytes(suite);
  const context = encodeCbor([
    COSE_SEALED[suite.name].wrap,
    nobody,
    nobody,
    [length * 8, recipientProtected],
  ]);
  const extracted = hmac(suite, new Uint8Array(HASH_BYTES), secret);
  return hmac(suite, extracted, concatBytes(context, Uint8Array.of(1))).slice(0, length);
}

/** WebCrypto, where there is one. @throws SealedError `no-cipher` */
function subtle(): SubtleCrypto {
  const found = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (found === undefined) {
    throw new SealedError(
      "no-cipher",
      "this browser gives AES only to pages from https or localhost: open the page so, or use the command line",
    );
  }
  return found;
}

/** Bytes in an ArrayBuffer of their own, as WebCrypto takes them. */
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

/** Wraps a key of contents: AES-256 key wrap, or the same over SM4. */
export async function wrap(suite: Suite, kek: Uint8Array, key: Uint8Array): Promise<Uint8Array> {
  if (suite.name === "gm") return wrapKey(sm4(kek), key);
  const api = subtle();
  const by = await api.importKey("raw", own(kek), "AES-KW", false, ["wrapKey"]);
  const what = await api.importKey("raw", own(key), "AES-GCM", true, ["encrypt"]);
  return new Uint8Array(await api.wrapKey("raw", what, by, "AES-KW"));
}

/** The key of contents, or undefined when it was not wrapped under this key or was changed. */
export async function unwrap(
  suite: Suite,
  kek: Uint8Array,
  wrapped: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (suite.name === "gm") return unwrapKey(sm4(kek), wrapped);
  const api = subtle();
  const by = await api.importKey("raw", own(kek), "AES-KW", false, ["unwrapKey"]);
  try {
    const uses: KeyUsage[] = ["decrypt"];
    const key = await api.unwrapKey("raw", own(wrapped), by, "AES-KW", "AES-GCM", true, uses);
    return new Uint8Array(await api.exportKey("raw", key));
  } catch {
    return undefined;
  }
}

/** Contents under a key: AES-256-GCM, or SM4-GCM. */
export async function encrypt(
  suite: Suite,
  { key, nonce, aad }: { key: Uint8Array; nonce: Uint8Array; aad: Uint8Array },
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  if (suite.name === "gm") return gcmSeal(sm4(key), nonce, plaintext, aad);
  const api = subtle();
  const by = await api.importKey("raw", own(key), "AES-GCM", false, ["encrypt"]);
  const options = { name: "AES-GCM", iv: own(nonce), additionalData: own(aad) };
  return new Uint8Array(await api.encrypt(options, by, own(plaintext)));
}

/** The plaintext, or undefined when anything was changed. */
export async function decrypt(
  suite: Suite,
  { key, nonce, aad }: { key: Uint8Array; nonce: Uint8Array; aad: Uint8Array },
  ciphertext: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (key.length !== keyBytes(suite)) return undefined;
  if (suite.name === "gm") return gcmOpen(sm4(key), nonce, ciphertext, aad);
  const api = subtle();
  const by = await api.importKey("raw", own(key), "AES-GCM", false, ["decrypt"]);
  try {
    const options = { name: "AES-GCM", iv: own(nonce), additionalData: own(aad) };
    return new Uint8Array(await api.decrypt(options, by, own(ciphertext)));
  } catch {
    return undefined;
  }
}
