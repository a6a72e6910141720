/** Limits and defaults of the SDK. */
export const clientLimits = Object.freeze({
  /** Statements in one request, as the node takes them. */
  sequenceStatements: 100,
  /** Bytes of statements in one request. */
  sequenceBytes: 6 * 1024 * 1024,
  /** Requests of one `submitMany` under way at a time. */
  requestsInFlight: 8,
  /** Digests in one request. */
  digestsPerRequest: 100_000,
  /** How long one request may take, ms. */
  timeoutMs: 30_000,
  /** Further tries after a failure that may pass. */
  retries: 5,
  /** First and longest pause between two tries, ms. */
  backoffMs: 100,
  backoffMaxMs: 5_000,
  /** How long after signing a statement is still taken, ms. */
  expiryMs: 10 * 60_000,
  /** Bytes of one answer. */
  answerBytes: 256 * 1024 * 1024,
  /** An event stream that is quiet for this long is opened anew, ms (the node beats every 15 s). */
  eventQuietMs: 45_000,
});
