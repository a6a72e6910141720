/** Exit codes of every command. */
export const exitCodes = Object.freeze({
  /** Done, or valid. */
  ok: 0,
  /** Refused, not valid, or failed. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
});

/** The command was called in a wrong way: printed with a pointer to --help, exit 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command was understood and its answer is no, or it could not be done: exit 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** Stable name of what went wrong, for --json. */
  readonly code: string;
  /** What to do about it; empty when there is nothing to say. */
  readonly fix: string;

  constructor(code: string, message: string, fix = "", cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fix = fix;
  }
}
