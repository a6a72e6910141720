import type { TableReader, TableReaders, TableWriters } from "@tallystick/ledger/app/table-access";
import type { Vote } from "./fault-tolerance.ts";
import { HEIGHT_MAX } from "./fields.ts";
import {
  type Organisation,
  organisationKeys,
  organisations,
  type RosterRow,
  rosters,
  type Validator,
  validators,
} from "./records/organisations.ts";
import { scanAll } from "./scan-all.ts";
import { activeAt, spans } from "./standing.ts";

/**
 * Blocks between the one that states a roster and the first that it certifies: until then the roster
 * before signs, and the engine is told two blocks ahead.
 */
export const ROSTER_LEAD = 3;

/** The tables that say who certifies the ledger. */
export const rosterTables = { organisations, organisationKeys, validators, rosters };

type Readers = TableReaders<Omit<typeof rosterTables, "rosters">>;

/** One organisation of a roster. */
export type RosterMember = RosterRow["organisations"][number];

/** The roster that is stated for a height, or undefined where the founding organisations still are. */
export function rosterAt(
  tables: { readonly rosters: TableReader<typeof rosters> },
  height: number,
): RosterRow | undefined {
  const query = { to: Math.min(height, HEIGHT_MAX) + 1, reverse: true, limit: 1 };
  return tables.rosters.scan("byHeight", query).rows[0];
}

/** True when a consensus engine orders the ledger: then organisations have votes. */
export function hasEngine(tables: Pick<Readers, "validators">): boolean {
  return tables.validators.scan("byHeight", { limit: 1 }).rows.length > 0;
}

/**
 * Who certifies the block at a height by the organisations' own rows: active, of kind validator, with
 * a vote, and with the checkpoint key of that height. Empty without a consensus engine.
 */
export function rosterOf(tables: Readers, height: number): RosterMember[] {
  const found: RosterMember[] = [];
  for (const row of scanAll(tables.organisations, "byId")) {
    if (!signs(row, height)) continue;
    const { organisation, name } = row;
    const voice = validatorAt(tables, organisation, height);
    if (voice === undefined || voice.power === 0) continue;
    const { key, power, node } = voice;
    const checkpointKey = checkpointKeyAt(tables, row, height);
    found.push({ organisation, name, key: checkpointKey, validator: { key, power, node } });
  }
  return found;
}

/** Whose votes count from a height on, in the order of their organisations. */
export interface StatedVotes {
  readonly fromHeight: number;
  readonly votes: readonly Vote[];
}

/** Whose votes count at a height and at every later one for which a roster is stated; none without an engine. */
export function votesFrom(
  tables: TableReaders<typeof rosterTables>,
  fromHeight: number,
): StatedVotes[] {
  if (!hasEngine(tables)) return [];
  const now = rosterAt(tables, fromHeight)?.organisations ?? rosterOf(tables, fromHeight);
  const later = scanAll(tables.rosters, "byHeight", { from: fromHeight + 1 });
  return [{ fromHeight, organisations: now }, ...later].map(
    ({ fromHeight: from, organisations }) => ({
      fromHeight: from,
      votes: organisations.map(({ organisation, validator: { power } }) => ({
        organisation,
        power,
      })),
    }),
  );
}

/**
 * States the roster of a height, and every later one anew: each follows from the rows of the
 * organisations, which the caller has changed. Nothing to state without a consensus engine.
 *
 * @returns false when nobody would be left to certify at one of those heights
 */
export function restate(tables: TableWriters<typeof rosterTables>, fromHeight: number): boolean {
  if (!hasEngine(tables)) return true;
  const later = scanAll(tables.rosters, "byHeight", { from: fromHeight });
  const heights = new Set([fromHeight, ...Array.from(later, (row) => row.fromHeight)]);
  for (const height of heights) {
    const organisations = rosterOf(tables, height);
    if (organisations.length === 0) return false;
    tables.rosters.put({ fromHeight: height, organisations });
  }
  return true;
}

/** True when an organisation is a validator at a height. */
export function signs(row: Organisation, height: number): boolean {
  return (row.kinds ?? ["validator"]).includes("validator") && activeAt(row, height);
}

/** An organisation's voice in the engine at a height, power 0 included. */
export function validatorAt(
  tables: Pick<Readers, "validators">,
  organisation: string,
  height: number,
): Validator | undefined {
  const query = { prefix: [organisation], to: height + 1, reverse: true, limit: 1 };
  return tables.validators.scan("byHeight", query).rows[0];
}

/** The key with which an organisation signs at a height; of a store older than the table, its only one. */
function checkpointKeyAt(tables: Readers, row: Organisation, height: number): Uint8Array {
  const prefix = [row.organisation];
  const query = { prefix, to: height + 1, reverse: true, limit: 1 };
  const [newest] = tables.organisationKeys.scan("byHeight", query).rows;
  return newest !== undefined && spans(newest, height) ? newest.key : row.key;
}
