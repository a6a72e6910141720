import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { Gate, GateRequest } from "@tallystick/ledger/gate";
import { SUPERVISION_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import { type Hold, heldClasses, holds, orders } from "./records.ts";

const tables = { heldClasses, holds, orders };

type Readers = TableReaders<typeof tables>;

/** Lets nothing touch a record, or a kind of record, that an order has frozen. */
export const holdGate: Gate<typeof tables> = {
  app: "supervision",
  tables,
  check(readers, request) {
    const { app, scope } = request;
    // The kind itself, and the application as a whole, which covers all of its kinds.
    const classes = scope.recordClass === app ? [app] : [scope.recordClass, app];
    for (const recordClass of classes) {
      if (!readers.heldClasses.has({ recordClass })) continue;
      const found =
        holding(readers, recordClass, "", request) ??
        (scope.record && holding(readers, recordClass, scope.record, request));
      if (found) return held(found);
    }
    return null;
  },
};

function holding(
  readers: Readers,
  recordClass: string,
  record: string,
  { height, time }: GateRequest,
): Hold | undefined {
  const hold = readers.holds.get({ recordClass, record });
  if (hold === undefined || hold.lifted !== undefined) return undefined;
  if (height < hold.fromHeight || time > hold.expires) return undefined;
  const revoked = readers.orders.get({ order: hold.order })?.revoked !== undefined;
  return revoked ? undefined : hold;
}

function held({ order, authority, appealTo, expires }: Hold): Refused {
  return refuse(OUTCOMES.held, { order, authority, appealTo, expires });
}
