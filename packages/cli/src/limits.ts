/** Limits and defaults of the command line. */
export const cliLimits = Object.freeze({
  /** Statements in one request; the node takes no more. */
  sequenceStatements: 100,
  /** Requests under way at a time unless --concurrency says otherwise, and at most. */
  concurrency: 4,
  concurrencyMax: 32,
  /** Threads that read and hash files, at most. */
  digestThreadsMax: 8,
  /** Files handed to one thread and not finished. */
  digestQueue: 16,
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
});
