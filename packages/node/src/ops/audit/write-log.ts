import { toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement, type Statement, StatementError } from "@tallystick/core/statement";
import type { OutcomeDefinition } from "@tallystick/ledger/outcomes";
import { cborToJson } from "../../api/cbor-json.ts";
import { outcomeName } from "../../api/present.ts";
import type { History } from "../history/open-history.ts";
import { csvLine } from "./csv.ts";
import { type AuditFile, DigestFile } from "./digest-file.ts";

/** What happened, counted. */
export interface LogCounts {
  readonly entries: number;
  /** Entries by action and outcome, such as `evidence.deposit: accepted`. */
  readonly byAction: Readonly<Record<string, number>>;
  /** Entries by the member who signed. */
  readonly byMember: Readonly<Record<string, number>>;
}

const COLUMNS = [
  "index",
  "height",
  "time",
  "member",
  "action",
  "outcome",
  "name",
  "id",
  "input",
  "data",
];

/** Writes every entry up to a height, `log.csv` and `log.jsonl`, and counts them. */
export function writeLog(
  history: History,
  height: number,
  folder: string,
  outcomes: ReadonlyMap<number, OutcomeDefinition>,
): { files: AuditFile[]; counts: LogCounts } {
  const { name: suite } = history.suite;
  const csv = new DigestFile(folder, "log.csv", suite);
  const lines = new DigestFile(folder, "log.jsonl", suite);
  const byAction = new Map<string, number>();
  const byMember = new Map<string, number>();
  csv.write(csvLine(COLUMNS));
  let entries = 0;
  for (let at = 1; at <= height; at++) {
    const block = history.block(at);
    for (const { index, entry } of history.entries(block.firstIndex, block.count)) {
      const { statement: bytes, outcome, data } = decodeEntry(entry);
      const statement = statementIn(bytes);
      const name = outcomeName(outcomes, outcome);
      const row = {
        ...{ index, height: at, time: new Date(block.time).toISOString() },
        member: statement?.issuer ?? null,
        action: statement?.action ?? null,
        ...{ outcome, name },
        id: statement === undefined ? null : toHex(statement.id),
        input: statement === undefined ? null : cborToJson(statement.input),
        data: cborToJson(data),
      };
      csv.write(csvLine(COLUMNS.map((column) => row[column as keyof typeof row])));
      lines.write(`${JSON.stringify(row)}\n`);
      count(byAction, `${row.action ?? "unreadable"}: ${name}`);
      if (statement !== undefined) count(byMember, statement.issuer);
      entries += 1;
    }
  }
  const counts = { entries, byAction: sorted(byAction), byMember: sorted(byMember) };
  return { files: [csv.end(), lines.end()], counts };
}

function statementIn(bytes: Uint8Array): Statement | undefined {
  try {
    return decodeStatement(bytes);
  } catch (error) {
    if (error instanceof StatementError) return undefined;
    throw error;
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
