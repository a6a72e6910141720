/**
 * An entry: one leaf of the log. It holds the statement as it was signed and what the ledger answered.
 * docs/reference/entry.md.
 */
import { type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import { FormatError, type FormatErrorCode } from "./format-error.ts";
import { ENTRY_BYTES_MAX, STATEMENT_BYTES_MAX } from "./limits.ts";
import { readArray, readBytes, readUint } from "./schema.ts";

/** A log entry. */
export interface Entry {
  /** The signed statement, a COSE_Sign1. */
  readonly statement: Uint8Array;
  /** Number from the outcome registry; 0 = accepted. */
  readonly outcome: number;
  /** What the action answered, null when nothing. */
  readonly data: CborValue;
}

/** Bytes that are not an entry. */
export class EntryError extends FormatError {
  override readonly name = "EntryError";

  constructor(code: FormatErrorCode, message: string, cause?: unknown) {
    super("entry", code, message, cause);
  }
}

/**
 * Bytes of an entry, the data `d` of an RFC 9162 leaf. Throws {@link EntryError} when they would be
 * more than {@link ENTRY_BYTES_MAX}, CborError when `data` has no CBOR form.
 */
export function encodeEntry(entry: Entry): Uint8Array {
  const bytes = encodeCbor([entry.statement, entry.outcome, entry.data]);
  if (bytes.length > ENTRY_BYTES_MAX) throw tooLarge();
  return bytes;
}

/** Decodes an entry; the statement inside is not decoded. Throws {@link EntryError}. */
export function decodeEntry(bytes: Uint8Array): Entry {
  if (bytes.length > ENTRY_BYTES_MAX) throw tooLarge();
  try {
    const fields = readArray(decodeCbor(bytes), "entry", 3);
    return {
      statement: readBytes(fields[0], "statement", 1, STATEMENT_BYTES_MAX),
      outcome: readUint(fields[1], "outcome"),
      data: fields[2] as CborValue,
    };
  } catch (cause) {
    if (cause instanceof Error) throw new EntryError("malformed", cause.message, cause);
    throw cause;
  }
}

function tooLarge(): EntryError {
  return new EntryError("too-large", `longer than ${ENTRY_BYTES_MAX} bytes`);
}
