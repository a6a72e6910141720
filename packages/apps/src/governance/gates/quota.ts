import { refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import { GOVERNANCE_OUTCOMES as OUTCOMES } from "../outcomes.ts";
import { parameterOf } from "../parameters.ts";
import { head, parameters } from "../records/head.ts";
import { ALL, type Quota, quotas, type Usage, usage } from "../records/quotas.ts";

const tables = { head, parameters, quotas, usage };
type Readers = TableReaders<typeof tables>;

/**
 * What an organisation sends stays within its quotas, whichever of its members' keys signs. Only
 * statements that pass all gates are counted.
 */
export const quotaGate: Gate<typeof tables> = {
  app: "governance",
  tables,
  check(readers, request) {
    for (const { quota, row } of charges(readers, request)) {
      const limit = exceeded(quota, row, parameterOf(readers.parameters, "quota-burst-ms"));
      if (limit !== undefined) {
        return refuse(OUTCOMES.quotaExceeded, { quota: limit, application: row.app });
      }
    }
    return null;
  },
  account(writers, request) {
    for (const { row } of charges(writers, request)) writers.usage.put(row);
  },
};

interface Charge {
  readonly quota: Quota;
  /** The usage with this statement counted. */
  readonly row: Usage;
}

/** The quotas that a statement falls under: of its application, and of all together. */
function charges(readers: Readers, request: GateRequest): Charge[] {
  const { app: called, caller } = request;
  if (called === "governance") return [];
  if ((readers.head.get({ id: "head" })?.quotas ?? 0) === 0) return [];
  const { organisation } = caller;
  const burst = parameterOf(readers.parameters, "quota-burst-ms");
  return [called, ALL].flatMap((app) => {
    const own = readers.quotas.get({ organisation, app });
    const quota = own ?? readers.quotas.get({ organisation: ALL, app });
    if (quota === undefined) return [];
    const before = readers.usage.get({ organisation, app });
    return [{ quota, row: charged({ organisation, app }, quota, before, request, burst) }];
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
