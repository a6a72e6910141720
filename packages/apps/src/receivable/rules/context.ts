import type { Caller } from "@tallystick/ledger/app/define-action";
import type { TableReaders, TableWriters } from "@tallystick/ledger/app/table-access";
import { encryptionKeys } from "../../membership/records/encryption-keys.ts";
import { organisations } from "../../membership/records/organisations.ts";
import { activeAt } from "../../membership/standing.ts";
import { paperTotals, uses } from "../documents/records.ts";
import { certificates } from "../records/certificates.ts";
import { creditRecords } from "../records/credit.ts";
import { endorsements } from "../records/endorsements.ts";
import { exposures, exposuresByDue, totals } from "../records/exposures.ts";
import { parts } from "../records/parts.ts";
import { requests } from "../records/requests.ts";

/** What a step in the life of a part touches. */
export const lifeTables = {
  certificates,
  parts,
  requests,
  endorsements,
  exposures,
  exposuresByDue,
  totals,
  creditRecords,
  uses,
  paperTotals,
};

/** The tables of {@link lifeTables} inside an action. */
export type LifeTables = TableWriters<typeof lifeTables>;

/** The organisations and their encryption keys, as other applications see them. */
export const organisationReads = {
  app: "membership",
  tables: { organisations, encryptionKeys },
} as const;

/** Where and by whom something is done. */
export interface Here {
  readonly tables: LifeTables;
  readonly block: { readonly height: number; readonly time: number };
  readonly caller: Caller;
  readonly reads: Organisations;
  /** Log index of the statement: what it makes is called by it. */
  readonly index: number;
}

/** Readers of {@link organisationReads}. */
export type Organisations = TableReaders<{ readonly organisations: typeof organisations }>;

/** Whether an organisation is on the ledger and takes part now. */
export function takesPart(
  { organisations: table }: Organisations,
  organisation: string,
  height: number,
): boolean {
  const row = table.get({ organisation });
  return row !== undefined && activeAt(row, height);
}

/** What an input about a certificate touches: a court can freeze one by its number. */
export function certificateScope({ certificate }: { readonly certificate: number }) {
  return { recordClass: "receivable.certificates", record: String(certificate) };
}
