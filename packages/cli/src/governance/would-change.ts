import { governance } from "@tallystick/apps/governance/index";
import { toleranceWarning } from "@tallystick/apps/membership/fault-tolerance";
import type { RosterWarning } from "@tallystick/apps/membership/roster-warnings";
import { plainData } from "@tallystick/client/plain-data";
import { fromHex } from "@tallystick/core/bytes";
import { decodeCbor } from "@tallystick/core/cbor";
import { shade } from "../answer.ts";
import { viewAnswer } from "../calls/run-view.ts";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { outcomeText } from "../ledger/outcome-text.ts";
import { printable } from "../terminal/width.ts";
import type { HexCall } from "./told-calls.ts";

/** What calls would come to. */
export interface WouldChange {
  readonly found: boolean;
  readonly results: readonly { readonly action: string; readonly outcome: number }[];
  readonly rows: readonly ChangedRow[];
  readonly warnings: readonly RosterWarning[];
}

/** A row that would change, with its values as JSON. */
export interface ChangedRow {
  readonly app: string;
  readonly table: string;
  readonly key: unknown;
  /** Absent when the row does not exist. */
  readonly before?: Readonly<Record<string, unknown>>;
  /** Absent when the row would be deleted. */
  readonly after?: Readonly<Record<string, unknown>>;
}

interface HexRow {
  readonly app: string;
  readonly table: string;
  readonly key: string;
  readonly before?: string;
  readonly after?: string;
}

/** Asks a node what a proposal, or calls, would change. */
export async function wouldChange(
  what: { readonly proposal: number } | { readonly calls: readonly HexCall[] },
  options: LedgerOptions,
): Promise<WouldChange> {
  const view = governance.views.simulate;
  const { data } = await viewAnswer(governance, view, { ...what }, options, false);
  const { rows, ...rest } = data as unknown as WouldChange & { rows: HexRow[] };
  return { ...rest, rows: rows.map(toldRow) };
}

function toldRow({ app, table, key, before, after }: HexRow): ChangedRow {
  return {
    ...{ app, table, key: plain(key) },
    ...(before === undefined ? {} : { before: plain(before) as Record<string, unknown> }),
    ...(after === undefined ? {} : { after: plain(after) as Record<string, unknown> }),
  };
}

function plain(hex: string): unknown {
  return plainData(decodeCbor(fromHex(hex)));
}

/** What would change as lines for people: `+` a new row, `-` one less, `~` what is another. */
export function changeLines({ results, rows, warnings }: WouldChange): string[] {
  const refused = results.filter(({ outcome }) => outcome !== 0);
  if (refused.length > 0) {
    return refused.map(
      ({ action, outcome }) =>
        `${shade("bad", "would be refused")}  ${printable(action)}: ${outcomeText(outcome)}`,
    );
  }
  if (rows.length === 0) return ["would change nothing"];
  const changed = rows.flatMap((row) => rowLines(row, "  "));
  return ["would change:", ...changed, ...warnings.map(warningLine)];
}

function warningLine({ fromHeight, organisations, mayFail, stopAlone }: RosterWarning): string {
  const why = toleranceWarning(organisations, stopAlone) ?? "";
  const loss = `can lose ${mayFail} of ${organisations}`;
  return shade("strong", printable(`warning: from block ${fromHeight} on ${loss}: ${why}`));
}

function rowLines({ app, table, key, before, after }: ChangedRow, indent: string): string[] {
  const name = `${printable(`${app}.${table}`)} ${printable(JSON.stringify(key))}`;
  const mark = before === undefined ? "+" : after === undefined ? "-" : "~";
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const lines: string[] = [];
  for (const field of fields) {
    const [old, now] = [before?.[field], after?.[field]].map((value) => JSON.stringify(value));
    if (old === now) continue;
    const told =
      old === undefined ? now : now === undefined ? `${old} -> nothing` : `${old} -> ${now}`;
    lines.push(`${indent}    ${printable(field)}: ${printable(told ?? "")}`);
  }
  return [`${indent}${mark} ${name}`, ...lines];
}
