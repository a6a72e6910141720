/** ES256 and SM2 verification on noble's curves. */
import { mulAddUnsafe } from "@noble/curves/abstract/curve.js";
import { p256 } from "@noble/curves/nist.js";
import { bytesToNumberBE } from "@noble/curves/utils.js";
import { concatBytes } from "../bytes.ts";
import { sm3 } from "../sm3.ts";
import { SM2_ORDER, Sm2Point, sm2IdentityInput } from "./sm2-curve.ts";

const UNCOMPRESSED = Uint8Array.of(4);

/** e = SM3(Z ‖ M), GB/T 32918.2 s6.1 A1-A2 and s7.1 B3-B4. */
export function sm2Digest(rawKey: Uint8Array, message: Uint8Array): Uint8Array {
  return sm3
    .create()
    .update(sm3(sm2IdentityInput(rawKey)))
    .update(message)
    .digest();
}

/** SM2 verification, GB/T 32918.2 s7.1, under the default identity. `signature` is r‖s. */
export function verifySm2(rawKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (rawKey.length !== 64 || signature.length !== 64) return false;
  const r = bytesToNumberBE(signature.subarray(0, 32));
  const s = bytesToNumberBE(signature.subarray(32));
  if (r === 0n || s === 0n || r >= SM2_ORDER || s >= SM2_ORDER) return false; // B1, B2
  const t = (r + s) % SM2_ORDER;
  if (t === 0n) return false; // B5
  let key: typeof Sm2Point.BASE;
  try {
    key = Sm2Point.fromBytes(concatBytes(UNCOMPRESSED, rawKey));
  } catch {
    return false;
  }
  const point = mulAddUnsafe(Sm2Point, [Sm2Point.BASE, key], [s, t]); // B6
  if (point.is0()) return false;
  const e = bytesToNumberBE(sm2Digest(rawKey, message));
  return (e + point.x) % SM2_ORDER === r; // B7
}

/** ECDSA over P-256 with SHA-256. Both s and n-s are accepted: see docs/reference/algorithms.md on malleability. */
export function verifyEs256(
  rawKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (rawKey.length !== 64 || signature.length !== 64) return false;
  try {
    const key = concatBytes(UNCOMPRESSED, rawKey);
    return p256.verify(signature, message, key, { lowS: false, prehash: true, format: "compact" });
  } catch {
    return false;
  }
}
