import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { FieldError } from "@tallystick/ledger/app/wire";
import type { CommittedRows } from "@tallystick/ledger/committed-tables";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import { onceFor } from "@tallystick/ledger/kept";
import { SUPERVISION_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { type Hold, heldClasses, holds, orders } from "./records.ts";

const tables = { heldClasses, holds, orders };

type Committed = CommittedRows<typeof tables>;

/** Kinds of record, and held records that were asked for, that are remembered. */
const KEPT = 65_536;

const keptOf = onceFor(({ memo }: Committed) => ({
  kinds: memo<readonly string[]>(KEPT),
  holds: memo<Hold | null>(KEPT),
}));

/**
 * Lets nothing touch a record, or a kind of record, that an order has frozen. A hold, and its end by
 * decision, count from the block after.
 */
export const holdGate: Gate<typeof tables> = {
  app: "supervision",
  tables,
  committed: true,
  check(_, request, committed) {
    const { recordClass: own, record = "" } = request.scope;
    for (const recordClass of heldKinds(committed, own)) {
      const whole = holding(committed, recordClass, "", request);
      if (whole !== undefined) return held(whole);
      const single = record === "" ? undefined : holding(committed, recordClass, record, request);
      if (single !== undefined) return held(single);
    }
    return null;
  },
};

/** Of a kind of record and all that cover it, the application last, those on which a hold was ever placed. */
function heldKinds(committed: Committed, recordClass: string): readonly string[] {
  return keptOf(committed).kinds.get(recordClass, () => {
    const parts = recordClass.split(".");
    const kinds = parts.map((_, i) => parts.slice(0, parts.length - i).join("."));
    return kinds.filter((kind) => has(committed.tables.heldClasses, { recordClass: kind }));
  });
}

/** Whether there is such a row. What could not be named when a hold was placed is not held. */
function has<K>(table: { readonly has: (key: K) => boolean }, key: K): boolean {
  try {
    return table.has(key);
  } catch (error) {
    if (error instanceof FieldError) return false;
    throw error;
  }
}

function holding(
  committed: Committed,
  recordClass: string,
  record: string,
  { height, time }: GateRequest,
): Hold | undefined {
  const hold = keptOf(committed).holds.get(JSON.stringify([recordClass, record]), () =>
    standing(committed.tables, recordClass, record),
  );
  if (hold === null || height < hold.fromHeight || time > hold.expires) return undefined;
  return hold;
}

/** The hold on a record, unless it was lifted or its order revoked. */
function standing(
  readers: TableReaders<typeof tables>,
  recordClass: string,
  record: string,
): Hold | null {
  const key = { recordClass, record };
  const hold = has(readers.holds, key) ? readers.holds.get(key) : undefined;
  if (hold === undefined || hold.lifted !== undefined) return null;
  return readers.orders.get({ order: hold.order })?.revoked === undefined ? hold : null;
}

function held({ order, authority, appealTo, expires }: Hold): Refused {
  return refuse(OUTCOMES.held, { order, authority, appealTo, expires });
}
