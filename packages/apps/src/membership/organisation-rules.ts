import { type Refused, refuse } from "@tallystick/ledger/app/define-action";
import type { TableReaders, TableWriters } from "@tallystick/ledger/app/table-access";
import { madeTooStrong, VALIDATOR_POWER_MIN } from "./fault-tolerance.ts";
import type { OrganisationKind } from "./fields.ts";
import { validLei, validUscc } from "./organisation-codes.ts";
import { MEMBERSHIP_OUTCOMES as OUTCOMES } from "./outcomes.ts";
import type { Validator } from "./records/organisations.ts";
import {
  hasEngine,
  ROSTER_LEAD,
  restate,
  type rosterTables,
  type StatedVotes,
  signs,
  votesFrom,
} from "./roster.ts";
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

/** Why a change that gives votes is refused. */
export const ROSTER_REFUSALS = [OUTCOMES.lastValidator, OUTCOMES.tooStrong] as const;

/** Why what is said of a vote is refused. */
const VOTE_REFUSALS = [
  OUTCOMES.notValidator,
  OUTCOMES.voteKeyTaken,
  OUTCOMES.powerTooSmall,
] as const;

/** Why an organisation may not have a vote. */
export const VOICE_REFUSALS = [OUTCOMES.noEngine, ...VOTE_REFUSALS, ...ROSTER_REFUSALS] as const;

/** Gives an organisation a vote from a height on and states the roster; why not, or null. */
export function setVoice(
  tables: Writers,
  voice: Validator,
): Refused<(typeof VOICE_REFUSALS)[number]> | null {
  const wrong = voteRefusal(tables, voice);
  if (wrong !== null) return wrong;
  if (!hasEngine(tables)) return refuse(OUTCOMES.noEngine);
  const before = votesFrom(tables, voice.fromHeight);
  tables.validators.put(voice);
  if (!restate(tables, voice.fromHeight)) return refuse(OUTCOMES.lastValidator);
  return strengthRefusal(tables, before);
}

/** Why the first votes of a ledger are refused. */
export const FIRST_VOICES_REFUSALS = [
  OUTCOMES.noSuchOrganisation,
  OUTCOMES.votesGiven,
  ...VOTE_REFUSALS,
  ...ROSTER_REFUSALS,
] as const;

/** Gives the organisations of a ledger without an engine their votes in one from a height on; why not, or null. */
export function setFirstVoices(
  tables: Writers,
  voices: readonly Omit<Validator, "fromHeight">[],
  fromHeight: number,
): Refused<(typeof FIRST_VOICES_REFUSALS)[number]> | null {
  if (hasEngine(tables)) return refuse(OUTCOMES.votesGiven);
  for (const voice of voices) {
    const { organisation } = voice;
    if (!tables.organisations.has({ organisation })) {
      return refuse(OUTCOMES.noSuchOrganisation, { organisation });
    }
    if (tables.validators.has({ organisation, fromHeight })) {
      return refuse(OUTCOMES.votesGiven, { organisation });
    }
    const wrong = voteRefusal(tables, { ...voice, fromHeight });
    if (wrong !== null) return wrong;
    tables.validators.put({ ...voice, fromHeight });
  }
  if (!restate(tables, fromHeight)) return refuse(OUTCOMES.lastValidator);
  return strengthRefusal(tables, [{ fromHeight, votes: [] }]);
}

function voteRefusal(
  tables: Readers,
  { organisation, key, power }: Validator,
): Refused<(typeof VOTE_REFUSALS)[number]> | null {
  const row = tables.organisations.get({ organisation });
  if (!(row?.kinds ?? ["validator"]).includes("validator")) return refuse(OUTCOMES.notValidator);
  for (const other of scanAll(tables.validators, "byKey", { prefix: [key] })) {
    if (other.organisation !== organisation) return refuse(OUTCOMES.voteKeyTaken);
  }
  if (power > 0 && power < VALIDATOR_POWER_MIN) {
    return refuse(OUTCOMES.powerTooSmall, { least: VALIDATOR_POWER_MIN });
  }
  return null;
}

/**
 * Why the rosters that are stated now may not take the place of those before, or null. For changes that give
 * votes: an organisation can always be put out, whatever powers that leaves.
 */
export function strengthRefusal(
  tables: Readers,
  before: readonly StatedVotes[],
): Refused<typeof OUTCOMES.tooStrong> | null {
  const [first] = before;
  if (first === undefined) return null;
  for (const { fromHeight, votes } of votesFrom(tables, first.fromHeight)) {
    const old = before.findLast((one) => one.fromHeight <= fromHeight) ?? first;
    const [organisation] = madeTooStrong(old.votes, votes);
    if (organisation !== undefined) return refuse(OUTCOMES.tooStrong, { organisation, fromHeight });
  }
  return null;
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
