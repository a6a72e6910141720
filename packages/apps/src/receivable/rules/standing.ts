import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import { releaseUses } from "../documents/uses.ts";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { Part } from "../records/parts.ts";
import type { Request } from "../records/requests.ts";
import { decline } from "../transitions.ts";
import type { LifeTables } from "./context.ts";
import { countClaim } from "./credit.ts";

/** A part as it stands at a moment: a lock that has run out counts as gone. */
export function standing(part: Part, time: number): Part {
  const { lock } = part;
  if (lock === undefined || time <= lock.until) return part;
  return decline(part, lock.kind) ?? part;
}

/**
 * The part that begins at a unit, as it stands now. When a lock has run out, its request says so from
 * this statement on; the part itself is written by who takes it.
 */
export function takePart(
  tables: LifeTables,
  key: { readonly certificate: number; readonly start: bigint },
  time: number,
): Part | undefined {
  const part = tables.parts.get(key);
  if (part?.lock === undefined || time <= part.lock.until) return part;
  closeLapsed(tables, part);
  return standing(part, time);
}

/** The request whose lock on the part has run out says what became of it. */
export function closeLapsed(tables: LifeTables, { certificate, lock }: Part): void {
  if (lock === undefined) return;
  const request = tables.requests.get({ certificate, request: lock.request });
  if (request === undefined) return;
  close(tables, { ...request, state: request.state === "awaiting-payment" ? "unpaid" : "expired" });
}

/** Writes a request that has come to nothing, and gives back what it had taken of invoices or counted as a claim. */
export function close(tables: LifeTables, closed: Request): void {
  const { certificate, request, kind } = closed;
  tables.requests.put(closed);
  if (kind === "recourse" && (closed.state === "withdrawn" || closed.state === "expired")) {
    const row = tables.certificates.get({ certificate });
    if (row !== undefined) countClaim(tables, row.currency, closed, "unanswered");
  }
  if (kind === "finance") releaseUses(tables, { certificate, request, side: "financed" });
}

/** What {@link whyNot} may refuse with. */
export const STATE_REFUSALS = [
  OUTCOMES.stateForbids,
  OUTCOMES.partLocked,
  OUTCOMES.partPledged,
  OUTCOMES.partEnded,
  OUTCOMES.notTransferable,
] as const;

/** Why the table of states has no such step for the part. */
export function whyNot({
  status,
  flag,
  lock,
}: Pick<Part, "status" | "flag" | "lock">): Refused<(typeof STATE_REFUSALS)[number]> {
  if (flag === "ended") return refuse(OUTCOMES.partEnded);
  if (flag === "pledged") return refuse(OUTCOMES.partPledged);
  if (lock !== undefined) {
    return refuse(OUTCOMES.partLocked, { request: lock.request, until: lock.until });
  }
  if (flag === "non-transferable" && status === "received") return refuse(OUTCOMES.notTransferable);
  return refuse(OUTCOMES.stateForbids, { status, flag });
}
