import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import { isFoundation, isProtected } from "../foundation.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { type Application, applications, trialMembers, trials } from "../records/applications.ts";
import { type Head, head } from "../records/head.ts";
import { acceptances } from "../records/rule-books.ts";

const tables = { applications, trials, trialMembers, head, acceptances };
type Readers = TableReaders<typeof tables>;

/** Applications are called only while they are live, under accepted rules and within their caps. */
export const applicationStatus: Gate<typeof tables> = {
  app: "governance",
  tables,
  check(readers, request) {
    const { app, time } = request;
    if (isProtected(app)) return null;
    const row = readers.applications.get({ app });
    if (row === undefined) return null;
    const { status, pausedUntil = 0, sandbox } = row;
    if (status !== "live") return refuse(OUTCOMES.appNotLive, { status });
    if (time < pausedUntil) return refuse(OUTCOMES.appPaused, { until: pausedUntil });
    if (!isFoundation(app) && !accepted(readers, request)) {
      return refuse(OUTCOMES.rulesNotAccepted, { version: inForce(readers, time) });
    }
    return sandbox === undefined ? null : withinCaps(readers, request, sandbox);
  },
  account(writers, { app, caller: { member }, scope, time }) {
    if (isProtected(app) || writers.applications.get({ app })?.sandbox === undefined) return;
    const trial = writers.trials.get({ app });
    if (trial === undefined) return;
    const joins = !writers.trialMembers.has({ app, member });
    if (joins) writers.trialMembers.put({ app, member, since: time });
    writers.trials.put({
      app,
      members: trial.members + (joins ? 1 : 0),
      statements: trial.statements + 1,
      value: trial.value + (scope.value ?? 0n),
    });
  },
};

/** Version of the rule book in force at a time; 0 is none. */
export function ruleBookAt(row: Head | undefined, time: number): number {
  const { ruleBook = 0, ruleBookFrom = 0, ruleBookBefore = 0 } = row ?? {};
  return time >= ruleBookFrom ? ruleBook : ruleBookBefore;
}

function inForce(readers: Readers, time: number): number {
  return ruleBookAt(readers.head.get({ id: "head" }), time);
}

function accepted(readers: Readers, { caller: { organisation }, time }: GateRequest): boolean {
  const version = inForce(readers, time);
  return version === 0 || readers.acceptances.has({ version, organisation });
}

function withinCaps(
  readers: Readers,
  { app, caller: { member }, scope, time }: GateRequest,
  caps: NonNullable<Application["sandbox"]>,
): Refused | null {
  const used = readers.trials.get({ app });
  const full = (cap: string) => refuse(OUTCOMES.sandboxCap, { cap });
  if (time > caps.until) return full("until");
  if (used === undefined) return null;
  const { statements, members, value } = used;
  if (caps.statements !== undefined && statements >= caps.statements) return full("statements");
  if (caps.value !== undefined && value + (scope.value ?? 0n) > caps.value) return full("value");
  const crowded = caps.members !== undefined && members >= caps.members;
  return crowded && !readers.trialMembers.has({ app, member }) ? full("members") : null;
}
