/** Public keys as COSE_Key (RFC 9052 s7, RFC 9053 s7) and their identifiers (RFC 9679). */
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { type Algorithm, COSE_CRV, COSE_KTY } from "./algorithms.ts";
import { concatBytes, toHex } from "./bytes.ts";
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import { CHECKED_KEYS_KEPT } from "./limits.ts";
import { isAcceptableEd25519Key } from "./suite/ed25519-rule.ts";
import { Sm2Point } from "./suite/sm2-curve.ts";
import type { PublicKey, Suite } from "./suite/suite.ts";

export type { PublicKey } from "./suite/suite.ts";

/** Bytes or a value that are not an acceptable public key. */
export class KeyError extends Error {
  override readonly name = "KeyError";
}

/** The COSE_Key of a public key, as a map ready to be put inside a larger item. */
export function keyToMap(key: PublicKey): CborMap {
  const { algorithm, raw } = key;
  if (raw.length !== (algorithm === "Ed25519" ? 32 : 64)) throw new KeyError("wrong key length");
  if (algorithm === "Ed25519") {
    return new Map<number, CborValue>([
      [1, COSE_KTY.OKP],
      [-1, COSE_CRV.Ed25519],
      [-2, raw],
    ]);
  }
  return new Map<number, CborValue>([
    [1, COSE_KTY.EC2],
    [-1, algorithm === "ES256" ? COSE_CRV.P256 : COSE_CRV.SM2],
    [-2, raw.subarray(0, 32)],
    [-3, raw.subarray(32)],
  ]);
}

/** The deterministic encoding of the COSE_Key with the members kty, crv, x and (EC2) y, and no other. */
export function encodeKey(key: PublicKey): Uint8Array {
  return encodeCbor(keyToMap(key));
}

function algorithmOfMap(map: CborMap): Algorithm {
  const kty = map.get(1);
  const crv = map.get(-1);
  if (kty === COSE_KTY.OKP && crv === COSE_CRV.Ed25519 && map.size === 3) return "Ed25519";
  if (kty === COSE_KTY.EC2 && map.size === 4) {
    if (crv === COSE_CRV.P256) return "ES256";
    if (crv === COSE_CRV.SM2) return "SM2";
  }
  throw new KeyError("not a COSE_Key of Ed25519, P-256 or SM2 with exactly the required members");
}

function coordinate(map: CborMap, label: number): Uint8Array {
  const bytes = map.get(label);
  if (!(bytes instanceof Uint8Array) || bytes.length !== 32) {
    throw new KeyError(
      "a key coordinate is a byte string of 32 bytes (compressed points are refused)",
    );
  }
  return bytes;
}

/** Keys that were found good: receipts and statements bring the same few again and again. */
const checked = new Set<string>();

function assertOnCurve({ algorithm, raw }: PublicKey): void {
  const name = algorithm + toHex(raw);
  if (checked.has(name)) return;
  try {
    if (algorithm === "Ed25519") {
      if (!isAcceptableEd25519Key(raw))
        throw new KeyError("non-canonical or small-order Ed25519 key");
      ed25519.Point.fromBytes(raw);
    } else {
      const point = concatBytes(Uint8Array.of(4), raw);
      (algorithm === "SM2" ? Sm2Point : p256.Point).fromBytes(point);
    }
  } catch (cause) {
    if (cause instanceof KeyError) throw cause;
    throw new KeyError(`not a point of the ${algorithm} curve`, { cause });
  }
  if (checked.size >= CHECKED_KEYS_KEPT) checked.clear();
  checked.add(name);
}

/**
 * The public key of a COSE_Key, from its bytes or from the decoded map. The point is checked: it lies on its curve and,
 * for Ed25519, is canonical and not of small order. Throws {@link KeyError}, or CborError on bytes that are not the profile.
 */
export function decodeKey(encoded: Uint8Array | CborValue): PublicKey {
  const value = encoded instanceof Uint8Array ? decodeCbor(encoded, { maxDepth: 1 }) : encoded;
  if (!(value instanceof Map)) throw new KeyError("a COSE_Key is a map");
  const map: CborMap = value;
  const algorithm = algorithmOfMap(map);
  const x = coordinate(map, -2);
  // Uint8Array.from, since slice() of a Node Buffer would share memory that the caller goes on using.
  const raw = algorithm === "Ed25519" ? Uint8Array.from(x) : concatBytes(x, coordinate(map, -3));
  const key = { algorithm, raw };
  assertOnCurve(key);
  return key;
}

/** The key identifier: the COSE Key Thumbprint (RFC 9679) under the hash of the suite, 32 bytes. */
export function keyId(suite: Suite, key: PublicKey): Uint8Array {
  return suite.hash(encodeKey(key));
}
