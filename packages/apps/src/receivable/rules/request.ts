import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import { RECEIVABLE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import type { Certificate } from "../records/certificates.ts";
import type { Part } from "../records/parts.ts";
import type { Request } from "../records/requests.ts";
import type { Here } from "./context.ts";

/** What {@link openRequest} may refuse with. */
export const OPEN_REFUSALS = [
  OUTCOMES.noSuchRequest,
  OUTCOMES.requestAnswered,
  OUTCOMES.requestExpired,
] as const;

/** A request that waits for its answer, with the part that it has locked. */
export interface Open {
  readonly certificate: Certificate;
  readonly request: Request;
  readonly part: Part & { readonly lock: NonNullable<Part["lock"]> };
}

/** The request of a number, while it waits for its answer. */
export function openRequest(
  { tables, block }: Here,
  key: { readonly certificate: number; readonly request: number },
): Open | Refused<(typeof OPEN_REFUSALS)[number]> {
  const found = lockedBy(tables, key);
  if (found === undefined) return refuse(OUTCOMES.noSuchRequest);
  const { request, part, certificate } = found;
  if (request.state !== "offered") return refuse(answered(request));
  if (part === undefined || block.time > part.lock.until) return refuse(OUTCOMES.requestExpired);
  return { certificate, request, part };
}

/** What to say of a request that does not wait for an answer any more. */
export function answered({
  state,
}: Request): typeof OUTCOMES.requestAnswered | typeof OUTCOMES.requestExpired {
  return state === "expired" || state === "unpaid"
    ? OUTCOMES.requestExpired
    : OUTCOMES.requestAnswered;
}

/** A request and its certificate, with the part that it holds under its lock, if it still does. */
export function lockedBy(
  tables: Here["tables"],
  key: { readonly certificate: number; readonly request: number },
):
  | {
      readonly certificate: Certificate;
      readonly request: Request;
      readonly part: Open["part"] | undefined;
    }
  | undefined {
  const request = tables.requests.get(key);
  const certificate = tables.certificates.get(key);
  if (request === undefined || certificate === undefined) return undefined;
  const part = tables.parts.get(request);
  const { lock } = part ?? {};
  const holds = part !== undefined && lock !== undefined && lock.request === request.request;
  return { request, certificate, part: holds ? { ...part, lock } : undefined };
}
