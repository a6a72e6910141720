/** What a request comes to when it is signed: title, liens and sums move in the same statement. */
import { releaseUses } from "../documents/uses.ts";
import type { Certificate } from "../records/certificates.ts";
import type { Endorsement } from "../records/endorsements.ts";
import type { Part } from "../records/parts.ts";
import { type Flag, type RequestKind, step } from "../transitions.ts";
import type { LifeTables } from "./context.ts";
import { countClaim, countPromise } from "./credit.ts";
import { countTotals, shiftExposure } from "./exposure.ts";

/** What was agreed on. */
export interface Agreement {
  readonly kind: RequestKind;
  readonly from: string;
  readonly to: string;
  /** The request, when it did not complete at once. */
  readonly request?: number | undefined;
  readonly transferable?: boolean | undefined;
  readonly recourse?: boolean | undefined;
  /** The endorsement that it rests on: reversed, or of who is liable. */
  readonly endorsement?: number | undefined;
}

/**
 * Completes what was agreed on a locked part: the part becomes what the table of states says, an
 * endorsement is added to its chain, and the sums follow.
 *
 * @param part as it stands under its lock
 * @param at log index and time of the statement
 * @returns the part as it is now, or undefined when the table has no such step
 */
export function complete(
  tables: LifeTables,
  certificate: Certificate,
  part: Part,
  agreement: Agreement,
  at: { readonly index: number; readonly time: number },
): Part | undefined {
  const { endorsement: back } = agreement;
  const basis =
    back === undefined
      ? undefined
      : tables.endorsements.get({ certificate: part.certificate, number: back });
  const stepped = step(part, `sign-${agreement.kind}`, flagAfter(certificate, part, agreement));
  if (stepped === undefined) return undefined;
  const changed = effect(stepped, agreement, basis, at.index);
  const after = { ...changed, last: at.index, links: part.links + 1 };
  tables.parts.put(after);
  tables.endorsements.put(endorsementOf(part, agreement, at));
  shiftExposure(tables, certificate, part, after);
  countTotals(tables, certificate, part, after);
  countPromise(tables, certificate, part, after, { ...at, request: agreement.request });
  if (agreement.kind === "recourse") {
    countClaim(tables, certificate.currency, { ...part, to: agreement.to }, "paid");
  }
  if (agreement.kind === "reversal" && basis?.kind === "finance" && basis.request !== undefined) {
    const { request } = basis;
    releaseUses(tables, { certificate: part.certificate, request, side: "financed" });
  }
  return after;
}

/**
 * Ends a part that nobody has received, with all of its certificate: the documents behind it are free
 * again.
 *
 * @returns false when the table has no such step
 */
export function drop(
  tables: LifeTables,
  certificate: Certificate,
  part: Part,
  event: "cancel" | "clear",
): boolean {
  const stepped = step(part, event);
  if (stepped === undefined) return false;
  const after: Part = { ...stepped, settled: "cancelled" };
  tables.parts.put(after);
  countTotals(tables, certificate, part, after);
  return true;
}

/** The flag that the part comes to, where the table of states leaves a choice. */
function flagAfter(
  certificate: Certificate,
  part: Part,
  { kind, transferable = true }: Agreement,
): Flag | undefined {
  const circulates: Flag =
    certificate.transferable && transferable ? "circulable" : "non-transferable";
  switch (kind) {
    case "receipt":
    case "transfer":
    case "finance":
      return circulates;
    // Only what circulated could be pledged, or passed on in a way that is reversed.
    case "release":
      return part.status === "matured" ? "non-transferable" : "circulable";
    case "reversal":
      return "circulable";
    case "guarantee":
      return part.lock?.flag;
    default:
      return undefined;
  }
}

/** What is left of a part when some of its members are taken away. */
function without<K extends keyof Part>(part: Part, ...names: readonly K[]): Part {
  const rest = { ...part };
  for (const name of names) delete rest[name];
  return rest;
}

/** What changes beside status and flag. */
function effect(
  part: Part,
  { kind, from, to }: Agreement,
  basis: Endorsement | undefined,
  index: number,
): Part {
  switch (kind) {
    case "receipt":
      return { ...part, holder: to, tier: 1 };
    case "transfer":
      return { ...part, holder: to, tier: part.tier + 1 };
    case "finance":
      return { ...part, holder: to, financed: { financier: to, endorsement: index } };
    case "pledge":
      return { ...part, pledge: { pledgee: to, endorsement: index } };
    case "release":
      return without(part, "pledge");
    case "guarantee":
      return { ...part, guarantors: [...(part.guarantors ?? []), to] };
    case "redemption":
      return { ...without(part, "pledge"), settled: "redeemed" };
    case "cancellation":
      return { ...part, settled: "cancelled" };
    case "reversal":
      return basis?.kind === "finance"
        ? { ...without(part, "financed"), holder: to }
        : { ...part, holder: to, tier: part.tier - 1 };
    case "recourse": {
      const paid = basis?.kind === "guarantee" ? withoutGuarantor(part, to) : part;
      return { ...paid, holder: to, ...(basis && { recourse: basis.number }) };
    }
    case "acceptance":
      return { ...part, holder: from };
  }
}

/** A guarantor who has paid holds the part and no longer guarantees it. */
function withoutGuarantor(part: Part, guarantor: string): Part {
  const left = (part.guarantors ?? []).filter((one) => one !== guarantor);
  const rest = without(part, "guarantors");
  return left.length === 0 ? rest : { ...rest, guarantors: left };
}

function endorsementOf(
  { certificate, start, end, last }: Part,
  { kind, from, to, request, transferable, recourse, endorsement }: Agreement,
  { index, time }: { readonly index: number; readonly time: number },
): Endorsement {
  return {
    ...{ certificate, number: index, kind, start, end, from, to, time },
    ...(request !== undefined && { request }),
    ...(last !== undefined && { previous: last }),
    ...(endorsement !== undefined && { back: endorsement }),
    ...(transferable === false && { transferable }),
    ...(recourse === false && { recourse }),
  };
}
