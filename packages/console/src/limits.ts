/** Every limit of the pages. docs/reference/limits.md prints them. */

/** Files that one visit to the verifier takes. */
export const FILES_MAX = 10_000;

/** Bytes up to which a file is read to see whether it is a receipt, a state answer or a trust file. */
export const SMALL_FILE_BYTES_MAX = 1_048_576;

/** Bytes of a file that are read and hashed at a time. */
export const SLICE_BYTES = 4_194_304;

/**
 * Bytes of a file that is read whole, for the browser's own SHA-256: on a device of 8 GB and more. Half of
 * it on one of 4 GB, an eighth where the browser does not say.
 */
export const WHOLE_FILE_BYTES_MAX = 1_073_741_824;

/** Bytes after which the progress of a file that is read whole is told. */
export const READ_BYTES = 16_777_216;

/** Workers of one page, each with one slice in its hands. */
export const WORKERS_MAX = 4;

/** Files among which a salted digest is searched by trying each; with more, only by name. */
export const SALTED_FILES_MAX = 8;

/** Rows of a table of receipts that are drawn before the reader asks for more. */
export const ROWS_SHOWN = 100;

/** Names that one slot of the drop area lists before it only counts. */
export const NAMES_SHOWN = 3;

/** Files that are looked up on the ledger at a time. */
export const LOOKUPS_MAX = 20;

/** Receipts that are fetched for a file that was deposited several times. */
export const RECEIPTS_FETCHED_MAX = 3;

/** Files without a receipt that are named before they are only counted. */
export const UNPAIRED_SHOWN = 8;
