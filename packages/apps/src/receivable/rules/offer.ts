import { type Accepted, ok, type Refused, refuse } from "@tallystick/ledger/app/define-action";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { Policy } from "../policy/records.ts";
import type { Certificate } from "../records/certificates.ts";
import type { Part } from "../records/parts.ts";
import type { Request } from "../records/requests.ts";
import { ask, type RequestKind } from "../transitions.ts";
import { type Here, takesPart } from "./context.ts";
import { countClaim } from "./credit.ts";
import { STATE_REFUSALS, whyNot } from "./standing.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What {@link placeOffer} may refuse with. */
export const OFFER_REFUSALS = [
  ...STATE_REFUSALS,
  OUTCOMES.expiryOutOfRange,
  OUTCOMES.bankNotAllowed,
  OUTCOMES.sameOrganisation,
  OUTCOMES.noSuchOrganisation,
] as const;

type OfferRefusal = (typeof OFFER_REFUSALS)[number];

/** The payment of an offer as its sender gives it. */
export interface PaymentOffer {
  readonly bank: string;
  /** Minor units; absent when the price is sealed. */
  readonly amount?: bigint | undefined;
  /** Of the sealed terms of the request, which hold the price. */
  readonly commitment?: Uint8Array | undefined;
  readonly until: number;
}

/** An offer on a part. */
export interface Offer {
  readonly kind: RequestKind;
  readonly certificate: Certificate;
  /** As it stands, and as large as it is to be. */
  readonly part: Part;
  readonly to: string;
  readonly expires: number;
  readonly payment?: PaymentOffer | undefined;
  /** What else stands on the request. */
  readonly more?: Partial<
    Pick<Request, "transferable" | "recourse" | "fee" | "endorsement" | "commitment" | "reason">
  >;
}

/** Steps that come to nothing once the due date has begun: they end before it. */
const BEFORE_DUE: ReadonlySet<RequestKind> = new Set([
  "acceptance",
  "receipt",
  "transfer",
  "pledge",
  "finance",
  "guarantee",
  "reversal",
]);

/** Steps that an organisation may ask of itself: who draws may be who owes, or who is paid. */
const OF_ONESELF: ReadonlySet<RequestKind> = new Set(["acceptance", "receipt"]);

/** Locks the part and writes the request. */
export function placeOffer(
  { tables, reads, block, caller, index }: Here,
  policy: Policy,
  offer: Offer,
): Refused<OfferRefusal> | Accepted<{ request: number }> {
  const { kind, certificate, part, to, payment, more } = offer;
  const lock = { request: index, kind, until: offer.expires };
  const locked = ask<Part, NonNullable<Part["lock"]>>(part, kind, lock);
  if (locked === undefined) return whyNot(part);
  const latest = block.time + policy.requestDays * DAY_MS;
  const most = BEFORE_DUE.has(kind) ? Math.min(latest, certificate.due - 1) : latest;
  const ends = payment === undefined ? [offer.expires] : [offer.expires, payment.until];
  if (ends.some((end) => end <= block.time || end > most)) {
    return refuse(OUTCOMES.expiryOutOfRange, { least: block.time, most });
  }
  const from = caller.organisation;
  if (from === to && !OF_ONESELF.has(kind)) return refuse(OUTCOMES.sameOrganisation);
  if (!takesPart(reads, to, block.height)) return refuse(OUTCOMES.noSuchOrganisation);
  if (payment !== undefined) {
    if (!takesPart(reads, payment.bank, block.height)) return refuse(OUTCOMES.noSuchOrganisation);
    if (!mayConfirm(policy, payment.bank, to)) return refuse(OUTCOMES.bankNotAllowed);
  }
  tables.parts.put(locked);
  tables.requests.put({
    ...{ certificate: part.certificate, request: index, kind, start: part.start, end: part.end },
    ...{ from, to, by: caller.member, offered: block.time, expires: offer.expires },
    ...more,
    state: "offered",
    ...(payment !== undefined && { payment }),
  });
  if (kind === "recourse") countClaim(tables, certificate.currency, { ...part, to }, "made");
  return ok({ request: index });
}

/** A bank confirms payments of others; its own only where the policy names it as a bank. The one who is asked pays. */
function mayConfirm({ banks }: Policy, bank: string, payer: string): boolean {
  return banks.length === 0 ? bank !== payer : banks.includes(bank);
}
