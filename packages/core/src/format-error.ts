/** The documents of this package that can be refused. */
export type FormatName =
  | "cose"
  | "statement"
  | "entry"
  | "checkpoint"
  | "receipt"
  | "state-answer"
  | "claims"
  | "batch-share"
  | "certificate"
  | "certificate-sheet"
  | "light-block"
  | "genesis"
  | "trust";

/** Why a document was refused: it is too large, or it is not what its reference page says. */
export type FormatErrorCode = "too-large" | "malformed" | "unknown-algorithm";

/**
 * A document that does not follow its page in docs/reference. The message names the place and what
 * was expected there and never repeats contents; `cause` holds the decoder's own error if any.
 */
export class FormatError extends Error {
  override readonly name: string = "FormatError";
  readonly format: FormatName;
  readonly code: FormatErrorCode;

  constructor(format: FormatName, code: FormatErrorCode, message: string, cause?: unknown) {
    super(`${format}: ${message}`, cause === undefined ? undefined : { cause });
    this.format = format;
    this.code = code;
  }
}

/** A statement that is not canonical, not complete or not of this format. */
export class StatementError extends FormatError {
  override readonly name = "StatementError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("statement", code, message, cause);
  }
}
