import type { TableReader } from "@tallystick/ledger/app/table-access";
import type { Certificate } from "../records/certificates.ts";
import type { Endorsement, endorsements } from "../records/endorsements.ts";
import type { Part } from "../records/parts.ts";

type Endorsements = TableReader<typeof endorsements>;

/**
 * The endorsement of a part's chain by which somebody is liable to its holder, or undefined.
 *
 * The walk goes back from the newest endorsement, past what was reversed; for one who has paid on
 * recourse it begins before the endorsement on which they were liable. It visits at most `CHAIN_MAX`.
 */
export function liability(
  table: Endorsements,
  part: Part,
  number: number,
): Endorsement | undefined {
  const { certificate } = part;
  const previous = (of: number): number | undefined =>
    table.get({ certificate, number: of })?.previous;
  let at = part.recourse === undefined ? part.last : previous(part.recourse);
  // Numbers fall along a chain, so nothing is found below the one that is looked for.
  while (at !== undefined && at >= number) {
    const row = table.get({ certificate, number: at });
    if (row === undefined) return undefined;
    if (row.kind === "reversal" && row.back !== undefined) at = previous(row.back);
    else if (at === number) return row;
    else at = row.previous;
  }
  return undefined;
}

/** Who is liable by an endorsement when the debtor does not pay, or undefined. */
export function liableParty(
  { recourse, debtor, drawer }: Certificate,
  { kind, from, to, recourse: stipulated = true }: Endorsement,
): string | undefined {
  if (kind === "guarantee") return to;
  if (!recourse || !stipulated) return undefined;
  if (kind === "transfer" || kind === "finance") return from;
  return kind === "receipt" && drawer !== debtor ? drawer : undefined;
}

/**
 * Who paid with a part: from whom its holder had it, or undefined when that is not a passing on. The walk
 * goes back past what changes no title, and visits at most `CHAIN_MAX`.
 */
export function passedBy(table: Endorsements, part: Part): string | undefined {
  const { certificate, holder } = part;
  let at = part.last;
  while (at !== undefined) {
    const row = table.get({ certificate, number: at });
    if (row === undefined) return undefined;
    if (row.kind === "receipt" || row.kind === "transfer") {
      return row.to === holder ? row.from : undefined;
    }
    // Whoever holds it by financing, recourse or reversal has no trade with the one before.
    if (row.kind === "finance" || row.kind === "recourse" || row.kind === "reversal") {
      return undefined;
    }
    at = row.previous;
  }
  return undefined;
}
