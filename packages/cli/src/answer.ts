import { toHex } from "@tallystick/core/bytes";
import { type Meaning, paint } from "./terminal/paint.ts";

/** Where a command's answer goes, and in which form. */
export interface AnswerOptions {
  readonly json?: boolean | undefined;
}

/** JSON of an answer on one line: bytes as hex, integers too large for JSON as decimal text, maps as objects. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (member instanceof Uint8Array) return toHex(member);
    if (typeof member === "bigint") return String(member);
    if (member instanceof Map) return Object.fromEntries(member);
    return member;
  });
}

/** Prints an answer: with --json one line of JSON, else the lines for people. */
export function answer(
  options: AnswerOptions,
  value: unknown,
  lines: () => readonly string[],
): void {
  if (options.json) process.stdout.write(`${toJsonLine(value)}\n`);
  else
    process.stdout.write(
      lines()
        .map((line) => `${line}\n`)
        .join(""),
    );
}

/** A coloured piece of an answer on standard output. */
export function shade(meaning: Meaning, text: string): string {
  return paint(meaning, text, process.stdout);
}

/** Something worth saying beside the answer: it goes to standard error, so that an answer can be piped. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}
