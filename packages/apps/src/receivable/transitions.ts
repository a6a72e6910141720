/**
 * What a part of a certificate can become: the table of states, and the only way to change one.
 *
 * The first seventeen rows restate the bill system (reference/trace-finance.md §3.3); those below them are
 * this application's own. A request moves the flag to `locked`; `sign-…` goes on from there, `decline-…`
 * leads back to exactly what was before, whether it was refused, withdrawn, or ran out.
 */

/** How far a part has come. */
export const STATUSES = ["drawn", "accepted", "received", "matured", "terminated"] as const;

/** Whether and how a part circulates. */
export const FLAGS = [
  "awaiting-receipt",
  "circulable",
  "non-transferable",
  "locked",
  "pledged",
  "ended",
] as const;

/** What a two-sided step is about. */
export const REQUEST_KINDS = [
  "acceptance",
  "receipt",
  "transfer",
  "pledge",
  "release",
  "finance",
  "guarantee",
  "redemption",
  "cancellation",
  "recourse",
  "reversal",
] as const;

/** How far a part has come. */
export type Status = (typeof STATUSES)[number];
/** Whether and how a part circulates. */
export type Flag = (typeof FLAGS)[number];
/** What a two-sided step is about. */
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** What happens to a part. */
export type Event =
  | "register"
  | "cancel"
  | "clear"
  | "mark-overdue"
  | `${"ask" | "sign" | "decline"}-${RequestKind}`;

/** Status and flag of a part. */
export interface State {
  readonly status: Status;
  readonly flag: Flag;
}

/** `"before"`: the flag that the part had when it was asked, under the same status. */
type Row = readonly [
  event: Event,
  status: readonly Status[],
  flag: readonly Flag[],
  toStatus: Status | "same",
  toFlag: readonly Flag[] | "before",
];

const CIRCULATING = ["circulable", "non-transferable"] as const;

/** Every step that there is. What is not here is refused. */
export const TRANSITIONS: readonly Row[] = [
  ["register", [], [], "drawn", ["awaiting-receipt"]],
  ["clear", ["drawn"], ["awaiting-receipt"], "terminated", ["ended"]],
  ["ask-acceptance", ["drawn"], ["awaiting-receipt"], "drawn", ["locked"]],
  ["sign-acceptance", ["drawn"], ["locked"], "accepted", ["awaiting-receipt"]],
  ["decline-acceptance", ["drawn"], ["locked"], "drawn", "before"],
  ["clear", ["drawn"], ["locked"], "terminated", ["ended"]],
  ["clear", ["accepted"], ["awaiting-receipt"], "terminated", ["ended"]],
  ["cancel", ["drawn", "accepted"], ["awaiting-receipt"], "terminated", ["ended"]],
  // From `locked` only when that lock has run out: see standing.ts.
  ["ask-receipt", ["accepted"], ["awaiting-receipt", "locked"], "accepted", ["locked"]],
  ["sign-receipt", ["accepted"], ["locked"], "received", CIRCULATING],
  ["decline-receipt", ["accepted"], ["locked"], "accepted", "before"],
  ["clear", ["accepted"], ["locked"], "terminated", ["ended"]],
  ["ask-transfer", ["received"], ["circulable", "locked"], "received", ["locked"]],
  ["sign-transfer", ["received"], ["locked"], "received", CIRCULATING],
  ["decline-transfer", ["received"], ["locked"], "received", "before"],
  ["ask-finance", ["received"], ["circulable"], "received", ["locked"]],
  ["sign-finance", ["received"], ["locked"], "received", CIRCULATING],
  // Beyond the seventeen.
  ["decline-finance", ["received"], ["locked"], "received", "before"],
  ["ask-pledge", ["received"], ["circulable"], "received", ["locked"]],
  ["sign-pledge", ["received"], ["locked"], "received", ["pledged"]],
  ["decline-pledge", ["received"], ["locked"], "received", "before"],
  ["ask-release", ["received", "matured"], ["pledged"], "same", ["locked"]],
  ["sign-release", ["received"], ["locked"], "received", CIRCULATING],
  ["sign-release", ["matured"], ["locked"], "matured", ["non-transferable"]],
  ["decline-release", ["received", "matured"], ["locked"], "same", "before"],
  ["ask-guarantee", ["accepted"], ["awaiting-receipt"], "accepted", ["locked"]],
  ["ask-guarantee", ["received"], CIRCULATING, "received", ["locked"]],
  ["sign-guarantee", ["accepted", "received"], ["locked"], "same", "before"],
  ["decline-guarantee", ["accepted", "received"], ["locked"], "same", "before"],
  ["ask-redemption", ["received"], [...CIRCULATING, "pledged"], "received", ["locked"]],
  ["ask-redemption", ["matured"], ["non-transferable", "pledged"], "matured", ["locked"]],
  ["sign-redemption", ["received", "matured"], ["locked"], "terminated", ["ended"]],
  ["decline-redemption", ["received", "matured"], ["locked"], "same", "before"],
  ["ask-cancellation", ["received"], CIRCULATING, "received", ["locked"]],
  ["ask-cancellation", ["matured"], ["non-transferable"], "matured", ["locked"]],
  ["sign-cancellation", ["received", "matured"], ["locked"], "terminated", ["ended"]],
  ["decline-cancellation", ["received", "matured"], ["locked"], "same", "before"],
  ["ask-reversal", ["received"], CIRCULATING, "received", ["locked"]],
  ["sign-reversal", ["received"], ["locked"], "received", CIRCULATING],
  ["decline-reversal", ["received"], ["locked"], "received", "before"],
  ["mark-overdue", ["received"], CIRCULATING, "matured", ["non-transferable"]],
  ["mark-overdue", ["received"], ["pledged"], "matured", ["pledged"]],
  ["ask-recourse", ["matured"], ["non-transferable"], "matured", ["locked"]],
  ["sign-recourse", ["matured"], ["locked"], "matured", ["non-transferable"]],
  ["decline-recourse", ["matured"], ["locked"], "matured", "before"],
];

