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

/**
 * Seals the terms of an offer to who offers, who is asked, and whom the policy names, and gives the
 * reader the opening to keep. @throws ClientError when one of them has no encryption key
 */
export async function sealTerms(of: {
  readonly step: Step;
  readonly about: About;
  readonly values: Values;
  readonly input: Readonly<Record<string, unknown>>;
  readonly own: string | undefined;
}): Promise<SealedHex | undefined> {
  const { step, about, values, input, own } = of;
  const terms = termsOf(values);
  if (terms === undefined || step.kind === undefined || own === undefined) return undefined;
  // The definitions of all applications come with it, so it is loaded by those who seal.
  const [{ connect }, { sealRequestTerms }] = await Promise.all([
    import("@tallystick/client/connect"),
    import("@tallystick/client/sealed-terms"),
  ]);
  const client = await connect({ url: location.origin });
  const start = BigInt(about.start);
  const size = input["amount"] === undefined ? about.size : BigInt(String(input["amount"]));
  const offered = {
    ...{ kind: step.kind, certificate: about.certificate, start, end: start + size },
    ...{ from: own, to: String(input["to"]) },
  };
  const { sealed, opening } = await sealRequestTerms(client, offered, terms);
  saveBytes(opening, `terms-${about.certificate}-${about.start}.opening`);
  return { commitment: toHex(sealed.commitment), envelope: toHex(sealed.envelope) };
}

/** Seals the terms of a certificate that is to be issued. @throws as {@link sealTerms} */
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
  return { commitment: toHex(sealed.commitment), envelope: toHex(sealed.envelope) };
}
