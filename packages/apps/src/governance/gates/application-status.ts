import { refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import { isFoundation, isProtected } from "../foundation.ts";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { type Application, applications } from "../records/applications.ts";
import { type Head, head, headOf } from "../records/head.ts";
import { acceptances } from "../records/rule-books.ts";
import { memoOf } from "./memo.ts";

const tables = { applications, head, acceptances };
type Readers = TableReaders<typeof tables>;

/** Applications are called only while they are live, and under the rules that the organisation accepted. */
export const applicationStatus: Gate<typeof tables> = {
  app: "governance",
  tables,
  committed: true,
  check(readers, request) {
    const { app, time } = request;
    const row = applicationOf(readers, app);
    if (row === undefined) return null;
    const { status, pausedUntil = 0 } = row;
    if (status !== "live") return refuse(OUTCOMES.appNotLive, { status });
    if (time < pausedUntil) return refuse(OUTCOMES.appPaused, { until: pausedUntil });
    if (isFoundation(app)) return null;
    const version = ruleBookAt(
      memoOf(readers)("head", () => headOf(readers.head)),
      time,
    );
    return accepted(readers, request, version)
      ? null
      : refuse(OUTCOMES.rulesNotAccepted, { version });
  },
};

/** Version of the rule book in force at a time; 0 is none. */
export function ruleBookAt(row: Head, time: number): number {
  const { ruleBook = 0, ruleBookFrom = 0, ruleBookBefore = 0 } = row;
  return time >= ruleBookFrom ? ruleBook : ruleBookBefore;
}

/** The application's row, or undefined when it cannot be stopped. */
function applicationOf(readers: Readers, app: string): Application | undefined {
  return memoOf(readers)(`app ${app}`, () =>
    isProtected(app) ? undefined : readers.applications.get({ app }),
  );
}

function accepted(readers: Readers, { caller }: GateRequest, version: number): boolean {
  if (version === 0) return true;
  const { organisation } = caller;
  return memoOf(readers)(`accepted ${version} ${organisation}`, () =>
    readers.acceptances.has({ version, organisation }),
  );
}
