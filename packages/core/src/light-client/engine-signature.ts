/**
 * Which signatures of validators count: those that the engine itself counts, by ZIP-215.
 *
 * The ledger's own rule (docs/reference/ed25519-rule.md) is narrower. Where it accepts, so does ZIP-215:
 * an equation that holds without the cofactor holds with it. The reverse does not hold, and it must not
 * matter: one validator could put a signature with a torsion part into every commit, which the engine
 * takes and which would make every commit unverifiable here.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import type { Suite } from "../suite/suite.ts";

/** Whether a validator's signature counts. False, never an exception, for malformed keys and signatures. */
export function acceptsEngineSignature(
  suite: Suite,
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  // The narrow rule has the fast implementations; only what it refuses takes the slow way.
  if (suite.verify({ algorithm: "Ed25519", raw: key }, message, signature)) return true;
  try {
    return ed25519.verify(signature, message, key, { zip215: true });
  } catch {
    return false;
  }
}
