import type { TableReaders, TableWriters } from "@tallystick/ledger/app/table-access";
import { scanAll } from "../../membership/scan-all.ts";
import type { Policy } from "../policy/records.ts";
import type { Finding } from "./fields.ts";
import { findingTables, takenBy, type Use } from "./findings.ts";
import { discrepancies, type UseSide } from "./records.ts";

/** The tables that an action needs that uses documents. */
export const useTables = { ...findingTables, discrepancies };

type Readers = TableReaders<typeof findingTables>;
type Writers = TableWriters<typeof useTables>;

/** Highest total that a row can hold. */
const TOTAL_MAX = 0xffff_ffff_ffff_ffffn;

/** The findings that the policy stops an issue or a financing for. */
export function blocking(
  policy: Pick<Policy, "blocking">,
  findings: readonly Finding[],
): Finding[] {
  return findings.filter(({ code }) => policy.blocking.includes(code));
}

/**
 * Takes note of what a use takes of each paper, so that later uses are held against it. Doing it again
 * for the same certificate, request and side changes nothing.
 */
export function recordUses(tables: Writers, use: Use): void {
  const { certificate, request, side } = use;
  releaseUses(tables, { certificate, request, side });
  for (const { document, amount } of takenBy(tables as Readers, use)) {
    for (const paper of document.papers) {
      const key = { paper, side, certificate, request };
      const before = tables.uses.get(key)?.amount ?? 0n;
      const total = tables.paperTotals.get({ paper })?.[side] ?? 0n;
      // What is taken back later is what was added, so the total stays right even at its limit.
      const added = total + amount > TOTAL_MAX ? TOTAL_MAX - total : amount;
      tables.uses.put({ ...key, document: document.document, amount: before + added });
      move(tables, paper, side, added);
    }
  }
}

/** Gives back what a use has taken, once it has come to nothing: refused, expired, cancelled or reversed. */
export function releaseUses(
  tables: Pick<Writers, "uses" | "paperTotals">,
  { certificate, side, request }: { certificate: number; side: UseSide; request: number },
): void {
  const prefix = [certificate, side, request];
  for (const row of [...scanAll(tables.uses, "byCertificate", { prefix })]) {
    tables.uses.delete(row);
    move(tables, row.paper, side, 0n - row.amount);
  }
}

/** Writes down what was found at a statement; nothing when there is nothing. */
export function noteFindings(
  tables: Pick<Writers, "discrepancies">,
  at: { readonly index: number; readonly block: { readonly time: number } },
  of: { readonly certificate?: number; readonly seller: string; readonly buyer: string },
  findings: readonly Finding[],
): void {
  if (findings.length === 0) return;
  const { certificate, seller, buyer } = of;
  tables.discrepancies.put({
    found: at.index,
    ...(certificate === undefined ? {} : { certificate }),
    ...{ seller, buyer, time: at.block.time },
    findings: findings.map(({ code, documents }) => ({ code, documents: [...documents] })),
  });
}

function move(
  tables: Pick<Writers, "paperTotals">,
  paper: number,
  side: UseSide,
  by: bigint,
): void {
  const before = tables.paperTotals.get({ paper }) ?? { paper, settled: 0n, financed: 0n };
  tables.paperTotals.put({ ...before, [side]: before[side] + by });
}
