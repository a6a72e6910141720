import { toHex } from "@tallystick/core/bytes";
import { saveBytes } from "../../../signing/save-bytes.ts";
import type { About, Values } from "./step-input.ts";
import type { Step } from "./steps.ts";

/** Sealed terms as an action takes them, hex. */
export interface SealedHex {
  readonly commitment: string;
  readonly envelope: string;
}

/** Terms as somebody wrote them; undefined when they wrote none. */
export function termsOf(
  values: Pick<Values, "rate" | "price">,
): Record<string, string> | undefined {
  const { rate, price } = values;
  const written = Object.entries({ rate, price }).filter(([, text]) => text.trim() !== "");
  return written.length === 0
    ? undefined
    : Object.fromEntries(written.map(([name, text]) => [name, text.trim()]));
}

/** A payment as a dialog has it. */
interface Leg {
  readonly bank: string;
  readonly amount: string;
  readonly until: number;
}

/**
 * The input of an offer with that part sealed which is nobody else's: its terms, and what is paid for it
 * unless everybody may read that. Sealed to who offers, who is asked, the bank, and whom the policy names;
 * the reader gets the opening to keep.
 *
 * @throws ClientError when one of them has no encryption key
 */
export async function sealInput(of: {
  readonly step: Step;
  readonly about: About;
  readonly values: Values;
  readonly input: Readonly<Record<string, unknown>>;
  readonly own: string | undefined;
}): Promise<Readonly<Record<string, unknown>>> {
  const { step, about, values, input, own } = of;
  const terms = step.fields.includes("terms") ? termsOf(values) : undefined;
  const leg = sealsPrice(step, values) ? (input["payment"] as Leg | undefined) : undefined;
  if (step.kind === undefined || own === undefined) return input;
  if (terms === undefined && leg === undefined) return input;
  // The definitions of all applications come with it, so it is loaded by those who seal.
  const [{ connect }, { sealRequestTerms }, { sealPrice }] = await Promise.all([
    import("@tallystick/client/connect"),
    import("@tallystick/client/sealed-terms"),
    import("@tallystick/client/sealed-price"),
  ]);
  const client = await connect({ url: location.origin });
  const start = BigInt(about.start);
  const size = input["amount"] === undefined ? about.size : BigInt(String(input["amount"]));
  const offered = {
    ...{ kind: step.kind, certificate: about.certificate, start, end: start + size },
    ...{ from: own, to: String(input["to"]) },
  };
  const name = `terms-${about.certificate}-${about.start}.opening`;
  if (leg === undefined) {
    const { sealed, opening } = await sealRequestTerms(client, offered, terms ?? {});
    saveBytes(opening, name);
    return { ...input, sealed: hexOf(sealed) };
  }
  const price = { ...leg, amount: BigInt(leg.amount), currency: about.currency };
  const { price: conditions, ...rest } = terms ?? {};
  const more = conditions === undefined ? rest : { ...rest, conditions };
  const made = await sealPrice(client, offered, price, more);
  saveBytes(made.opening, name);
  const payment = { ...made.payment, commitment: toHex(made.payment.commitment) };
  return { ...input, payment, sealed: hexOf(made.sealed) };
}

/** Whether what is paid in a step is for the parties alone. What pays a part in full tells nothing new. */
export function sealsPrice(step: Step, values: Pick<Values, "openPrice">): boolean {
  return step.fullValue !== true && step.fields.includes("to") && !values.openPrice;
}

function hexOf(sealed: {
  readonly commitment: Uint8Array;
  readonly envelope: Uint8Array;
}): SealedHex {
  return { commitment: toHex(sealed.commitment), envelope: toHex(sealed.envelope) };
}

/** Seals the terms of a certificate that is to be issued. @throws as {@link sealInput} */
export async function sealIssue(
  promised: {
    readonly drawer: string;
    readonly debtor: string;
    readonly payee: string;
    readonly currency: string;
    readonly amount: bigint;
    readonly dueDay: number;
  },
  terms: Readonly<Record<string, string>>,
): Promise<SealedHex> {
  const [{ connect }, { sealCertificateTerms }] = await Promise.all([
    import("@tallystick/client/connect"),
    import("@tallystick/client/sealed-terms"),
  ]);
  const client = await connect({ url: location.origin });
  const { sealed, opening } = await sealCertificateTerms(client, promised, terms);
  saveBytes(opening, "certificate-terms.opening");
  return hexOf(sealed);
}
