/** Limits of the founding of networks. docs/reference/limits.md prints them. */

/** Largest invitation, answer or acceptance that is read, bytes. */
export const CEREMONY_FILE_BYTES_MAX = 65_536;

/** Largest founding that is read, bytes: an invitation, 128 answers and a trust file. */
export const FOUNDING_BYTES_MAX = 12_582_912;

/** Longest id of an organisation of a network, characters: its operator's id is made from it. */
export const NETWORK_ID_LENGTH_MAX = 54;

/** Organisations of a network on one machine, at most: each takes a node and an engine. */
export const LOCAL_ORGANISATIONS_MAX = 30;

/** Certificates that a report on a network looks at. */
export const REPORT_CERTIFICATES = 20;

/** Cases of misconduct and halts that it lists, at most. */
export const REPORT_LISTED = 100;

/** A report is made anew at most this often, ms. */
export const REPORT_REMEMBER_MS = 1000;
