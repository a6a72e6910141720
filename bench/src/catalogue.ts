/** A benchmark: the program bench/src/NAME.ts. */
export interface BenchEntry {
  readonly name: string;
  /** What it measures, in one sentence. */
  readonly summary: string;
  /** Whether it runs when no name is given: about a minute at most, with nothing but this workspace. */
  readonly short: boolean;
}

/** Every benchmark, in the order in which they run. */
export const catalogue: readonly BenchEntry[] = [
  {
    name: "ed25519-verify",
    short: true,
    summary: "Signature checks a second: the ceiling beside which deposit-signed is read",
  },
  {
    name: "primitives",
    short: true,
    summary: "Codec, hashing, signing and verifying on one thread, by suite and backend",
  },
  { name: "receipt-verify", short: true, summary: "Size of a receipt and time to verify it" },
  { name: "log-append", short: true, summary: "Entries appended to the log tree a second" },
  {
    name: "state-update",
    short: true,
    summary: "State tree updates a second, by number of records",
  },
  {
    name: "permission-check",
    short: true,
    summary: "What rights cost a statement, with 1e5 members and 1e3 roles",
  },
  {
    name: "governance",
    short: true,
    summary: "A proposal of 30 organisations, from its making to its enactment",
  },
  {
    name: "peer-sqlite",
    short: true,
    summary: "The same records in SQLite with one signature check each, no ledger",
  },
  {
    name: "deposit-signed",
    short: true,
    summary: "Signed deposits over HTTP in sequences, durable and with receipts",
  },
  {
    name: "deposit-http-single",
    short: true,
    summary: "Signed deposits over HTTP, one in a request",
  },
  {
    name: "deposit-digest",
    short: true,
    summary: "Digests aggregated by the node, each with its own receipt",
  },
  { name: "cold-start", short: true, summary: "From npm start to ready" },
  {
    name: "console-load",
    short: false,
    summary: "Bytes and time of the first load of the console's pages, in Chromium",
  },
  {
    name: "file-hash",
    short: false,
    summary: "SHA-256 of a file of 1 GiB on the deposit page, beside sha256sum and OpenSSL",
  },
  {
    name: "table-paging",
    short: false,
    summary: "Pages of a table of 1e6 records in the console, and the search by label, in Chromium",
  },
  { name: "growth", short: false, summary: "Throughput and memory at 1e5 and 1e7 records" },
  {
    name: "receivable",
    short: false,
    summary: "Transfers of parts of receivables, through one issue of 1e4 parts and of 1e6",
  },
  {
    name: "cluster-signed",
    short: false,
    summary: "Signed deposits in a network of four, to the receipt; beside CometBFT's kvstore",
  },
  {
    name: "cluster-digest",
    short: false,
    summary: "Digests aggregated by the nodes of a network of four, each with its own receipt",
  },
  {
    name: "cluster-latency",
    short: false,
    summary: "From sending a deposit to a network of four until its receipt is there",
  },
  {
    name: "cluster-catch-up",
    short: false,
    summary: "Blocks a second that a node takes over that was away",
  },
];
