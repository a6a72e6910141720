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
