/** The Ed25519 acceptance rule, part two: the equation, on noble's curve. */
import { mulAddUnsafe } from "@noble/curves/abstract/curve.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { equalBytes } from "../bytes.ts";
import { passesEd25519Prechecks } from "./ed25519-rule.ts";

const { Point } = ed25519;
const L = Point.Fn.ORDER;

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number);
  return value;
}

/**
 * The whole rule: prechecks, then encode([S]B - [k]A) must equal the bytes of R. `ed25519.verify` of the library is not
 * used because it multiplies by the cofactor, which accepts signatures that other backends refuse.
 */
export function verifyEd25519(
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!passesEd25519Prechecks(key, signature)) return false;
  let a: typeof Point.BASE;
  try {
    a = Point.fromBytes(key);
  } catch {
    return false; // not a point of the curve, or x = 0 with the sign bit set (RFC 8032 s5.1.3)
  }
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  // k is reduced modulo L before it multiplies A: for an A with a torsion part the two products differ.
  const k = littleEndian(sha512.create().update(r).update(key).update(message).digest()) % L;
  return equalBytes(mulAddUnsafe(Point, [Point.BASE, a.negate()], [s, k]).toBytes(), r);
}
