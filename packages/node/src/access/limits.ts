/** Limits of access to the node. docs/reference/limits.md prints them; docs/operate/access.md explains them. */

/** API tokens that a node keeps, revoked and expired ones included. */
export const TOKENS_MAX = 1_000;

/** Days that a token lives at most. */
export const TOKEN_DAYS_MAX = 366;

/** Days that a token lives unless its maker says otherwise. */
export const TOKEN_DAYS_DEFAULT = 90;

/** Days that an ended token stays in the list. */
export const TOKEN_KEPT_DAYS = 90;

/** Capabilities of one token. */
export const TOKEN_CAPABILITIES_MAX = 64;

/** UTF-16 code units of a token's name. */
export const TOKEN_NAME_MAX = 100;

/** UTF-16 code units of a token that is shown to open a session. */
export const TOKEN_SHOWN_MAX = 512;

/** Milliseconds between two writes of when tokens were last used. */
export const LAST_USE_SAVE_MS = 60_000;

/** Sessions of staff at a time; beyond it nobody signs in until one ends. */
export const SESSIONS_MAX = 1_000;

/** Minutes that a session lives unless the configuration says otherwise. */
export const SESSION_MINUTES_DEFAULT = 480;

/** Minutes without a request after which a session ends. */
export const SESSION_IDLE_MINUTES = 30;

/** Sign-ins under way; the oldest gives way. */
export const SIGN_INS_MAX = 1_000;

/** Milliseconds in which a sign-in must come back from the identity provider. */
export const SIGN_IN_MS = 600_000;

/** Milliseconds that the node waits for the identity provider. */
export const IDENTITY_PROVIDER_MS = 10_000;

/** Bytes of one answer of the identity provider. */
export const IDENTITY_PROVIDER_BYTES = 262_144;

/** Addresses and names that lock-out and rate limits remember; the oldest give way. */
export const REMEMBERED_MAX = 10_000;

/** Failed attempts of one address, or on one token, in a minute before a lock-out. */
export const FAILURES_PER_MINUTE = 30;

/** Milliseconds of the first lock-out; each further one is twice as long. */
export const LOCK_OUT_FIRST_MS = 60_000;

/** Milliseconds of a lock-out at most. */
export const LOCK_OUT_LONGEST_MS = 3_600_000;

/** Lines about access in the log in one second; the rest are counted. */
export const ACCESS_LINES_PER_SECOND = 50;

/** Members whose standing is remembered until the next block. */
export const STANDINGS_KEPT = 10_000;

/** Keys of members that a node keeps. */
export const MEMBER_KEYS_MAX = 256;

/** Milliseconds between two looks at the TLS files. */
export const TLS_WATCH_MS = 10_000;

/** Milliseconds between two looks at what is about to end. */
export const EXPIRY_WATCH_MS = 3_600_000;

/** Things about to end that are listed. */
export const EXPIRIES_MAX = 1_000;
