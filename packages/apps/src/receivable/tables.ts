import { documentTables } from "./documents/records.ts";
import { policyTables } from "./policy/policy-at.ts";
import { certificates } from "./records/certificates.ts";
import { creditRecords } from "./records/credit.ts";
import { endorsements } from "./records/endorsements.ts";
import { exposures, exposuresByDue, totals } from "./records/exposures.ts";
import { parts } from "./records/parts.ts";
import { consents, payments, requests, terms } from "./records/requests.ts";

/** Tables in the order of their numbers in the store: append, never reorder. */
export const tables = {
  certificates,
  parts,
  requests,
  endorsements,
  terms,
  payments,
  consents,
  exposures,
  exposuresByDue,
  totals,
  ...policyTables,
  ...documentTables,
  creditRecords,
};
