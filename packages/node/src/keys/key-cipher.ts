import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";

/** scrypt (RFC 7914) parameters as a key file states them. */
export interface KdfParameters {
  readonly name: "scrypt";
  /** Cost: a power of two. */
  readonly n: number;
  /** Block size. */
  readonly r: number;
  /** Parallelisation. */
  readonly p: number;
  readonly salt: Uint8Array;
}

/** A secret under a passphrase. */
export interface Sealed {
  readonly kdf: KdfParameters;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  /** AES-256-GCM ciphertext, its 16-byte tag behind it. */
  readonly ciphertext: Uint8Array;
}

const TAG_BYTES = 16;
/** 32 MiB and three passes, one of the settings of equal strength that OWASP lists for scrypt. */
const COST = { n: 32_768, r: 8, p: 3 } as const;
const MEMORY_MAX = 256 * 1024 * 1024;

/** Encrypt `secret` under a passphrase; `context` is authenticated with it and must be given again. */
export async function seal(
  secret: Uint8Array,
  passphrase: string,
  context: Uint8Array,
): Promise<Sealed> {
  const kdf: KdfParameters = { name: "scrypt", ...COST, salt: new Uint8Array(randomBytes(32)) };
  const nonce = new Uint8Array(randomBytes(12));
  const key = await deriveKey(passphrase, kdf);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(context);
  const ciphertext = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  return { kdf, nonce, ciphertext: new Uint8Array(ciphertext) };
}

/** The secret, or undefined when passphrase, context or ciphertext is not the one it was sealed with. */
export async function unseal(
  sealed: Sealed,
  passphrase: string,
  context: Uint8Array,
): Promise<Uint8Array | undefined> {
  const at = sealed.ciphertext.length - TAG_BYTES;
  if (at < 0) return undefined;
  const key = await deriveKey(passphrase, sealed.kdf);
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(context).setAuthTag(sealed.ciphertext.subarray(at));
  try {
    const head = decipher.update(sealed.ciphertext.subarray(0, at));
    return new Uint8Array(Buffer.concat([head, decipher.final()]));
  } catch {
    return undefined;
  } finally {
    key.fill(0);
  }
}

/** True for parameters that scrypt accepts and that cannot be used to exhaust memory or time. */
export function isAffordable({ n, r, p }: Pick<KdfParameters, "n" | "r" | "p">): boolean {
  const powerOfTwo = Number.isInteger(Math.log2(n));
  return powerOfTwo && n >= 2 && r >= 1 && p >= 1 && p <= 16 && 128 * n * r <= MEMORY_MAX / 2;
}

function deriveKey(passphrase: string, kdf: KdfParameters): Promise<Buffer> {
  const options = { N: kdf.n, r: kdf.r, p: kdf.p, maxmem: MEMORY_MAX };
  // NFC, so that a passphrase typed on another system is the same bytes.
  const text = passphrase.normalize("NFC");
  return new Promise((resolve, reject) => {
    scrypt(text, kdf.salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
