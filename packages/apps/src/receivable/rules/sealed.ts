import { decodeEnvelope } from "@tallystick/core/sealed/envelope";
import { SealedError } from "@tallystick/core/sealed/sealed-error";
import type { Suite } from "@tallystick/core/suite/suite";
import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders, TableWriters } from "@tallystick/ledger/app/table-access";
import type { EncryptionKeyRow, encryptionKeys } from "../../membership/records/encryption-keys.ts";
import { PAPER_OUTCOMES as OUTCOMES } from "../outcomes/papers.ts";
import { policyNow, policyTables } from "../policy/policy-at.ts";
import { terms } from "../records/requests.ts";
import type { Here } from "./context.ts";

/** The tables of sealed terms. */
export const sealedTables = { ...policyTables, terms };

/** Terms that nobody reads but those they are sealed for. */
export interface Sealed {
  readonly commitment: Uint8Array;
  readonly envelope: Uint8Array;
}

/** Why sealed terms are not taken. */
export const SEALED_REFUSALS = [
  OUTCOMES.sealedMalformed,
  OUTCOMES.sealedRecipientUnknown,
  OUTCOMES.sealedRecipientMissing,
] as const;

/** What an action knows when it is given sealed terms. */
export type Sealing = Here & {
  readonly suite: Suite;
  readonly tables: TableWriters<typeof sealedTables>;
  readonly reads: TableReaders<{ readonly encryptionKeys: typeof encryptionKeys }>;
};

/**
 * Keeps sealed terms beside the certificate or request that this statement makes. Nobody here can read
 * them; what shows is to which keys they are sealed: to keys in force only, and to those organisations
 * that the policy wants among them, and to `readers`. Whether they open to what they are the terms of is
 * for those to see who can.
 *
 * @param readers who else must be among the recipients
 */
export function keepSealed(
  here: Sealing,
  certificate: number,
  sealed: Sealed | undefined,
  readers: readonly string[] = [],
): Refused<(typeof SEALED_REFUSALS)[number]> | null {
  if (sealed === undefined) return null;
  const { tables, caller, block, index } = here;
  const wrong = judge(here, sealed, readers);
  if (wrong !== null) return wrong;
  const { organisation, member } = caller;
  tables.terms.put({ certificate, number: index, sealed, organisation, member, time: block.time });
  return null;
}

function judge(
  { suite, tables, reads, block }: Sealing,
  { envelope }: Sealed,
  readers: readonly string[],
) {
  const recipients = recipientsOf(suite, envelope);
  if (recipients === undefined) return refuse(OUTCOMES.sealedMalformed);
  const organisations = new Set<string>();
  for (const keyId of recipients) {
    const row = reads.encryptionKeys.get({ keyId });
    if (row === undefined || !inForce(row, block.height)) {
      return refuse(OUTCOMES.sealedRecipientUnknown, { keyId });
    }
    organisations.add(row.organisation);
  }
  for (const organisation of [...readers, ...policyNow(tables).sealedTo]) {
    if (!organisations.has(organisation)) {
      return refuse(OUTCOMES.sealedRecipientMissing, { organisation });
    }
  }
  return null;
}

function recipientsOf(suite: Suite, envelope: Uint8Array): Uint8Array[] | undefined {
  try {
    return decodeEnvelope(suite, envelope).recipients.map(({ keyId }) => keyId);
  } catch (error) {
    if (error instanceof SealedError) return undefined;
    throw error;
  }
}

function inForce({ fromHeight, toHeight }: EncryptionKeyRow, height: number): boolean {
  return fromHeight <= height && (toHeight === undefined || height <= toHeight);
}
