/** Limits of governance. They are consensus data like those of the ledger. */

const DAY_MS = 24 * 60 * 60 * 1000;

/** Calls of one proposal. */
export const CALLS_MAX = 16;
/** Encoded input of one call of a proposal, bytes. */
export const CALL_INPUT_BYTES_MAX = 16_384;
/** Open proposals of one organisation. */
export const OPEN_PROPOSALS_MAX = 32;
/** Longest time to vote, to wait and to enact that a policy may set, and until a rule book is in force, milliseconds. */
export const WAIT_MAX_MS = 400 * DAY_MS;
/** Actions that one policy names. */
export const COVERED_ACTIONS_MAX = 64;
/** A ratified pause from its ratification on, milliseconds: what is to last longer is a suspension. */
export const RATIFIED_PAUSE_MAX_MS = 90 * DAY_MS;
/** Members of one group. */
export const GROUP_MEMBERS_MAX = 64;
/** Statements a second that a quota can allow. */
export const QUOTA_STATEMENTS_MAX = 1_000_000;
/** Bytes a second that a quota can allow. */
export const QUOTA_BYTES_MAX = 1_000_000_000;
/** Bytes in all that a quota can allow. */
export const QUOTA_STORAGE_MAX = 2 ** 40;
/** Characters of a reason. */
export const REASON_LENGTH_MAX = 1000;
/** Rows of one page of a view. */
export const PAGE_MAX = 200;
