/** Every limit of the core package. docs/reference/limits.md prints them. */

/** Nesting of arrays, maps and the outer tag in one CBOR item. */
export const CBOR_DEPTH_MAX = 16;

/** Data items (every head counts, keys included) in one decoded CBOR item, unless the caller says otherwise. */
export const CBOR_ITEMS_MAX = 65_536;

/** Bytes of one CBOR input, unless the caller says otherwise: 16 MiB. */
export const CBOR_BYTES_MAX = 16_777_216;

/** Bytes of one signed statement (COSE_Sign1). */
export const STATEMENT_BYTES_MAX = 61_440;

/** Bytes of one log entry: a C2SP tlog-tiles entry bundle has a 16-bit length prefix. */
export const ENTRY_BYTES_MAX = 65_535;

/** Bytes of one receipt bundle. */
export const RECEIPT_BYTES_MAX = 1_048_576;

/** Organisations' signatures in one receipt bundle. */
export const RECEIPT_SIGNATURES_MAX = 128;

/** State proofs in one receipt bundle. */
export const RECEIPT_STATE_PROOFS_MAX = 16;

/** Bytes of one organisation's protected checkpoint header. */
export const CHECKPOINT_HEADER_BYTES_MAX = 512;

/** Hashes in an RFC 9162 path: indexes are safe integers, so a tree has at most 53 levels. */
export const PATH_HASHES_MAX = 53;

/** Bytes of a data leaf inside a batch tree. */
export const BATCH_LEAF_BYTES_MAX = 128;

/** Bytes of a genesis document. */
export const GENESIS_BYTES_MAX = 1_048_576;

/** Organisations in a genesis document or trust file. */
export const ORGANISATIONS_MAX = 128;

/** Voting power of one organisation in a consensus engine. */
export const VALIDATOR_POWER_MAX = 1_000_000_000;

/** Bytes of a certificate: the signatures of so many organisations as a receipt may carry fit. */
export const CERTIFICATE_BYTES_MAX = 81_920;

/** Members in a genesis document. */
export const GENESIS_MEMBERS_MAX = 1_024;

/** Applications of one ledger. */
export const APPLICATIONS_MAX = 64;

/** UTF-16 code units of the text of a trust file. */
export const TRUST_TEXT_MAX = 1_048_576;

/** Keys in the history of one organisation in a trust file. */
export const TRUST_KEYS_MAX = 256;

/** Quorums in the history of a trust file. */
export const TRUST_QUORUMS_MAX = 256;

/** UTF-16 code units of a human-readable name. */
export const NAME_LENGTH_MAX = 200;

/** Parsed protected headers kept for the next statement of the same key; a power of two. */
export const HEADER_CACHE_SLOTS = 4_096;

/** Public keys that are remembered as points of their curve. */
export const CHECKED_KEYS_KEPT = 1_024;

/** Milliseconds by which a checkpoint may be ahead of the clock of whoever checks it. */
export const CLOCK_SKEW_MS = 300_000;

/** Bytes of one encoded state proof: the largest row and the longest path fit. */
export const STATE_PROOF_BYTES_MAX = 131_072;

/** Sibling hashes in a state proof: one for each bit of a path. */
export const STATE_PROOF_SIBLINGS_MAX = 256;

/** Fields in the key of a record. */
export const STATE_KEY_FIELDS_MAX = 16;

/** UTF-16 code units of a table's name. */
export const STATE_TABLE_LENGTH_MAX = 63;

/** Bytes of a C2SP signed note. */
export const NOTE_BYTES_MAX = 1_000_000;

/** Signature lines of a signed note; C2SP asks for 16 at the least. */
export const NOTE_SIGNATURES_MAX = 256;

/** UTF-16 code units of the name of a note key. */
export const NOTE_NAME_LENGTH_MAX = 256;

/** State proofs in one state answer. */
export const STATE_ANSWER_PROOFS_MAX = 64;

/** Bytes of one state answer: 8 MiB. */
export const STATE_ANSWER_BYTES_MAX = 8_388_608;

/** Bytes of one file of claims: 8 MiB. */
export const CLAIMS_BYTES_MAX = 8_388_608;

/** State answers in one file of claims. */
export const CLAIMS_ANSWERS_MAX = 8;

/** Claims in one file. */
export const CLAIMS_MAX = 256;

/** Steps from a row to the member that a claim is about. */
export const CLAIM_PATH_MAX = 8;

/** UTF-16 code units of one step. */
export const CLAIM_STEP_LENGTH_MAX = 63;

/** Validators in one set of the engine that a light client looks at. */
export const ENGINE_VALIDATORS_MAX = 1_024;

/** Bits of the voting power of a whole validator set: the engine's own limit is 2^63 / 8. */
export const ENGINE_POWER_BITS_MAX = 60;

/** Bytes of one field of an engine's header, encoded. */
export const ENGINE_LEAF_BYTES_MAX = 128;

/** Largest pending age in an app hash. */
export const ENGINE_PENDING_MAX = 3;

/** Bytes of the chain id of an engine. */
export const ENGINE_CHAIN_ID_BYTES_MAX = 50;

/** Bytes of a PDF in which a receipt is looked for. */
export const PDF_BYTES_MAX = 16_777_216;

/** Objects of a PDF that are looked at. */
export const PDF_OBJECTS_MAX = 16_384;

/** Font files that a certificate of deposit names. */
export const CERTIFICATE_FONTS_MAX = 16;

/** UTF-16 code units of a file's name on a certificate of deposit. */
export const FILE_NAME_MAX = 255;

/** Characters of the address of a verification page. */
export const URL_LENGTH_MAX = 512;

/** Bytes of sealed terms (COSE_Encrypt). */
export const SEALED_BYTES_MAX = 8_192;

/** Bytes of the plaintext of sealed terms before it is padded. */
export const SEALED_PLAINTEXT_BYTES_MAX = 4_096;

/** Keys that sealed terms can be opened by. */
export const SEALED_RECIPIENTS_MAX = 16;
