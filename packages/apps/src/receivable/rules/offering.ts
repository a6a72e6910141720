/** What every action has in common that asks something of another organisation about a part. */
import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import { certificateNumber, requestNumber, start } from "../fields.ts";
import { CHAIN_MAX, CHAIN_TO_END } from "../limits.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { policyTables } from "../policy/policy-at.ts";
import type { Certificate } from "../records/certificates.ts";
import type { Part } from "../records/parts.ts";
import { certificateScope, type Here, lifeTables, organisationReads } from "./context.ts";
import { OFFER_REFUSALS } from "./offer.ts";
import { takePart } from "./standing.ts";

/** Names the part that an action is about. */
export const partKey = { certificate: certificateNumber, start };

/** Refusals of {@link takeNamed}. */
export const NAMED_REFUSALS = [OUTCOMES.noSuchCertificate, OUTCOMES.noSuchPart] as const;

/** Refusals of {@link takeOwn}. */
export const OWN_REFUSALS = [
  ...NAMED_REFUSALS,
  OUTCOMES.notTheHolder,
  OUTCOMES.chainTooLong,
] as const;

/** A part with its certificate. */
export interface Taken {
  readonly certificate: Certificate;
  readonly part: Part;
}

/** The part that an action names, as it stands now, with its certificate. */
export function takeNamed(
  { tables, block }: Here,
  key: { readonly certificate: number; readonly start: bigint },
): Taken | Refused<(typeof NAMED_REFUSALS)[number]> {
  const certificate = tables.certificates.get(key);
  if (certificate === undefined) return refuse(OUTCOMES.noSuchCertificate);
  const part = takePart(tables, key, block.time);
  return part === undefined ? refuse(OUTCOMES.noSuchPart) : { certificate, part };
}

/**
 * The part that an action names, in the hands of the caller: its holder, or its pledgee while it is
 * pledged where `pledgee` lets them. Nobody else can lock units.
 *
 * @param options `room`: endorsements that the chain may have already, since one more may come of this
 */
export function takeOwn(
  here: Here,
  key: { readonly certificate: number; readonly start: bigint },
  { pledgee = false, room = CHAIN_MAX - CHAIN_TO_END } = {},
): Taken | Refused<(typeof OWN_REFUSALS)[number]> {
  const taken = takeNamed(here, key);
  if ("outcome" in taken) return taken;
  const { part } = taken;
  const owner = pledgee && part.pledge !== undefined ? part.pledge.pledgee : part.holder;
  if (owner !== here.caller.organisation) return refuse(OUTCOMES.notTheHolder);
  return part.links < room ? taken : refuse(OUTCOMES.chainTooLong);
}

/** What all offers on a part have in common. */
export const offering = {
  tables: { ...lifeTables, ...policyTables },
  reads: organisationReads,
  roles: ["operator"],
  recordClass: "receivable.certificates",
  scope: certificateScope,
  output: { request: requestNumber },
} as const;

/** What most offers on a part may be refused with. */
export const OFFERING_REFUSALS = [...OWN_REFUSALS, ...OFFER_REFUSALS] as const;
