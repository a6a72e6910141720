/** Every limit of the console. docs/reference/limits.md prints them. */

/** How often a question to a node that is away is asked again before the page says so. */
export const RETRIES_MAX = 2;

/** Milliseconds between two questions for figures that no event announces. */
export const REFRESH_MS = 5_000;

/** Characters that a digest shows at each end when it is shortened. */
export const DIGEST_ENDS = 8;
