import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { FieldError } from "@tallystick/ledger/app/wire";
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
    const { recordClass: own, record = "" } = request.scope;
    for (const recordClass of kindsOver(own)) {
      if (!has(readers.heldClasses, { recordClass })) continue;
      const whole = holding(readers, recordClass, "", request);
      if (whole !== undefined) return held(whole);
      const single = record === "" ? undefined : holding(readers, recordClass, record, request);
      if (single !== undefined) return held(single);
    }
    return null;
  },
};

/** A kind of record and all that cover it, the application last. */
function kindsOver(recordClass: string): string[] {
  const parts = recordClass.split(".");
  return parts.map((_, i) => parts.slice(0, parts.length - i).join("."));
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
  readers: Readers,
  recordClass: string,
  record: string,
  { height, time }: GateRequest,
): Hold | undefined {
  const key = { recordClass, record };
  const hold = has(readers.holds, key) ? readers.holds.get(key) : undefined;
  if (hold === undefined || hold.lifted !== undefined) return undefined;
  if (height < hold.fromHeight || time > hold.expires) return undefined;
  const revoked = readers.orders.get({ order: hold.order })?.revoked !== undefined;
  return revoked ? undefined : hold;
}

function held({ order, authority, appealTo, expires }: Hold): Refused {
  return refuse(OUTCOMES.held, { order, authority, appealTo, expires });
}
