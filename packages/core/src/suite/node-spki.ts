/** Raw public keys to and from the SubjectPublicKeyInfo DER that node:crypto imports (RFC 5280 s4.1, RFC 8410, RFC 5480). */
import { createPublicKey, type KeyObject } from "node:crypto";
import type { Algorithm } from "../algorithms.ts";
import { concatBytes, equalBytes, fromHex } from "../bytes.ts";
import type { PublicKey } from "./suite.ts";

// Everything before the raw key. The EC ones end in 04, the mark of an uncompressed point: a compressed SM2 key would be
// imported and exported without complaint, and Z computed from it would be wrong.
const PREFIX: Record<Algorithm, Uint8Array> = {
  Ed25519: fromHex("302a300506032b6570032100"),
  ES256: fromHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"),
  SM2: fromHex("3059301306072a8648ce3d020106082a811ccf5501822d03420004"),
};

const RAW_LENGTH: Record<Algorithm, number> = { Ed25519: 32, ES256: 64, SM2: 64 };

/** The key as node:crypto holds it. Throws node's own error when the point is not on its curve. */
export function keyObjectOf(key: PublicKey): KeyObject {
  if (key.raw.length !== RAW_LENGTH[key.algorithm]) throw new RangeError("wrong key length");
  const der = concatBytes(PREFIX[key.algorithm], key.raw);
  return createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });
}

/** The raw key inside an SPKI, or undefined when it is not an uncompressed key of that algorithm. */
export function rawFromSpki(algorithm: Algorithm, spki: Uint8Array): Uint8Array | undefined {
  const prefix = PREFIX[algorithm];
  if (spki.length !== prefix.length + RAW_LENGTH[algorithm]) return undefined;
  if (!equalBytes(spki.subarray(0, prefix.length), prefix)) return undefined;
  return Uint8Array.from(spki.subarray(prefix.length));
}
