/** Rules that several actions of this application share. */
import type { TableReaders } from "@tallystick/ledger/app/table-access";
import type { OrganisationKind } from "../membership/fields.ts";
import { organisations } from "../membership/records/organisations.ts";
import { activeAt } from "../membership/standing.ts";
import type { OrderKind } from "./fields.ts";
import type { Order, orders } from "./records.ts";

/** The organisations, as other applications see them. */
export const organisationReads = { app: "membership", tables: { organisations } } as const;

type Organisations = TableReaders<{ readonly organisations: typeof organisations }>;

/** Kinds of organisation that may be granted a look. */
export const OBSERVER_KINDS: readonly OrganisationKind[] = ["regulator", "court", "observer"];

/** Kinds of organisation that give orders. */
export const AUTHORITY_KINDS: readonly OrganisationKind[] = ["regulator", "court"];

/** Whether an organisation is active and of one of the kinds. */
export function isOf(
  { organisations: table }: Organisations,
  organisation: string,
  kinds: readonly OrganisationKind[],
  height: number,
): boolean {
  const row = table.get({ organisation });
  if (row === undefined || !activeAt(row, height)) return false;
  return (row.kinds ?? []).some((kind) => kinds.includes(kind));
}

/** The order in force that an authority gave for something, or undefined. */
export function orderFor(
  { orders: table }: TableReaders<{ readonly orders: typeof orders }>,
  order: string,
  kind: OrderKind,
  time: number,
): Order | undefined {
  const row = table.get({ order });
  if (row === undefined || row.kind !== kind) return undefined;
  return row.revoked === undefined && time <= row.expires ? row : undefined;
}

/** Whether a kind of record is the class, or one of those that the class covers. */
export function covers(recordClass: string, other: string): boolean {
  return other === recordClass || other.startsWith(`${recordClass}.`);
}
