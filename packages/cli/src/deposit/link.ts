import type { SuiteName } from "@tallystick/core/algorithms";
import type { CborEncodable } from "@tallystick/core/cbor";
import type { Trust } from "@tallystick/core/trust";

/** What became of one statement. */
export type Submitted =
  | { readonly kind: "receipt"; readonly receipt: Uint8Array }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly message: string;
      readonly fix: string;
    };

/** The ledger as a depositor sees it: signs for it, submits to it. */
export interface DepositLink {
  readonly suite: SuiteName;
  readonly trust: Trust;
  /** Text of the trust file, exactly as the node publishes it. */
  readonly trustText: string;
  /** Signs an `evidence.deposit`. */
  sign(input: CborEncodable): Promise<Uint8Array>;
  /**
   * Submits up to a hundred statements in one request and waits for their receipts.
   * @throws when the request as a whole failed
   */
  submit(statements: readonly Uint8Array[]): Promise<readonly Submitted[]>;
}
