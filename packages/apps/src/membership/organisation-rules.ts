import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders, TableWriters } from "@tallystick/ledger/app/table-access";
import type { OrganisationKind } from "./fields.ts";
import { validLei, validUscc } from "./organisation-codes.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import type { Validator } from "./records/organisations.ts";
import { hasEngine, ROSTER_LEAD, restate, type rosterTables, signs } from "./roster.ts";
import { scanAll } from "./scan-all.ts";

type Readers = TableReaders<typeof rosterTables>;
type Writers = TableWriters<typeof rosterTables>;

/** Why what is said of an organisation is refused. */
export const IDENTITY_REFUSALS = [
  OUTCOMES.badCode,
  OUTCOMES.codeTaken,
  OUTCOMES.kindsRepeated,
] as const;

/** What an organisation says of itself. */
export interface SaidIdentity {
  readonly uscc?: string | undefined;
  readonly lei?: string | undefined;
  readonly kinds?: readonly OrganisationKind[] | undefined;
}

/** Why an organisation may not say this of itself, or null. */
export function identityRefusal(
  tables: Pick<Readers, "organisations">,
  organisation: string,
  { uscc, lei, kinds = [] }: SaidIdentity,
): Refused<(typeof IDENTITY_REFUSALS)[number]> | null {
  if (new Set(kinds).size !== kinds.length) return refuse(OUTCOMES.kindsRepeated);
  if (uscc !== undefined && !validUscc(uscc)) return refuse(OUTCOMES.badCode, { code: "uscc" });
  if (lei !== undefined && !validLei(lei)) return refuse(OUTCOMES.badCode, { code: "lei" });
  for (const [index, code] of [
    ["byUscc", uscc],
    ["byLei", lei],
  ] as const) {
    if (code === undefined) continue;
    const [other] = tables.organisations.scan(index, { prefix: [code], limit: 1 }).rows;
    if (other !== undefined && other.organisation !== organisation) {
      return refuse(OUTCOMES.codeTaken, { organisation: other.organisation });
    }
  }
  return null;
}

/** True when an organisation has or had this checkpoint key: two that share one would sign for each other. */
export function checkpointKeyTaken(
  tables: Pick<Readers, "organisationKeys">,
  keyId: Uint8Array,
): boolean {
  const query = { prefix: [keyId], limit: 1 };
  return tables.organisationKeys.scan("byKeyId", query).rows.length > 0;
}

/** Why an organisation may not have a vote. */
export const VOICE_REFUSALS = [
  OUTCOMES.notValidator,
  OUTCOMES.noEngine,
  OUTCOMES.voteKeyTaken,
  OUTCOMES.lastValidator,
] as const;

/** Gives an organisation a vote from a height on and states the roster; why not, or null. */
export function setVoice(
  tables: Writers,
  { organisation, fromHeight, ...voice }: Validator,
): Refused<(typeof VOICE_REFUSALS)[number]> | null {
  const row = tables.organisations.get({ organisation });
  if (!(row?.kinds ?? ["validator"]).includes("validator")) return refuse(OUTCOMES.notValidator);
  if (!hasEngine(tables)) return refuse(OUTCOMES.noEngine);
  for (const other of scanAll(tables.validators, "byKey", { prefix: [voice.key] })) {
    if (other.organisation !== organisation) return refuse(OUTCOMES.voteKeyTaken);
  }
  tables.validators.put({ organisation, fromHeight, ...voice });
  return restate(tables, fromHeight) ? null : refuse(OUTCOMES.lastValidator);
}

/**
 * States who certifies from a height on after a change of an organisation.
 *
 * @returns false when nobody would be left to
 */
export function certified(tables: Writers, fromHeight: number, height: number): boolean {
  const organisations = [...scanAll(tables.organisations, "byId")];
  if (!organisations.some((row) => signs(row, fromHeight))) return false;
  return restate(tables, Math.max(fromHeight, height + ROSTER_LEAD));
}