/** Rows by event, so that a step looks at few. */
const BY_EVENT = new Map<Event, Row[]>();
for (const row of TRANSITIONS) {
  const rows = BY_EVENT.get(row[0]);
  if (rows === undefined) BY_EVENT.set(row[0], [row]);
  else rows.push(row);
}

/**
 * The state that an event leads to, or undefined when the table has no such step.
 *
 * @param from undefined for a certificate that is not there yet
 * @param wish the flag to come to, where the table leaves a choice: circulable or not, or the one that
 *   stood before the request
 */
export function next(event: Event, from: State | undefined, wish?: Flag): State | undefined {
  const row = BY_EVENT.get(event)?.find(([, statuses, flags]) =>
    from === undefined
      ? statuses.length === 0
      : statuses.includes(from.status) && flags.includes(from.flag),
  );
  if (row === undefined) return undefined;
  const [, , , toStatus, toFlag] = row;
  const status = toStatus === "same" ? from?.status : toStatus;
  if (status === undefined) return undefined;
  const flags = toFlag === "before" ? askedFrom(event, status) : toFlag;
  const flag = wish ?? (flags.length === 1 ? flags[0] : undefined);
  return flag !== undefined && flags.includes(flag) ? { status, flag } : undefined;
}

/** Flags under which what is now declined, or signed without effect on the flag, could be asked. */
function askedFrom(event: Event, status: Status): readonly Flag[] {
  const ask = `ask-${event.slice(event.indexOf("-") + 1)}` as Event;
  const rows = BY_EVENT.get(ask) ?? [];
  return rows.flatMap(([, statuses, flags]) =>
    statuses.includes(status) ? flags.filter((flag) => flag !== "locked") : [],
  );
}

/** A part as far as its state goes. */
interface Stateful extends State {
  readonly lock?: { readonly flag: Flag } | undefined;
}

/**
 * The part after an event; the lock is gone unless the event asked for one. Nothing else in this
 * application writes a status or a flag.
 *
 * @returns undefined when the table has no such step
 */
export function step<P extends Stateful>(part: P, event: Event, wish?: Flag): P | undefined {
  const state = next(event, part, wish);
  if (state === undefined) return undefined;
  const { lock, ...rest } = part;
  return { ...(rest as P), ...state };
}

/** The part under a lock. @returns undefined when the table has no such step */
export function ask<P extends Stateful, L extends { readonly flag: Flag }>(
  part: P,
  kind: RequestKind,
  lock: Omit<L, "flag">,
): (P & { readonly lock: L }) | undefined {
  const state = part.flag === "locked" ? undefined : next(`ask-${kind}`, part);
  if (state === undefined) return undefined;
  return { ...part, ...state, lock: { ...lock, flag: part.flag } as L };
}

/** The part as it stood before the request that has locked it. */
export function decline<P extends Stateful>(part: P, kind: RequestKind): P | undefined {
  return step(part, `decline-${kind}`, part.lock?.flag);
}
