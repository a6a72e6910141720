import { refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { CommittedRows } from "@tallystick/ledger/committed-tables";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import { onceFor } from "@tallystick/ledger/kept";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { parameterOf } from "../parameters.ts";
import { head, headOf, parameters } from "../records/head.ts";
import { ALL, type Quota, quotas, type Usage, usage } from "../records/quotas.ts";

const tables = { head, parameters, quotas, usage };
type Readers = TableReaders<typeof tables>;
type Committed = CommittedRows<typeof tables>;

/**
 * What an organisation sends stays within its quotas, whichever of its members' keys signs. Only
 * statements that pass all gates are counted.
 */
export const quotaGate: Gate<typeof tables> = {
  app: "governance",
  tables,
  check(readers, request, committed) {
    const bounds = boundsOf(committed, request);
    for (const { quota, row } of charges(readers, request, bounds)) {
      const limit = exceeded(quota, row, bounds.burst);
      if (limit !== undefined) {
        return refuse(OUTCOMES.quotaExceeded, { quota: limit, application: row.app });
      }
    }
    return null;
  },
  account(writers, request, committed) {
    const bounds = boundsOf(committed, request);
    for (const { row } of charges(writers, request, bounds)) writers.usage.put(row);
  },
};

/** The quotas that statements of an organisation to an application fall under. */
interface Bounds {
  readonly burst: number;
  /** Of the application, and of all together, by what they are counted under. */
  readonly quotas: readonly { readonly app: string; readonly quota: Quota }[];
}

const FREE: Bounds = { burst: 0, quotas: [] };

/** More than there are organisations times applications on most ledgers. */
const KEPT = 65_536;

const keptOf = onceFor(({ memo }: Committed) => ({
  none: memo<boolean>(1),
  bounds: memo<Bounds>(KEPT),
}));

function boundsOf(committed: Committed, { app, caller }: GateRequest): Bounds {
  if (app === "governance") return FREE;
  const kept = keptOf(committed);
  const { head: heads, parameters: values, quotas: rows } = committed.tables;
  if (kept.none.get("", () => headOf(heads).quotas === 0)) return FREE;
  const { organisation } = caller;
  return kept.bounds.get(`${organisation} ${app}`, () => ({
    burst: parameterOf(values, "quota-burst-ms"),
    quotas: [app, ALL].flatMap((under) => {
      const own = rows.get({ organisation, app: under });
      const quota = own ?? rows.get({ organisation: ALL, app: under });
      return quota === undefined ? [] : [{ app: under, quota }];
    }),
  }));
}

interface Charge {
  readonly quota: Quota;
  /** The usage with this statement counted. */
  readonly row: Usage;
}

function charges(readers: Readers, request: GateRequest, { quotas, burst }: Bounds): Charge[] {
  const { organisation } = request.caller;
  return quotas.map(({ app, quota }) => {
    const before = readers.usage.get({ organisation, app });
    return { quota, row: charged({ organisation, app }, quota, before, request, burst) };
  });
}

/** Debts are in thousandths, so that a rate a second times milliseconds needs no division. */
function charged(
  key: Pick<Usage, "organisation" | "app">,
  quota: Quota,
  before: Usage | undefined,
  { bytes, time }: GateRequest,
  burst: number,
): Usage {
  const elapsed = before === undefined ? burst : Math.max(0, time - before.at);
  const debt = (old = 0, rate: number | undefined, units: number) => {
    if (rate === undefined) return 0;
    const left = elapsed >= burst ? 0 : Math.max(0, old - elapsed * rate);
    return left + 1000 * units;
  };
  return {
    ...key,
    at: time,
    statements: (before?.statements ?? 0) + 1,
    bytes: (before?.bytes ?? 0) + bytes,
    statementDebt: debt(before?.statementDebt, quota.statements, 1),
    byteDebt: debt(before?.byteDebt, quota.bytes, bytes),
  };
}

function exceeded(quota: Quota, after: Usage, burst: number): string | undefined {
  const { statements, bytes, storage } = quota;
  if (statements !== undefined && after.statementDebt > statements * burst) return "statements";
  if (bytes !== undefined && after.byteDebt > bytes * burst) return "bytes";
  return storage !== undefined && after.bytes > storage ? "storage" : undefined;
}
