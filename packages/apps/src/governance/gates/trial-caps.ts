import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { CommittedRows } from "@tallystick/ledger/committed-tables";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import { onceFor } from "@tallystick/ledger/kept";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { type Application, applications, trialMembers, trials } from "../records/applications.ts";

const tables = { applications, trials, trialMembers };
type Readers = TableReaders<typeof tables>;
type Committed = CommittedRows<typeof tables>;
type Caps = NonNullable<Application["sandbox"]>;

/** More than there are applications. */
const KEPT = 65_536;

const keptOf = onceFor(({ memo }: Committed) => memo<Caps | null>(KEPT));

/** An application on trial stays within its caps, counted statement by statement. */
export const trialCaps: Gate<typeof tables> = {
  app: "governance",
  tables,
  check(readers, request, committed) {
    const caps = capsOf(committed, request.app);
    return caps === null ? null : excess(readers, request, caps);
  },
  account(writers, { app, caller: { member }, scope, time }, committed) {
    if (capsOf(committed, app) === null) return;
    const { members = 0, statements = 0, value = 0n } = writers.trials.get({ app }) ?? {};
    const joins = !writers.trialMembers.has({ app, member });
    if (joins) writers.trialMembers.put({ app, member, since: time });
    writers.trials.put({
      app,
      members: members + (joins ? 1 : 0),
      statements: statements + 1,
      value: least(value + (scope.value ?? 0n), COUNTED_MAX),
    });
  },
};

/** As far as a row can count: without a cap of its own, a trial moves any value. */
const COUNTED_MAX = 2n ** 64n - 1n;

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function capsOf(committed: Committed, app: string): Caps | null {
  const { applications: rows } = committed.tables;
  return keptOf(committed).get(app, () => rows.get({ app })?.sandbox ?? null);
}

function excess(readers: Readers, request: GateRequest, caps: Caps): Refused | null {
  const { app, caller, scope, time } = request;
  const full = (cap: string) => refuse(OUTCOMES.sandboxCap, { cap });
  if (time > caps.until) return full("until");
  const { statements = 0, members = 0, value = 0n } = readers.trials.get({ app }) ?? {};
  if (caps.statements !== undefined && statements >= caps.statements) return full("statements");
  if (caps.value !== undefined && value + (scope.value ?? 0n) > caps.value) return full("value");
  if (caps.members === undefined || members < caps.members) return null;
  return readers.trialMembers.has({ app, member: caller.member }) ? null : full("members");
}
