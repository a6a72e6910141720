import type { Algorithm, SuiteName } from "../algorithms.ts";

export type { Algorithm, SuiteName } from "../algorithms.ts";

/** A public key as it is used: no encoding, no identifier. */
export interface PublicKey {
  readonly algorithm: Algorithm;
  /** Ed25519: the 32 bytes of RFC 8032 s5.1.5. ES256 and SM2: x‖y, 64 bytes, big-endian. */
  readonly raw: Uint8Array;
}

/**
 * The cryptography of one ledger, chosen at genesis. Every implementation returns the same bytes and the same verdicts;
 * `selfTest` holds them to it. All members are synchronous and free of side effects.
 */
export interface Suite {
  readonly name: SuiteName;
  readonly hashName: "sha-256" | "sm3";
  /** COSE verifiable data structure number of the log tree (RFC 9942). */
  readonly vds: number;
  /** Signature algorithms that the suite accepts; the first is the default. */
  readonly algorithms: readonly Algorithm[];
  /** Digest of `data`: a fresh array of 32 bytes. */
  hash(data: Uint8Array): Uint8Array;
  /**
   * Hashes n concatenated 64-byte blocks into n concatenated 32-byte digests. `input` and `output` may not overlap;
   * throws RangeError when the lengths do not fit.
   */
  hashPairs(input: Uint8Array, output: Uint8Array): void;
  /**
   * Whether `signature` (64 bytes; r‖s for the elliptic-curve ones) is acceptable for `message` under
   * docs/reference/algorithms.md and, for Ed25519, docs/reference/ed25519-rule.md. False, never an exception, for every
   * malformed key or signature and for an algorithm that is not of this suite.
   */
  verify(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean;
}

/** Checks the lengths of a `hashPairs` call and returns n. Throws RangeError. */
export function pairCount(input: Uint8Array, output: Uint8Array): number {
  const count = input.length / 64;
  if (!Number.isInteger(count) || output.length !== count * 32) {
    throw new RangeError("hashPairs takes n*64 bytes in and n*32 bytes out");
  }
  return count;
}
