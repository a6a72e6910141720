/**
 * What can be wrong in the founding of a network between organisations. docs/reference/ceremony.md lists
 * the codes with what to do.
 */
export type CeremonyErrorCode =
  /** No such file of a ceremony, or not one of this version. */
  | "malformed"
  /** Its signature is not that of its signer: it was changed, or cut short. */
  | "bad-signature"
  /** A key in it was not shown to be its sender's own. */
  | "unproven-key"
  /** It belongs to another invitation, or another founding. */
  | "other-ceremony"
  /** It comes from an organisation that was not invited. */
  | "not-invited"
  /** It is another organisation's than this folder's. */
  | "wrong-organisation"
  /** Two organisations have the same key, node or address, or one has answered twice. */
  | "duplicate"
  /** An organisation has not answered. */
  | "missing-answer"
  /** An organisation has not acknowledged the founding. */
  | "missing-acceptance"
  /** Somebody has acknowledged another ledger. */
  | "other-ledger"
  /** What it says of this organisation is not what this organisation has answered. */
  | "changed-answer"
  /** It asks for an application that this program does not have. */
  | "unknown-application"
  /** Its time lies in the future: one of the two clocks is wrong. */
  | "clock"
  /** It was valid until a time that has gone by. */
  | "expired"
  /** One organisation could stop the network alone. */
  | "no-fault-tolerance"
  /** This folder has not come so far, or is further already. */
  | "wrong-step"
  /** The ledger that is to be handed over has not decided on this network. */
  | "not-decided"
  /** The history is not that of the ledger, or does not end where the network begins. */
  | "other-history";

/** A ceremony that cannot go on like this. `message` says what is wrong and `fix` what to do. */
export class CeremonyError extends Error {
  override readonly name = "CeremonyError";
  readonly code: CeremonyErrorCode;
  readonly fix: string;

  constructor(code: CeremonyErrorCode, message: string, fix: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fix = fix;
  }
}
