/** Signature algorithms and keys of certificates that Tallystick takes. Everything else is refused. */
import { p256, p384 } from "@noble/curves/nist.js";
import { bytesToNumberBE } from "@noble/curves/utils.js";
import { concatBytes } from "../bytes.ts";
import { isAcceptableEd25519Key } from "../suite/ed25519-rule.ts";
import { Sm2Point } from "../suite/sm2-curve.ts";
import {
  bitStringOctets,
  DerError,
  type DerReader,
  derDocument,
  oidText,
  TAG,
  unsignedInteger,
} from "./der.ts";
import { RSA_BITS_MAX, RSA_BITS_MIN } from "./limits.ts";

/** Kinds of keys in certificates. */
export type X509KeyType = "Ed25519" | "P-256" | "P-384" | "SM2" | "RSA";

/** A certified public key. */
export interface X509Key {
  readonly type: X509KeyType;
  /** Ed25519: 32 bytes. Curves: x‖y. RSA: the modulus, big-endian. */
  readonly raw: Uint8Array;
  /** RSA only. */
  readonly exponent?: bigint;
  /** The SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
}

/** A way to sign: a family of keys with a hash. */
export interface X509Signature {
  readonly family: "Ed25519" | "ECDSA" | "RSA" | "SM2";
  readonly hash: "sha-256" | "sha-384" | "sha-512" | "sm3" | "none";
}

// RFC 5758 s3.2, RFC 8410 s3, RFC 8017 app. A.2.4, GM/T 0006-2012. MD5, SHA-1, DSA and RSASSA-PSS are
// absent on purpose: the first two are broken, the others need parameters that have bitten verifiers.
const SIGNATURES: Readonly<
  Record<string, X509Signature & { readonly parameters: readonly ("absent" | "null")[] }>
> = {
  "1.2.840.10045.4.3.2": { family: "ECDSA", hash: "sha-256", parameters: ["absent"] },
  "1.2.840.10045.4.3.3": { family: "ECDSA", hash: "sha-384", parameters: ["absent"] },
  "1.2.840.10045.4.3.4": { family: "ECDSA", hash: "sha-512", parameters: ["absent"] },
  "1.3.101.112": { family: "Ed25519", hash: "none", parameters: ["absent"] },
  "1.2.840.113549.1.1.11": { family: "RSA", hash: "sha-256", parameters: ["null"] },
  "1.2.840.113549.1.1.12": { family: "RSA", hash: "sha-384", parameters: ["null"] },
  "1.2.840.113549.1.1.13": { family: "RSA", hash: "sha-512", parameters: ["null"] },
  "1.2.156.10197.1.501": { family: "SM2", hash: "sm3", parameters: ["absent", "null"] },
};

/** A signature algorithm or a key that is none of those taken. */
export class X509AlgorithmError extends DerError {
  override readonly name = "X509AlgorithmError";
}

/** Reads an AlgorithmIdentifier of a signature. @throws DerError, X509AlgorithmError */
export function readSignatureAlgorithm(reader: DerReader): X509Signature {
  const identifier = reader.inside();
  const found = SIGNATURES[oidText(identifier.next(TAG.oid))];
  if (found === undefined) throw new X509AlgorithmError("the signature algorithm is not taken");
  readParameters(identifier, found.parameters);
  return { family: found.family, hash: found.hash };
}

function readParameters(identifier: DerReader, allowed: readonly ("absent" | "null")[]): void {
  if (identifier.done) {
    if (!allowed.includes("absent")) throw new DerError("parameters are missing");
    return;
  }
  if (!allowed.includes("null") || identifier.next(TAG.null).content.length !== 0) {
    throw new DerError("parameters that the algorithm does not have");
  }
  identifier.end();
}

const CURVES: Readonly<Record<string, { type: "P-256" | "P-384" | "SM2"; bytes: number }>> = {
  "1.2.840.10045.3.1.7": { type: "P-256", bytes: 32 },
  "1.3.132.0.34": { type: "P-384", bytes: 48 },
  "1.2.156.10197.1.301": { type: "SM2", bytes: 32 },
};

const POINTS = { "P-256": p256.Point, "P-384": p384.Point, SM2: Sm2Point } as const;

/** Reads a SubjectPublicKeyInfo and checks the key. @throws DerError, X509AlgorithmError */
export function readPublicKey(reader: DerReader): X509Key {
  const { bytes: spki, content } = reader.next(TAG.sequence);
  const info = reader.of(content);
  const identifier = info.inside();
  const oid = oidText(identifier.next(TAG.oid));
  if (oid === "1.2.840.10045.2.1") {
    const curve = CURVES[oidText(identifier.next(TAG.oid))];
    identifier.end();
    if (curve === undefined) throw new X509AlgorithmError("the curve of the key is not taken");
    return { type: curve.type, raw: readPoint(info, curve), spki };
  }
  const octets = bitStringOctets(info.next(TAG.bitString));
  info.end();
  if (oid === "1.3.101.112") {
    identifier.end();
    if (octets.length !== 32 || !isAcceptableEd25519Key(octets))
      throw new DerError("not an Ed25519 key");
    return { type: "Ed25519", raw: octets, spki };
  }
  if (oid !== "1.2.840.113549.1.1.1") throw new X509AlgorithmError("the kind of key is not taken");
  readParameters(identifier, ["null"]);
  return { type: "RSA", ...readRsaKey(octets), spki };
}

// Uncompressed points only (04): see node-spki.ts on what a compressed SM2 point does to Z.
function readPoint(
  info: DerReader,
  curve: { type: "P-256" | "P-384" | "SM2"; bytes: number },
): Uint8Array {
  const octets = bitStringOctets(info.next(TAG.bitString));
  info.end();
  if (octets[0] !== 4 || octets.length !== 1 + 2 * curve.bytes) {
    throw new DerError("not an uncompressed point");
  }
  try {
    POINTS[curve.type].fromBytes(Uint8Array.from(octets));
  } catch {
    throw new DerError("not a point of its curve");
  }
  return octets.subarray(1);
}

function readRsaKey(octets: Uint8Array): { raw: Uint8Array; exponent: bigint } {
  const key = derDocument(octets);
  const modulus = unsignedInteger(key.next(TAG.integer));
  const exponent = unsignedInteger(key.next(TAG.integer));
  key.end();
  const bits = 8 * modulus.length - Math.clz32(modulus[0] as number) + 24;
  if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
    throw new X509AlgorithmError("the RSA key is too short or too long");
  }
  if (((modulus[modulus.length - 1] as number) & 1) === 0)
    throw new DerError("an even RSA modulus");
  const e = exponent.length > 4 ? 0n : bytesToNumberBE(exponent);
  // FIPS 186-5 A.1.1 asks for an odd exponent above 2^16; above 2^32 nobody has one.
  if (e <= 65_536n || (e & 1n) === 0n)
    throw new X509AlgorithmError("the RSA exponent is not taken");
  return { raw: modulus, exponent: e };
}

/** r‖s, `size` bytes each, of an ECDSA-Sig-Value (RFC 3279 s2.2.3); undefined when it is not one. */
export function rsOfDer(der: Uint8Array, size: number): Uint8Array | undefined {
  try {
    const value = derDocument(der);
    const r = unsignedInteger(value.next(TAG.integer));
    const s = unsignedInteger(value.next(TAG.integer));
    value.end();
    if (r.length > size || s.length > size) return undefined;
    return concatBytes(new Uint8Array(size - r.length), r, new Uint8Array(size - s.length), s);
  } catch {
    return undefined;
  }
}
