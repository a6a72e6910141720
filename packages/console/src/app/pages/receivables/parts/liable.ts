import type { Certificate, Endorsement, Part } from "../rows.ts";

/** Somebody who is liable by an endorsement when the debtor does not pay. */
export interface Liable {
  readonly number: number;
  readonly party: string;
  readonly kind: Endorsement["kind"];
}

/**
 * Those upon whom the holder of an overdue part can claim. The ledger judges it again; this is the
 * choice that a reader is shown.
 *
 * @param chain the endorsements of the part, the newest first
 */
export function liableBy(
  { recourse, debtor, drawer }: Pick<Certificate, "recourse" | "debtor" | "drawer">,
  part: Pick<Part, "last" | "recourse" | "holder">,
  chain: readonly Endorsement[],
): readonly Liable[] {
  const rows = new Map(chain.map((row) => [row.number, row]));
  const previous = (of: number) => rows.get(of)?.previous;
  const found: Liable[] = [];
  let at = part.recourse === undefined ? part.last : previous(part.recourse);
  while (at !== undefined) {
    const row = rows.get(at);
    if (row === undefined) break;
    if (row.kind === "reversal" && row.back !== undefined) {
      at = previous(row.back);
      continue;
    }
    const party = partyOf(row);
    if (party !== undefined && party !== part.holder) {
      found.push({ number: row.number, party, kind: row.kind });
    }
    at = row.previous;
  }
  return found;

  function partyOf(row: Endorsement): string | undefined {
    if (row.kind === "guarantee") return row.to;
    if (!recourse || row.recourse === false) return undefined;
    if (row.kind === "transfer" || row.kind === "finance") return row.from;
    return row.kind === "receipt" && drawer !== debtor ? drawer : undefined;
  }
}
