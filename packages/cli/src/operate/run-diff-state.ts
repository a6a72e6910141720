import { decodeCbor } from "@tallystick/core/cbor";
import { decodeEntry } from "@tallystick/core/entry";
import { cborToJson } from "@tallystick/node/api/cbor-json";
import { diffState, type StateComparison } from "@tallystick/node/ops/history/diff-state";
import { type History, openHistory } from "@tallystick/node/ops/history/open-history";
import { actionOf } from "@tallystick/node/ops/replay";
import { answer, shade } from "../answer.ts";
import { formatCount } from "../terminal/quantities.ts";
import { StepLine } from "../terminal/step-line.ts";
import { printable } from "../terminal/width.ts";
import { comparing, comparisonCodes } from "./comparison-codes.ts";

/** Options of `diff-state`. */
export interface DiffStateOptions {
  readonly json?: boolean;
  readonly deep?: boolean;
  readonly limit?: number;
  readonly scratch?: string;
}

/**
 * `tallystick diff-state`.
 * @returns the exit code: 0 equal, 1 they differ, 2 no answer
 */
export function runDiffState(a: string, b: string, options: DiffStateOptions): Promise<number> {
  return comparing(options.json === true, async () => {
    const line = new StepLine(process.stderr);
    const opened: History[] = [];
    try {
      for (const path of [a, b]) {
        const onRows = (rows: number): void => line.show(`reading ${path}`, rows, 0);
        opened.push(await openHistory(path, { scratch: options.scratch, onRows }));
      }
      const [one, other] = opened as [History, History];
      const result = diffState(one, other, {
        deep: options.deep === true,
        ...(options.limit !== undefined && { limit: options.limit }),
        onProgress: (what, done, total) => line.show(`comparing ${what}`, done, total),
      });
      line.clear();
      tell(a, b, result, options);
      return result.equal ? comparisonCodes.same : comparisonCodes.different;
    } finally {
      line.clear();
      for (const one of opened) await one.close();
    }
  });
}

function tell(a: string, b: string, result: StateComparison, options: DiffStateOptions): void {
  const { equal, heights, compared, first, rowsTotal } = result;
  const rows = result.rows.map(({ app, table, key, a: mine, b: theirs }) => ({
    ...{ app, table, key: key.map(cborToJson) },
    a: mine === null ? null : cborToJson(decodeCbor(mine)),
    b: theirs === null ? null : cborToJson(decodeCbor(theirs)),
  }));
  const entry = first?.entry && {
    index: first.entry.index,
    a: entryFacts(first.entry.a),
    b: entryFacts(first.entry.b),
  };
  const shown = first && { ...first, entry: entry ?? null };
  answer(options, { a, b, ...result, first: shown, rows }, () => {
    if (equal) return equalLines(heights, compared);
    const lines = [
      shade("bad", first === null ? "records differ" : `they part at block ${first.height}`),
    ];
    if (first !== null) {
      lines.push(`  differing: ${first.members.join(", ")}`);
      if (first.applications.length > 0)
        lines.push(`  applications: ${first.applications.join(", ")}`);
    }
    if (entry) {
      lines.push(
        `  entry ${entry.index}`,
        `    a: ${factsLine(entry.a)}`,
        `    b: ${factsLine(entry.b)}`,
      );
    }
    for (const { app, table, key, a: mine, b: theirs } of rows) {
      lines.push(printable(`  ${app}.${table} ${JSON.stringify(key)}`));
      lines.push(printable(`    a: ${valueLine(mine)}`), printable(`    b: ${valueLine(theirs)}`));
    }
    if (rowsTotal > rows.length)
      lines.push(`  ... ${formatCount(rowsTotal)} records differ in all`);
    if (heights.a !== heights.b || (first !== null && first.height < heights.a)) {
      lines.push(`  records are as of block ${heights.a} (a) and ${heights.b} (b)`);
    }
    return lines;
  });
}

function equalLines({ a, b }: StateComparison["heights"], compared: number): string[] {
  const same = `${shade("good", "equal")} up to block ${formatCount(compared)}`;
  if (a === b) return [same];
  const [name, by] = a > b ? ["a", a - b] : ["b", b - a];
  return [same, `  ${name} has ${formatCount(by)} blocks more`];
}

type EntryFacts = {
  readonly action: string;
  readonly outcome: number;
  readonly data: unknown;
} | null;

function entryFacts(bytes: Uint8Array | null): EntryFacts {
  if (bytes === null) return null;
  const { outcome, data } = decodeEntry(bytes);
  return { action: actionOf(bytes), outcome, data: cborToJson(data) };
}

function factsLine(facts: EntryFacts): string {
  if (facts === null) return "not there";
  const { action, outcome, data } = facts;
  return printable(`${action || "(no statement)"}, outcome ${outcome}, ${JSON.stringify(data)}`);
}

function valueLine(value: unknown): string {
  return value === null ? "not there" : JSON.stringify(value);
}
