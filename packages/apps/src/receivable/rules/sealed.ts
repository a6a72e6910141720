import type { TableWriters } from "@tallystick/ledger/app/table-access";
import { terms } from "../records/requests.ts";
import type { Here } from "./context.ts";

/** The table of sealed terms. */
export const sealedTables = { terms };

/** Terms that nobody reads but those they are sealed for. */
export interface Sealed {
  readonly commitment: Uint8Array;
  readonly envelope: Uint8Array;
}

/** Keeps sealed terms beside the certificate or request that this statement makes. */
export function keepSealed(
  { tables, caller, block, index }: Here & { readonly tables: TableWriters<typeof sealedTables> },
  certificate: number,
  sealed: Sealed | undefined,
): void {
  if (sealed === undefined) return;
  const { organisation, member } = caller;
  tables.terms.put({ certificate, number: index, sealed, organisation, member, time: block.time });
}
