import { toJsonLine } from "./answer.ts";
import { exitCodes, UsageError } from "./failure.ts";
import { printable } from "./terminal/width.ts";

/** The shape that the errors of node, client and this package share. */
interface Told {
  readonly code?: unknown;
  readonly fix?: unknown;
}

/** What to do about failures of the operating system, whose own words only say what. */
const SYSTEM_FIXES: Readonly<Record<string, string>> = {
  EACCES: "check who may read and write there, or name another file or folder",
  EPERM: "check who may read and write there, or name another file or folder",
  EROFS: "it cannot be written to: name another file or folder",
  ENOSPC: "make room on the disk, then do the same again",
  EMFILE: "allow this process more open files (ulimit -n)",
};

/**
 * Tells what went wrong: a sentence and what to do, no stack, unless the failure is one that nobody
 * foresaw. With --json it is an object on standard output.
 * @returns the exit code
 */
export function reportFailure(error: unknown, json: boolean): number {
  const failure = error instanceof Error ? error : new Error(String(error));
  const { code, fix = SYSTEM_FIXES[String((failure as Told).code)] } = failure as Told;
  const known = typeof code === "string";
  const usage = failure instanceof UsageError;
  const words = {
    code: known ? code : usage ? "usage" : "internal",
    message: failure.message,
    ...(typeof fix === "string" && fix !== "" ? { fix } : {}),
  };
  if (json) process.stdout.write(`${toJsonLine({ error: words })}\n`);
  process.stderr.write(`tallystick: ${multiline(words.message)}\n`);
  if (words.fix !== undefined) process.stderr.write(`  ${multiline(words.fix)}\n`);
  if (usage) process.stderr.write("  (add --help for the options)\n");
  if (!known && !usage) process.stderr.write(`${failure.stack ?? ""}\n`);
  return usage ? exitCodes.usage : exitCodes.failed;
}

function multiline(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
