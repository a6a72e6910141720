import { certificate, drawn, endorsements, obligations, terms, tree } from "./certificates.ts";
import { creditRecord } from "./credit.ts";
import { flows, invoiceFlows } from "./flows.ts";
import { discrepancies, document, documents, policy } from "./papers.ts";
import { holdings, part, pledges, provenance } from "./parts.ts";
import { consents, inbox, outbox, payment, paymentsAwaited, request } from "./requests.ts";
import { ageing, exposure, exposures, maturities, totals } from "./sums.ts";

/** The questions that people ask about receivables. */
export const views = {
  certificate,
  part,
  tree,
  endorsements,
  provenance,
  holdings,
  obligations,
  drawn,
  maturities,
  inbox,
  outbox,
  request,
  paymentsAwaited,
  payment,
  consents,
  pledges,
  exposures,
  exposure,
  ageing,
  totals,
  creditRecord,
  document,
  documents,
  discrepancies,
  flows,
  invoiceFlows,
  terms,
  policy,
};
