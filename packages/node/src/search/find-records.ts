import { decodeEntry } from "@tallystick/core/entry";
import { decodeStatement } from "@tallystick/core/statement";
import type { App } from "@tallystick/ledger/app/define-app";
import { toJson } from "@tallystick/ledger/app/json-values";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { IndexProgress, LabelSearch } from "./label-search.ts";

/** Which records of evidence to find; every condition given must hold. */
export interface RecordQuery {
  /** Without a label: which of the two to list, deposits unless given. */
  readonly table?: FoundRecord["table"] | undefined;
  /** Finds deposits and batches alike. */
  readonly label?: string | undefined;
  readonly member?: string | undefined;
  /** Block times, ms since 1970 UTC, `from` included, `to` not. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  /** Where the last page ended. */
  readonly after?: string | undefined;
}

/** A record found: a row of `evidence.deposits` or `evidence.batches` as JSON. */
export interface FoundRecord {
  readonly table: "deposits" | "batches";
  readonly row: unknown;
}

/** A page of records, the latest first. */
export interface RecordPage extends Partial<IndexProgress> {
  readonly records: readonly FoundRecord[];
  readonly next?: string;
}

/**
 * Finds records of evidence. Without a label the indexes of the tables answer; with one, the label
 * index does.
 */
export function findRecords(
  reader: LedgerReader,
  evidence: App,
  search: Pick<LabelSearch, "find">,
  query: RecordQuery,
): RecordPage {
  if (query.label !== undefined) return labelled(reader, evidence, search, query);
  const { table = "deposits", member, limit, after } = query;
  const along =
    member === undefined
      ? { index: "byTime", from: query.from, to: query.to }
      : { index: "byDepositor", prefix: [member], ...boundsOf(indexesOf(reader, query)) };
  const page = reader.rows("evidence", table, { ...along, reverse: true, limit, after });
  return {
    records: page.rows.map((row) => rowOf(evidence, table, row)),
    ...(page.next === undefined ? {} : { next: page.next }),
  };
}

function labelled(
  reader: LedgerReader,
  evidence: App,
  search: Pick<LabelSearch, "find">,
  { label = "", member, limit, after, ...times }: RecordQuery,
): RecordPage {
  const { fromIndex = 0, toIndex = reader.logSize } = indexesOf(reader, times);
  const to = after === undefined ? toIndex : Math.min(toIndex, Number(after));
  const asked = { label, member, from: fromIndex, to, limit: limit + 1 };
  const { found, ...progress } = search.find(asked);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    records: shown.flatMap((index) => recordAt(reader, evidence, index) ?? []),
    ...(found.length > limit && last !== undefined ? { next: String(last) } : {}),
    ...progress,
  };
}

/** The row that the entry at a log index wrote. */
function recordAt(reader: LedgerReader, evidence: App, index: number): FoundRecord | undefined {
  const entry = reader.entry(index);
  if (entry === undefined) return undefined;
  const { statement, data } = decodeEntry(entry);
  if (!(data instanceof Map)) return undefined;
  const key = Object.fromEntries(data) as { ordinal: number };
  if (decodeStatement(statement).action === "evidence.deposit-batch") {
    const { ordinal, ...rest } = key;
    const input = { ...rest, from: ordinal, limit: 1 };
    const { output } = reader.runView<{ batches: readonly object[] }>("evidence", "batch", input);
    const [row] = output.batches;
    return row && rowOf(evidence, "batches", row);
  }
  const input = { ...key, limit: 1 };
  const { output } = reader.runView<{ deposit?: object }>("evidence", "history", input);
  return output.deposit && rowOf(evidence, "deposits", output.deposit);
}

function rowOf(evidence: App, name: FoundRecord["table"], row: object): FoundRecord {
  const table = Object.values(evidence.tables).find((one) => one.name === name);
  return { table: name, row: table === undefined ? row : toJson(table.row, row) };
}

const boundsOf = ({ fromIndex: from, toIndex: to }: ReturnType<typeof indexesOf>) => ({ from, to });

function indexesOf(reader: LedgerReader, { from, to }: Pick<RecordQuery, "from" | "to">) {
  return {
    fromIndex: from === undefined ? undefined : firstIndexAt(reader, from),
    toIndex: to === undefined ? undefined : firstIndexAt(reader, to),
  };
}

/** Log index of the first entry whose block is of a time or later; the end of the log when none is. */
function firstIndexAt(reader: LedgerReader, time: number): number {
  const height = heightAt(reader, time);
  return reader.block(height)?.firstIndex ?? reader.logSize;
}

/** Height of the first block of a time or later, one beyond the last when there is none. */
export function heightAt(reader: LedgerReader, time: number): number {
  let low = 0;
  let high = reader.height + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((reader.block(middle)?.time ?? Number.MAX_SAFE_INTEGER) >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}
