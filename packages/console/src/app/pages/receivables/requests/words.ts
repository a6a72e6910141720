import { type Text, useText } from "../../../language.ts";
import { moneyText } from "../facts.ts";
import { texts } from "../messages.ts";
import type { SeenRequest } from "../rows.ts";

/** Says in words what a request asks, and what happens when it is accepted. */
export function useRequestWords(): (seen: SeenRequest) => { asks: string; follows: string } {
  const t = useText(texts);
  return (seen) => ({ asks: asks(t, seen), follows: follows(t, seen) });
}

function values(t: Text<typeof texts.en>, { request, amount, currency, debtor }: SeenRequest) {
  const { payment } = request;
  const paid =
    payment?.amount === undefined ? t("sealedPrice") : moneyText(payment.amount, currency);
  return {
    from: request.from,
    to: request.to,
    amount: moneyText(amount, currency),
    debtor,
    certificate: request.certificate,
    bank: payment?.bank ?? "",
    paid: payment === undefined ? "" : paid,
  };
}

function asks(t: Text<typeof texts.en>, seen: SeenRequest): string {
  return t(`asks-${seen.request.kind}`, values(t, seen));
}

function follows(t: Text<typeof texts.en>, seen: SeenRequest): string {
  const known = values(t, seen);
  const { kind, payment, transferable, recourse } = seen.request;
  const first =
    payment === undefined
      ? t(`then-${kind}`, known)
      : t("then-payment", { ...known, outcome: t(`then-${kind}`, known) });
  return [
    first,
    ...(transferable === false ? [t("then-keep", known)] : []),
    ...(recourse === false ? [t("then-noRecourse", known)] : []),
  ].join(" ");
}
