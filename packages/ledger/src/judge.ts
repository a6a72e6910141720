import { equalBytes } from "@tallystick/core/bytes";
import type { Statement } from "@tallystick/core/statement";
import { type Identity, inForce } from "./identity.ts";
import { LIMITS } from "./limits.ts";
import { OUTCOMES, type OutcomeDefinition } from "./outcomes.ts";

/** Against what a statement is judged. */
export interface Bench {
  readonly ledgerId: Uint8Array;
  readonly height: number;
  /** Milliseconds since 1970 UTC: the block's time, or the clock when admitting. */
  readonly time: number;
}

/**
 * The checks that need no application, in the order in which they are reported. A statement that
 * fails one has not used up its id: nobody who lacks the key can spend another's ids.
 *
 * @returns why the statement is refused, or null
 */
export function judge(
  statement: Statement,
  identity: Identity | undefined,
  bench: Bench,
): OutcomeDefinition | null {
  if (!equalBytes(statement.ledgerId, bench.ledgerId)) return OUTCOMES.wrongLedger;
  if (statement.expiry < bench.time) return OUTCOMES.expired;
  if (statement.expiry > bench.time + LIMITS.expiryAheadMs) return OUTCOMES.expiryTooFar;
  if (identity === undefined || !inForce(identity, bench.height)) return OUTCOMES.unknownKey;
  // A kid pins the whole key, so another algorithm under it cannot be a signature of that key.
  if (statement.algorithm !== identity.publicKey.algorithm) return OUTCOMES.badSignature;
  if (statement.issuer !== identity.member) return OUTCOMES.wrongIssuer;
  return null;
}
