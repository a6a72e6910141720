import { LIFE_OUTCOMES } from "./outcomes/life.ts";
import { PAPER_OUTCOMES } from "./outcomes/papers.ts";
import { PAYMENT_OUTCOMES } from "./outcomes/payments.ts";
import { REQUEST_OUTCOMES } from "./outcomes/requests.ts";

/** Outcomes of the receivables application, 1400 to 1499: 1400 life of a part, 1425 requests, 1445 payments, 1460 papers and rules, 1480 proofs. */
export const RECEIVABLE_OUTCOMES = {
  ...LIFE_OUTCOMES,
  ...REQUEST_OUTCOMES,
  ...PAYMENT_OUTCOMES,
  ...PAPER_OUTCOMES,
} as const;
