/** SM2 signing (GB/T 32918.2 s6.1) on noble's curve. */
import { mapHashToField } from "@noble/curves/abstract/modular.js";
import { bytesToNumberBE, numberToBytesBE } from "@noble/curves/utils.js";
import { concatBytes } from "../bytes.ts";
import { sm2Digest } from "./ec-portable.ts";
import { SM2_ORDER, Sm2Point } from "./sm2-curve.ts";

const { Fn } = Sm2Point;

/** 48 random bytes give a scalar in [1, n-1] with a bias below 2^-128 (FIPS 186-5 A.2.1). */
function randomScalar(): bigint {
  return bytesToNumberBE(mapHashToField(crypto.getRandomValues(new Uint8Array(48)), SM2_ORDER));
}

/** The private scalar of 32 big-endian bytes: in [1, n-2] (GB/T 32918.1 s6.1). Throws RangeError outside. */
export function sm2Scalar(secret: Uint8Array): bigint {
  const d = bytesToNumberBE(secret);
  if (secret.length !== 32 || d < 1n || d > SM2_ORDER - 2n) {
    throw new RangeError("an SM2 private key is 32 bytes in [1, n-2]");
  }
  return d;
}

/** The public key x‖y of a private key. */
export function sm2PublicKey(secret: Uint8Array): Uint8Array {
  return Sm2Point.BASE.multiply(sm2Scalar(secret)).toBytes(false).slice(1);
}

/**
 * r‖s for `message` under the default identity. `nextNonce` exists for the printed vector and for tests: a nonce used
 * twice, or known, gives the private key away.
 */
export function signSm2(
  secret: Uint8Array,
  rawKey: Uint8Array,
  message: Uint8Array,
  nextNonce: () => bigint = randomScalar,
): Uint8Array {
  const d = sm2Scalar(secret);
  const e = bytesToNumberBE(sm2Digest(rawKey, message));
  for (;;) {
    const k = nextNonce(); // A3
    const r = Fn.create(e + Sm2Point.BASE.multiply(k).x); // A4, A5
    if (r === 0n || r + k === SM2_ORDER) continue;
    const s = Fn.mul(Fn.inv(Fn.add(1n, d)), Fn.sub(k, Fn.mul(r, d))); // A6
    if (s !== 0n) return concatBytes(numberToBytesBE(r, 32), numberToBytesBE(s, 32));
  }
}
