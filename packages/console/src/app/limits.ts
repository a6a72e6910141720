/** Every limit of the console. docs/reference/limits.md prints them. */

/** How often a question to a node that is away is asked again before the page says so. */
export const RETRIES_MAX = 2;

/** Milliseconds between two questions for figures that no event announces. */
export const REFRESH_MS = 5_000;

/** Milliseconds between two questions to a node that does not answer. */
export const AWAY_MS = 2_000;

/** Characters that a digest shows at each end when it is shortened. */
export const DIGEST_ENDS = 8;

/** Milliseconds between two redraws of what the event stream brings. */
export const LIVE_MS = 250;

/** Entries a second beyond which the overview counts them and no longer streams each. */
export const BUSY_EVENTS = 400;

/** Milliseconds after which a busy ledger is streamed again, to see whether it has calmed down. */
export const CALM_MS = 30_000;

/** Milliseconds over which the rate is an average. */
export const RATE_WINDOW_MS = 10_000;

/** Last entries that the overview shows. */
export const RECENT_MAX = 8;

/** Share of the disk that is free below which the overview warns. */
export const DISK_FREE_WARNING = 0.2;

/** Share of the disk that is free below which it worries. */
export const DISK_FREE_WORRY = 0.05;

/** Things about to end that an alert names. */
export const NAMED_MAX = 10;

/** Records up to which a ledger is young and its overview shows the first steps unasked. */
export const GUIDE_RECORDS_MAX = 20;

/** Files beyond which a deposit proposes one batch for all of them. */
export const DEPOSIT_EACH_MAX = 100;

/** Deposits under way at a time: as many requests as a browser keeps open to one server. */
export const DEPOSITS_IN_FLIGHT = 6;

/** Files of one bundle for which certificates are printed; more would keep the node busy for minutes. */
export const BUNDLE_CERTIFICATES_MAX = 50;

/** Statements signed here that are kept for another try. */
export const STATEMENTS_KEPT = 1_000;

/** Outcome codes on one page of their table. */
export const CODES_SHOWN = 50;

/** Blocks that an organisation is behind from which on the overview warns. */
export const BEHIND_WARNING = 20;

/** Lines on one page of the explorer's lists and tables. */
export const EXPLORER_PAGE = 25;

/** Records on one page of a search. */
export const RECORDS_PAGE = 25;

/** Milliseconds between two questions while a node indexes labels. */
export const INDEXING_MS = 1_000;

/** Statements kept of those that came while the explorer was open. */
export const LIVE_KEPT = 100;

/** Calls in one filling of a page: what has few matches among many is looked for this long. */
export const FILL_CALLS = 50;

/** Characters of a text in a table, beyond which it is shortened. */
export const CELL_CHARS = 120;

/** Bytes that are hashed in a drawn proof, beyond which they are not shown digit by digit. */
export const SHOWN_BYTES = 512;

/** Lines on one page of the tables of organisations, governance and supervision. */
export const OFFICE_PAGE = 25;

/** Organisations, certificates and authorities that are asked for at once; beyond them ids stand in for names. */
export const OFFICE_ASKED = 100;

/** Days ahead that ends of certificates and keys are shown. */
export const ENDS_AHEAD_DAYS = 90;

/** Days that what has ended is still shown. */
export const ENDS_BEHIND_DAYS = 30;

/** Milliseconds between two redraws of the time that a vote or a wait still has. */
export const COUNTDOWN_MS = 10_000;

/** Trade papers that a choice lists, as buyer and as seller: the latest. */
export const PAPERS_LISTED = 50;
