/** What a payment leg says of its price: in the clear, or by the commitment of the request's sealed terms. */
import { equalBytes } from "@tallystick/core/bytes";
import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { PaymentOffer } from "./offer.ts";
import type { Sealed } from "./sealed.ts";

/** What {@link judgePrice} may refuse with. */
export const PRICE_REFUSALS = [OUTCOMES.priceUnclear, OUTCOMES.aboveValue] as const;

/**
 * Whether a leg says what is paid, once: an amount that everybody reads, at most `most`; or the
 * commitment of the terms that are sealed with the same request. Nobody here sees a sealed price: whether
 * it is above value is for who pays it to see.
 *
 * @param most minor units; undefined where a payment may be more than the part
 */
export function judgePrice(
  payment: PaymentOffer | undefined,
  sealed: Sealed | undefined,
  most: bigint | undefined,
): Refused<(typeof PRICE_REFUSALS)[number]> | null {
  if (payment === undefined) return null;
  const { amount, commitment } = payment;
  if ((amount === undefined) === (commitment === undefined)) return refuse(OUTCOMES.priceUnclear);
  if (commitment !== undefined) {
    const same = sealed !== undefined && equalBytes(commitment, sealed.commitment);
    return same ? null : refuse(OUTCOMES.priceUnclear);
  }
  const above = amount !== undefined && most !== undefined && amount > most;
  return above ? refuse(OUTCOMES.aboveValue) : null;
}

/** Who must be able to read the terms of a request, since its price is in them: who pays, and the bank. */
export function priceReaders(payment: PaymentOffer | undefined, payer: string): readonly string[] {
  return payment?.commitment === undefined ? [] : [payment.bank, payer];
}

/** What a bank says was paid. */
export interface Paid {
  readonly amount?: bigint | undefined;
  readonly currency?: string | undefined;
  readonly commitment?: Uint8Array | undefined;
}

/**
 * Whether a bank confirms exactly what the leg names. A sealed price is confirmed by its commitment
 * alone, so that the confirmation says it to nobody either.
 */
export function paysExactly(payment: PaymentOffer, currency: string, paid: Paid): boolean {
  const { amount, commitment } = payment;
  if (commitment === undefined) {
    return paid.commitment === undefined && paid.amount === amount && paid.currency === currency;
  }
  if (paid.amount !== undefined || paid.commitment === undefined) return false;
  const named = paid.currency === undefined || paid.currency === currency;
  return named && equalBytes(paid.commitment, commitment);
}
