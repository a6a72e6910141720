const WORDS: Readonly<Record<string, string>> = {
  EACCES: "not allowed to read it",
  EPERM: "not allowed to read it",
  ENOENT: "it is no longer there",
  EISDIR: "it is a folder",
  EIO: "the disk could not read it",
  ELOOP: "the symbolic links go in a circle",
};

/** Why something could not be read, in words for the user. */
export function readFault(error: unknown): string {
  const { code = "", path = "", message } = error as NodeJS.ErrnoException;
  // Node hands names over as text; bytes that are no UTF-8 came through as U+FFFD and are lost.
  if (code === "ENOENT" && path.includes("\ufffd")) return "its name is not UTF-8";
  return WORDS[code] ?? message;
}
