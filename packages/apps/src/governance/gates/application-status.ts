import { refuse } from "@tallystick/ledger/app/define-action";
import type { CommittedRows } from "@tallystick/ledger/committed-tables";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import { onceFor } from "@tallystick/ledger/kept";
import { isFoundation, isProtected } from "../foundation.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { type Application, applications } from "../records/applications.ts";
import { type Head, head, headOf } from "../records/head.ts";
import { acceptances } from "../records/rule-books.ts";

const tables = { applications, head, acceptances };
type Committed = CommittedRows<typeof tables>;

/** More than there are applications, and organisations that accept rules. */
const KEPT = 65_536;

const keptOf = onceFor(({ memo }: Committed) => ({
  applications: memo<Application | null>(KEPT),
  head: memo<Head>(1),
  accepted: memo<boolean>(KEPT),
}));

/** Applications are called only while they are live, and under the rules that the organisation accepted. */
export const applicationStatus: Gate<typeof tables> = {
  app: "governance",
  tables,
  committed: true,
  check(_, request, committed) {
    const { app, time } = request;
    const row = applicationOf(committed, app);
    if (row === null) return null;
    const { status, pausedUntil = 0 } = row;
    if (status !== "live") return refuse(OUTCOMES.appNotLive, { status });
    if (time < pausedUntil) return refuse(OUTCOMES.appPaused, { until: pausedUntil });
    if (isFoundation(app)) return null;
    const rules = keptOf(committed).head.get("", () => headOf(committed.tables.head));
    const version = ruleBookAt(rules, time);
    return accepted(committed, request, version)
      ? null
      : refuse(OUTCOMES.rulesNotAccepted, { version });
  },
};

/** Version of the rule book in force at a time; 0 is none. */
export function ruleBookAt(row: Head, time: number): number {
  const { ruleBook = 0, ruleBookFrom = 0, ruleBookBefore = 0 } = row;
  return time >= ruleBookFrom ? ruleBook : ruleBookBefore;
}

/** The application's row, or null when it cannot be stopped. */
function applicationOf(committed: Committed, app: string): Application | null {
  if (isProtected(app)) return null;
  const { applications: rows } = committed.tables;
  return keptOf(committed).applications.get(app, () => rows.get({ app }) ?? null);
}

function accepted(committed: Committed, { caller }: GateRequest, version: number): boolean {
  if (version === 0) return true;
  const { organisation } = caller;
  const { acceptances: rows } = committed.tables;
  return keptOf(committed).accepted.get(`${version} ${organisation}`, () =>
    rows.has({ version, organisation }),
  );
}
