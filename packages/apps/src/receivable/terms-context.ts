import type { TermsContext } from "@tallystick/core/sealed/terms";
import { textOfDay } from "./policy/calendar.ts";
import type { Certificate } from "./records/certificates.ts";
import type { Request } from "./records/requests.ts";

/** What a certificate promises, as far as its terms are bound to it. */
export type PromisedTerms = Pick<
  Certificate,
  "drawer" | "debtor" | "payee" | "currency" | "amount" | "dueDay"
>;

/** Of what request terms are, as far as they are bound to it. */
export type OfferedTerms = Pick<Request, "kind" | "certificate" | "start" | "end" | "from" | "to">;

/**
 * What the sealed terms of a certificate are bound to: terms that were sealed for other parties, another
 * amount or another date do not open. Its number is not known yet when they are sealed.
 */
export function certificateContext(ledgerId: Uint8Array, promised: PromisedTerms): TermsContext {
  const { drawer, debtor, payee, currency, amount, dueDay } = promised;
  const due = textOfDay(dueDay);
  return { ledgerId, about: { of: "certificate", drawer, debtor, payee, currency, amount, due } };
}

/** What the sealed terms of a request are bound to: kind, certificate, units, and who asks whom. */
export function requestContext(ledgerId: Uint8Array, offered: OfferedTerms): TermsContext {
  const { kind, certificate, start, end, from, to } = offered;
  return { ledgerId, about: { of: kind, certificate, start, end, from, to } };
}
