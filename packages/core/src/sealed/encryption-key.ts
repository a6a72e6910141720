/** Encryption keys: who may open what is sealed. X25519 in suite intl, SM2 in suite gm; never a signing key. */
import { mapHashToField } from "@noble/curves/abstract/modular.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { bytesToNumberBE, numberToBytesBE } from "@noble/curves/utils.js";
import { COSE_CRV, COSE_CRV_X25519, COSE_KTY, type EncryptionAlgorithm } from "../algorithms.ts";
import { concatBytes, toHex } from "../bytes.ts";
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from "../cbor.ts";
import { SM2_ORDER, Sm2Point } from "../suite/sm2-curve.ts";
import { sm2PublicKey, sm2Scalar } from "../suite/sm2-sign.ts";
import type { Suite } from "../suite/suite.ts";
import { SealedError } from "./sealed-error.ts";

/** A public encryption key: 32 bytes of X25519 (RFC 7748 s5), or x‖y of SM2. */
export interface EncryptionKey {
  readonly algorithm: EncryptionAlgorithm;
  readonly raw: Uint8Array;
}

/** A private encryption key and its public half. */
export interface EncryptionPair {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly publicKey: EncryptionKey;
  /** 32 bytes: see {@link encryptionKeyId}. */
  readonly keyId: Uint8Array;
}

/** The algorithm of a suite's encryption keys. */
export function encryptionAlgorithm(suite: Suite): EncryptionAlgorithm {
  return suite.name === "gm" ? "SM2" : "X25519";
}

/** The COSE_Key of an encryption key as a map. */
export function encryptionKeyToMap({ algorithm, raw }: EncryptionKey): CborMap {
  if (algorithm === "X25519") {
    return new Map<number, CborValue>([
      [1, COSE_KTY.OKP],
      [-1, COSE_CRV_X25519],
      [-2, raw],
    ]);
  }
  return new Map<number, CborValue>([
    [1, COSE_KTY.EC2],
    [-1, COSE_CRV.SM2],
    [-2, raw.subarray(0, 32)],
    [-3, raw.subarray(32)],
  ]);
}

/** The deterministic encoding of the COSE_Key, with the members that it must have and no other. */
export function encodeEncryptionKey(key: EncryptionKey): Uint8Array {
  return encodeCbor(encryptionKeyToMap(key));
}

/** The key identifier: COSE Key Thumbprint (RFC 9679) under the hash of the suite, 32 bytes. */
export function encryptionKeyId(suite: Suite, key: EncryptionKey): Uint8Array {
  return suite.hash(encodeEncryptionKey(key));
}

/**
 * The encryption key of a COSE_Key, bytes or map: of this suite, with exactly the required members, and a point
 * with which an agreement is secret. @throws SealedError `bad-key`
 */
export function decodeEncryptionKey(suite: Suite, encoded: Uint8Array | CborValue): EncryptionKey {
  try {
    const map = encoded instanceof Uint8Array ? decodeCbor(encoded, { maxDepth: 1 }) : encoded;
    if (map instanceof Map) return readKey(encryptionAlgorithm(suite), map as CborMap);
  } catch (cause) {
    if (cause instanceof Error) throw badKey(cause);
    throw cause;
  }
  throw badKey(undefined);
}

function badKey(cause: unknown): SealedError {
  return new SealedError(
    "bad-key",
    "not an encryption key of this suite: intl takes X25519, gm takes SM2; make one with tallystick key generate --purpose encryption",
    cause,
  );
}

function readKey(algorithm: EncryptionAlgorithm, map: CborMap): EncryptionKey {
  const part = (label: number) => {
    const bytes = map.get(label);
    if (!(bytes instanceof Uint8Array) || bytes.length !== 32) throw new RangeError("coordinate");
    return Uint8Array.from(bytes);
  };
  const wanted =
    algorithm === "X25519"
      ? { kty: COSE_KTY.OKP, crv: COSE_CRV_X25519, size: 3 }
      : { kty: COSE_KTY.EC2, crv: COSE_CRV.SM2, size: 4 };
  const { kty, crv, size } = wanted;
  if (map.get(1) !== kty || map.get(-1) !== crv || map.size !== size) throw new RangeError("kind");
  if (algorithm === "SM2") {
    const raw = concatBytes(part(-2), part(-3));
    Sm2Point.fromBytes(concatBytes(Uint8Array.of(4), raw)).assertValidity();
    return { algorithm, raw };
  }
  const raw = part(-2);
  if (!isCanonical(raw)) throw new RangeError("not canonical");
  if (SMALL_ORDER.has(toHex(raw))) throw new RangeError("small order");
  return { algorithm, raw };
}

/** The points of small order that are canonical: with them everybody has the same secret, zero (RFC 7748 s6.1). */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

/** True for a coordinate below 2^255 - 19 without the bit that RFC 7748 s5 masks: one key, one encoding. */
function isCanonical(raw: Uint8Array): boolean {
  const last = raw[31] as number;
  if (last >= 0x80) return false;
  if (last !== 0x7f || raw.subarray(1, 31).some((byte) => byte !== 0xff)) return true;
  return (raw[0] as number) < 0xed;
}

/** The pair of a private key of 32 bytes. @throws SealedError `bad-key` */
export function encryptionPair(suite: Suite, secret: Uint8Array): EncryptionPair {
  const held = Uint8Array.from(secret);
  const algorithm = encryptionAlgorithm(suite);
  let raw: Uint8Array;
  try {
    raw = algorithm === "SM2" ? sm2PublicKey(held) : x25519.getPublicKey(held);
  } catch {
    // The cause is dropped on purpose: library messages may quote the value they refuse.
    throw new SealedError("bad-key", `not a private key of ${algorithm}`);
  }
  const publicKey = { algorithm, raw };
  return { secret: held, publicKey, keyId: encryptionKeyId(suite, publicKey) };
}

/** A new random pair. */
export function newEncryptionPair(suite: Suite): EncryptionPair {
  if (encryptionAlgorithm(suite) === "X25519") {
    return encryptionPair(suite, crypto.getRandomValues(new Uint8Array(32)));
  }
  // As FIPS 186-5 A.2.1: 48 random bytes give a scalar with a bias below 2^-128; n - 1 is no SM2 key.
  for (;;) {
    const random = crypto.getRandomValues(new Uint8Array(48));
    const scalar = bytesToNumberBE(mapHashToField(random, SM2_ORDER));
    if (scalar <= SM2_ORDER - 2n) return encryptionPair(suite, numberToBytesBE(scalar, 32));
  }
}

/**
 * The secret that two keys share, 32 bytes: X25519 (RFC 7748 s6.1), or the x-coordinate of the common SM2 point.
 * @throws SealedError `bad-key` when there is none
 */
export function sharedSecret(secret: Uint8Array, other: EncryptionKey): Uint8Array {
  try {
    if (other.algorithm === "X25519") return x25519.getSharedSecret(secret, other.raw);
    const point = Sm2Point.fromBytes(concatBytes(Uint8Array.of(4), other.raw));
    return numberToBytesBE(point.multiply(sm2Scalar(secret)).toAffine().x, 32);
  } catch {
    throw new SealedError("bad-key", "the two keys have no secret in common");
  }
}
