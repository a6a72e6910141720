import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { fromUtf8 } from "@tallystick/core/bytes";
import { z } from "zod";
import { makePrivateFolder, readFileIfAny, syncFolder } from "../../files.ts";
import type { Misconduct } from "./misconduct.ts";

/** A case as the file keeps it. */
export type RecordedMisconduct = Misconduct & {
  /** When this node saw it, ISO 8601 in UTC. */
  readonly seen: string;
};

/** Cases that a file holds at most: who goes on for so long has been noticed. */
const CASES_MAX = 10_000;

const common = { organisation: z.string(), height: z.int(), seen: z.string() };
const roots = z.strictObject({ logSize: z.int(), logRoot: z.string(), stateRoot: z.string() });
const schema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("another-root"),
    ...common,
    claimed: roots,
    own: roots,
    protected: z.string(),
    signature: z.string(),
  }),
  z.strictObject({ kind: z.literal("duplicate-vote"), ...common }),
  z.strictObject({ kind: z.literal("light-client-attack"), ...common }),
  z.strictObject({ kind: z.literal("unknown"), ...common }),
]);

/**
 * The cases in a file, one JSON object a line, oldest first. A last line that was cut short by a crash
 * is passed over.
 */
export function readMisconductFile(path: string): readonly RecordedMisconduct[] {
  const bytes = readFileIfAny(path);
  if (bytes === undefined) return [];
  return fromUtf8(bytes)
    .split("\n")
    .flatMap((line) => {
      try {
        return [schema.parse(JSON.parse(line)) as RecordedMisconduct];
      } catch {
        return [];
      }
    });
}

/** Appends cases to a file, each once for good, whether it was seen before or after a restart. */
export function misconductFile(
  path: string,
  now: () => number = Date.now,
): (report: Misconduct) => void {
  const known = new Set(readMisconductFile(path).map(nameOf));
  return (report) => {
    if (known.has(nameOf(report)) || known.size >= CASES_MAX) return;
    known.add(nameOf(report));
    makePrivateFolder(dirname(path));
    const line = JSON.stringify({ ...report, seen: new Date(now()).toISOString() });
    const file = openSync(path, "a", 0o600);
    try {
      // A line that a crash cut short must not swallow this one.
      writeSync(file, `\n${line}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    syncFolder(dirname(path));
  };
}

function nameOf({ kind, organisation, height }: Misconduct): string {
  return `${kind} ${organisation} ${height}`;
}
