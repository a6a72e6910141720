import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { Certificate } from "../records/certificates.ts";
import type { Part } from "../records/parts.ts";

/** What {@link cut} may refuse with. */
export const CUT_REFUSALS = [
  OUTCOMES.amountOutOfRange,
  OUTCOMES.indivisible,
  OUTCOMES.belowMinimum,
] as const;

/** A part in two. */
export interface Cut {
  /** The first units, under the part's own start. */
  readonly head: Part;
  /** The others; absent when the head is all of it. */
  readonly rest: Part | undefined;
}

/**
 * Cuts the first units off a part. Both pieces are what the part was; no unit is in none or in two.
 *
 * @param amount units of the head; undefined for all
 */
export function cut(
  { divisible, minimumPart }: Pick<Certificate, "divisible" | "minimumPart">,
  part: Part,
  amount: bigint | undefined,
): Cut | Refused<(typeof CUT_REFUSALS)[number]> {
  const size = part.end - part.start;
  const units = amount ?? size;
  if (units === 0n || units > size) return refuse(OUTCOMES.amountOutOfRange);
  if (units === size) return { head: part, rest: undefined };
  if (!divisible) return refuse(OUTCOMES.indivisible);
  if (units < minimumPart || size - units < minimumPart) {
    return refuse(OUTCOMES.belowMinimum, { minimum: String(minimumPart) });
  }
  const end = part.start + units;
  return { head: { ...part, end }, rest: { ...part, start: end } };
}

/** Whether a result is a refusal. */
export function isRefused<T extends object, R extends Refused>(result: T | R): result is R {
  return "outcome" in result && "data" in result;
}
