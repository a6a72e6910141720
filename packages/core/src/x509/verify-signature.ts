/** Checking the signatures of certificates, in plain JavaScript: the state machine runs this. */
import { p256, p384 } from "@noble/curves/nist.js";
import { bytesToNumberBE, numberToBytesBE } from "@noble/curves/utils.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes, fromHex } from "../bytes.ts";
import { verifySm2 } from "../suite/ec-portable.ts";
import { verifyEd25519 } from "../suite/ed25519-portable.ts";
import type { Suite } from "../suite/suite.ts";
import { rsOfDer, type X509Key, type X509Signature } from "./algorithms.ts";

const HASHES = { "sha-256": sha256, "sha-384": sha384, "sha-512": sha512 } as const;

// DigestInfo up to the digest (RFC 8017 s9.2 note 1).
const DIGEST_INFO = {
  "sha-256": fromHex("3031300d060960864801650304020105000420"),
  "sha-384": fromHex("3041300d060960864801650304020205000430"),
  "sha-512": fromHex("3051300d060960864801650304020305000440"),
} as const;

/**
 * Whether a signature, as the BIT STRING of a certificate holds it, is the key's over a message. False
 * when key and algorithm do not belong together. SM2 is under the default identity.
 *
 * @param suite takes over what it can verify itself: its answers are the same and come sooner
 */
export function verifyX509Signature(
  key: X509Key,
  algorithm: X509Signature,
  message: Uint8Array,
  signature: Uint8Array,
  suite?: Suite,
): boolean {
  const { family, hash } = algorithm;
  if (family === "Ed25519") {
    if (key.type !== "Ed25519" || signature.length !== 64) return false;
    return suite?.algorithms.includes("Ed25519")
      ? suite.verify({ algorithm: "Ed25519", raw: key.raw }, message, signature)
      : verifyEd25519(key.raw, message, signature);
  }
  if (family === "SM2") {
    const rs = key.type === "SM2" ? rsOfDer(signature, 32) : undefined;
    if (rs === undefined) return false;
    return suite?.algorithms.includes("SM2")
      ? suite.verify({ algorithm: "SM2", raw: key.raw }, message, rs)
      : verifySm2(key.raw, message, rs);
  }
  if (hash === "sm3" || hash === "none") return false;
  if (family === "RSA") return key.type === "RSA" && verifyRsa(key, hash, message, signature);
  if (key.type !== "P-256" && key.type !== "P-384") return false;
  const rs = rsOfDer(signature, key.type === "P-256" ? 32 : 48);
  if (rs === undefined) return false;
  if (key.type === "P-256" && hash === "sha-256" && suite?.algorithms.includes("ES256")) {
    return suite.verify({ algorithm: "ES256", raw: key.raw }, message, rs);
  }
  const point = concatBytes(Uint8Array.of(4), key.raw);
  const options = { prehash: false, lowS: false, format: "compact" } as const;
  try {
    return (key.type === "P-256" ? p256 : p384).verify(rs, HASHES[hash](message), point, options);
  } catch {
    return false;
  }
}

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017 s8.2.2): the whole encoded message is built and compared, so nothing in
 * the padding can differ (Bleichenbacher 2006 and its descendants).
 */
function verifyRsa(
  { raw, exponent }: X509Key,
  hash: keyof typeof HASHES,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length !== raw.length || exponent === undefined) return false;
  const modulus = bytesToNumberBE(raw);
  const s = bytesToNumberBE(signature);
  if (s >= modulus) return false;
  const info = concatBytes(DIGEST_INFO[hash], HASHES[hash](message));
  const padding = new Uint8Array(raw.length - info.length - 3).fill(0xff);
  const expected = concatBytes(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info);
  return equalBytes(numberToBytesBE(power(s, exponent, modulus), raw.length), expected);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
