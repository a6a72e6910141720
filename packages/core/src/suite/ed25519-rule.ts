/**
 * The Ed25519 acceptance rule, part one: what bytes alone decide. docs/reference/ed25519-rule.md is the rule; backends
 * differ exactly on the cases refused here, so that behind this gate all of them agree.
 */
import { fromHex } from "../bytes.ts";

/** p = 2^255 - 19 and the group order L, little-endian. */
const P = fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
const L = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

/**
 * y-coordinates, as 32-byte little-endian strings without the sign bit, of the eight points of order 1, 2, 4 and 8.
 * Only canonical ones: a non-canonical y is refused before this list is asked.
 */
const SMALL_ORDER_Y = [
  "0000000000000000000000000000000000000000000000000000000000000000", // order 4 (both signs)
  "0100000000000000000000000000000000000000000000000000000000000000", // order 1
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", // order 8 (both signs)
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", // order 8 (both signs)
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // order 2
].map(fromHex);

/** Whether the little-endian integer at `at`, its bit 255 cleared, is below `bound`. */
function below(bytes: Uint8Array, at: number, bound: Uint8Array, topMask: number): boolean {
  for (let i = 31; i >= 0; i--) {
    const byte = (bytes[at + i] as number) & (i === 31 ? topMask : 0xff);
    const limit = bound[i] as number;
    if (byte !== limit) return byte < limit;
  }
  return false;
}

function isSmallOrder(bytes: Uint8Array, at: number): boolean {
  return SMALL_ORDER_Y.some((y) => {
    for (let i = 0; i < 31; i++) if (bytes[at + i] !== y[i]) return false;
    return ((bytes[at + 31] as number) & 0x7f) === y[31];
  });
}

/** Whether 32 bytes at `at` encode y canonically (y < p) and are not one of the eight small-order points. */
function isAcceptablePoint(bytes: Uint8Array, at: number): boolean {
  return below(bytes, at, P, 0x7f) && !isSmallOrder(bytes, at);
}

/** Whether 32 bytes may be a public key, as far as bytes decide: canonical and not of small order. */
export function isAcceptableEd25519Key(key: Uint8Array): boolean {
  return key.length === 32 && isAcceptablePoint(key, 0);
}

/**
 * Conditions 1 to 4 of the rule: lengths, canonical A and R of more than small order, S < L. What is left for a backend
 * is the equation alone.
 */
export function passesEd25519Prechecks(key: Uint8Array, signature: Uint8Array): boolean {
  return (
    signature.length === 64 &&
    isAcceptableEd25519Key(key) &&
    isAcceptablePoint(signature, 0) &&
    below(signature, 32, L, 0xff)
  );
}
