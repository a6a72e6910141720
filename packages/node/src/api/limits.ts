/**
 * Every limit of the HTTP API, in one place. `docs/reference/limits.md` prints this table and
 * `http-api.md` refers to it; nothing in `api/` compares a length with a number of its own.
 */
export interface ApiLimits {
  /** One statement, bytes (seams: a statement is at most 60 KiB). */
  readonly statementBytes: number;
  /** Statements in one `application/cbor-seq` body. */
  readonly sequenceStatements: number;
  /** One `application/cbor-seq` body, bytes. */
  readonly sequenceBytes: number;
  /** One JSON body, bytes. */
  readonly jsonBytes: number;
  /** One `application/octet-stream` body of concatenated digests, bytes. */
  readonly digestBytes: number;
  /** Digests in one call of `POST /v1/digests`. */
  readonly digestsPerCall: number;
  /** Digests in one call whose answer is a list of whole receipts. */
  readonly digestsPerReceiptCall: number;
  /** Request line and headers together, bytes (431 beyond it). */
  readonly headerBytes: number;
  /** One path parameter, characters. */
  readonly pathParameterChars: number;
  /** The whole query string, characters. */
  readonly queryChars: number;
  /** Time to receive all headers, ms: the guard against slow headers. */
  readonly headersTimeoutMs: number;
  /** Time to receive a whole request, ms: the guard against slow bodies. */
  readonly requestTimeoutMs: number;
  /** How often the two guards above look at every connection, ms. */
  readonly connectionCheckMs: number;
  /** Idle time of a kept-alive connection, ms. */
  readonly keepAliveMs: number;
  /** Open connections; more are refused by closing them. */
  readonly connections: number;
  /** Open event streams; more get 503. */
  readonly eventStreams: number;
  /** A comment line is sent on a quiet event stream this often, ms. */
  readonly eventHeartbeatMs: number;
  /** A stream whose reader takes nothing for this long is closed, ms. */
  readonly eventStallMs: number;
  /** Log entries read for an event stream in one step. */
  readonly eventBatch: number;
  /** Items of a page when the caller names no limit. */
  readonly pageDefault: number;
  /** Items of a page at most. */
  readonly pageItems: number;
  /** Bytes of entries in one page, after which the page ends early. */
  readonly pageBytes: number;
  /** Log entries, or blocks, that one page of a filtered list looks at before it ends early. */
  readonly entriesLookedAt: number;
  /** Rows of a table, or records found, in one page at most. */
  readonly rowsPerPage: number;
  /** Labels suggested in one answer. */
  readonly labelsSuggested: number;
  /** State proofs in one answer. */
  readonly stateProofs: number;
  /** Statements answered with 202 whose refusal is remembered for polling. */
  readonly pendingStatements: number;
  /** How long such a refusal is remembered, ms. */
  readonly pendingMs: number;
  /** Wrong tokens from one address in a minute, before 429. */
  readonly tokenFailuresPerMinute: number;
  /** How long an answer waits for the organisations' signatures, ms. */
  readonly certifyMs: number;
  /** How long a graceful stop waits for requests under way, ms. */
  readonly drainMs: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** The limits a node runs with unless a test passes others. */
export const apiLimits: ApiLimits = Object.freeze({
  statementBytes: 60 * KIB,
  sequenceStatements: 100,
  sequenceBytes: 6 * MIB,
  jsonBytes: 256 * KIB,
  digestBytes: 8 * MIB,
  digestsPerCall: 262_144,
  digestsPerReceiptCall: 1000,
  headerBytes: 16 * KIB,
  pathParameterChars: 256,
  queryChars: 8 * KIB,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  connectionCheckMs: 1000,
  keepAliveMs: 65_000,
  connections: 4096,
  eventStreams: 256,
  eventHeartbeatMs: 15_000,
  eventStallMs: 60_000,
  eventBatch: 200,
  pageDefault: 100,
  pageItems: 1000,
  pageBytes: 4 * MIB,
  entriesLookedAt: 4000,
  rowsPerPage: 200,
  labelsSuggested: 20,
  stateProofs: 64,
  pendingStatements: 20_000,
  pendingMs: 10 * 60_000,
  tokenFailuresPerMinute: 30,
  certifyMs: 20_000,
  drainMs: 10_000,
});
