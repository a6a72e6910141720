/** SM2 (GB/T 32918-2016; parameters of GB/T 32918.5-2017, also RFC 8998 s3.2.1): the curve, the identity hash Z, and DER. */
import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { concatBytes, fromHex, utf8 } from "../bytes.ts";

const HEX = {
  p: "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff",
  a: "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
  b: "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
  n: "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123",
  Gx: "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
  Gy: "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0",
} as const;

const integer = (hex: string): bigint => BigInt(`0x${hex}`);

/** Points of sm2p256v1. */
export const Sm2Point = weierstrass({
  p: integer(HEX.p),
  n: integer(HEX.n),
  h: 1n,
  a: integer(HEX.a),
  b: integer(HEX.b),
  Gx: integer(HEX.Gx),
  Gy: integer(HEX.Gy),
});

/** Order of the group. */
export const SM2_ORDER = integer(HEX.n);

/** The default user identity, used for every Tallystick signature (GM/T 0009-2012 s10). */
export const SM2_DEFAULT_ID = "1234567812345678";

const CURVE_BYTES = fromHex(HEX.a + HEX.b + HEX.Gx + HEX.Gy);

/**
 * What SM3 turns into Z (GB/T 32918.2 s5.5): bit length of the ID in two bytes, ID, a, b, xG, yG, xA, yA.
 * `rawKey` is x‖y.
 */
export function sm2IdentityInput(rawKey: Uint8Array, id: string = SM2_DEFAULT_ID): Uint8Array {
  const name = utf8(id);
  const bits = name.length * 8;
  return concatBytes(Uint8Array.of(bits >> 8, bits & 0xff), name, CURVE_BYTES, rawKey);
}
