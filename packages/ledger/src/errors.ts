import type { LimitName } from "./limits.ts";

/** What can be wrong badly enough that the node must stop rather than guess. */
export type LedgerFaultCode =
  | "wrong-suite"
  | "wrong-ledger"
  | "wrong-applications"
  | "rules-unknown"
  | "schema-changed"
  | "wrong-height"
  | "time-went-back"
  | "block-too-large"
  | "stale-block"
  | "row-damaged"
  | "index-damaged"
  | "state-damaged"
  | "log-damaged"
  | "action-threw"
  | "output-invalid"
  | "entry-too-large"
  | "assertion";

/**
 * The state machine met something that must not happen: damaged data, a broken application or a
 * caller that breaks the contract. The node stops with a report; it never guesses.
 */
export class LedgerFault extends Error {
  static readonly title = "LedgerFault";
  override readonly name = "LedgerFault";
  readonly code: LedgerFaultCode;
  constructor(code: LedgerFaultCode, message: string, options?: { cause?: unknown }) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}

/**
 * Asserts a property that the state machine relies on.
 *
 * @throws LedgerFault `assertion` (or the code given)
 */
export function assertLedger(
  condition: boolean,
  message: string,
  code: LedgerFaultCode = "assertion",
): asserts condition {
  if (!condition) throw new LedgerFault(code, message);
}

/**
 * An action or a view asked for more than the limits allow. The executor turns it into the
 * refusal `limit-reached`, so it never leaves the package.
 */
export class LimitReached extends Error {
  override readonly name = "LimitReached";
  readonly limit: LimitName;
  constructor(limit: LimitName) {
    super(`limit reached: ${limit}`);
    this.limit = limit;
  }
}
