/** Why terms cannot be sealed or opened. */
export type SealedErrorCode =
  /** Not a COSE_Encrypt as docs/reference/sealed-terms.md has it, or too large. */
  | "malformed"
  /** Not of this ledger's suite. */
  | "other-suite"
  /** A public key that is not an encryption key of the suite. */
  | "bad-key"
  /** None of the recipients is this key. */
  | "not-a-recipient"
  /** The ciphertext was changed, or sealed for another ledger, certificate or party. */
  | "does-not-open"
  /** It opens, but not to what the ledger has the commitment of. */
  | "commitment-differs"
  /** The terms do not fit the format: too long, or not of texts, whole numbers, yes and no. */
  | "bad-terms"
  /** The platform lacks the cipher. */
  | "no-cipher";

/** Terms that cannot be sealed or opened. Messages say what to do and repeat no contents. */
export class SealedError extends Error {
  override readonly name = "SealedError";
  readonly code: SealedErrorCode;

  constructor(code: SealedErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
