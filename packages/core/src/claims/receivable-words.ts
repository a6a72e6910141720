/** What claims about receivables say, in the words of a bank. */
import type { Sentence } from "../verify/result.ts";
import type { Claim } from "./claims.ts";
import type { ClaimRows } from "./words.ts";

/** Words for a claim about a row of the application `receivable`; undefined for any other. */
export function receivableWords(_claim: Claim, _rows: ClaimRows): Sentence | undefined {
  return undefined;
}
