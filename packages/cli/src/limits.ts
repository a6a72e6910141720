/** Limits and defaults of the command line. */
export const cliLimits = Object.freeze({
  /** Statements in one request; the node takes no more. */
  sequenceStatements: 100,
  /** Bytes of statements in one request. */
  sequenceBytes: 4 * 1024 * 1024,
  /** A request that is not full goes after this long, ms. */
  batchWaitMs: 20,
  /** Requests under way at a time unless --concurrency says otherwise. */
  concurrency: 4,
  /** Requests under way at a time, at most. */
  concurrencyMax: 32,
  /** Threads that read and hash files, at most. */
  fileThreadsMax: 8,
  /** Files handed to one thread and not finished. */
  fileQueue: 16,
  /** Bytes read from a file at a time. */
  readBytes: 1024 * 1024,
  /** A thread tells how far it is in a large file after this many bytes. */
  tellBytes: 64 * 1024 * 1024,
  /** Folders inside folders. */
  folderDepth: 512,
  /** Bytes of a file's name such that `<name>.receipt` is still a name. */
  nameBytes: 255 - ".receipt".length,
  /** Lines about files that were left out or failed, before the rest is only counted. */
  reportedFiles: 50,
  /** A node of `network local` that has ended so often in a row without serving is given up. */
  localRestarts: 5,
  /** So long a node of `network local` may take to stop before it is killed, ms. */
  localStopMs: 30_000,
  /** Between looks at the nodes of `network local` while they start, ms. */
  localLookMs: 200,
});
