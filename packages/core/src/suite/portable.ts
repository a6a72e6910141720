/** The suites in plain JavaScript: what browsers run, and what every faster implementation must equal. */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Algorithm, SUITES, type SuiteName } from "../algorithms.ts";
import { sm3 } from "../sm3.ts";
import { verifyEs256, verifySm2 } from "./ec-portable.ts";
import { verifyEd25519 } from "./ed25519-portable.ts";
import { type PublicKey, pairCount, type Suite } from "./suite.ts";

type Verify = (rawKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

const VERIFY: Record<Algorithm, Verify> = {
  Ed25519: verifyEd25519,
  ES256: verifyEs256,
  SM2: verifySm2,
};

const HASH = { "sha-256": sha256, sm3 } as const;

/** The suite of that name on noble, without any platform cryptography. */
export function portableSuite(name: SuiteName): Suite {
  const { hashName, vds, algorithms } = SUITES[name];
  const accepted: readonly Algorithm[] = algorithms;
  const hash = HASH[hashName];
  return {
    name,
    hashName,
    vds,
    algorithms: accepted,
    hash: (data) => hash(data),
    hashPairs(input, output) {
      const count = pairCount(input, output);
      for (let i = 0; i < count; i++) output.set(hash(input.subarray(64 * i, 64 * i + 64)), 32 * i);
    },
    verify(key: PublicKey, message, signature) {
      return accepted.includes(key.algorithm) && VERIFY[key.algorithm](key.raw, message, signature);
    },
  };
}
