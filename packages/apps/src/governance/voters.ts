import type { TableReader } from "@tallystick/ledger/app/table-access";
import type { OrganisationKind } from "../membership/fields.ts";
import { organisations } from "../membership/records/organisations.ts";
import { scanAll } from "../membership/scan-all.ts";
import { activeAt } from "../membership/standing.ts";
import type { Voter } from "./tally.ts";

/** What a ballot's organisation is looked up in: tables of the application that keeps the members. */
export const membershipTables = { app: "membership", tables: { organisations } } as const;

/** Kinds of an organisation that was founded with the ledger before kinds were written down. */
const FOUNDER: readonly OrganisationKind[] = ["validator", "management"];

/**
 * The organisations that are active at a height. All of them: with so many that an action cannot read
 * them, nothing is decided rather than something by a part.
 */
export function votersAt(table: TableReader<typeof organisations>, height: number): Voter[] {
  return [...scanAll(table, "byId")]
    .filter((row) => activeAt(row, height))
    .map(({ organisation, kinds = FOUNDER }) => ({ organisation, kinds }));
}

/** True when an organisation is among the voters with a kind that counts. */
export function counts(
  voters: readonly Voter[],
  organisation: string,
  kinds: readonly OrganisationKind[],
): boolean {
  const found = voters.find((one) => one.organisation === organisation);
  return found?.kinds.some((kind) => kinds.includes(kind)) ?? false;
}
