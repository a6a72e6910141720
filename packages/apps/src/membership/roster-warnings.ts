import { type CborMap, decodeCbor } from "@tallystick/core/cbor";
import type { ChangedRow } from "@tallystick/ledger/app/calls";
import { group, list, uint } from "@tallystick/ledger/app/fields";
import { mayFail, stopAlone, type Vote } from "./fault-tolerance.ts";
import { countsFrom, organisationId } from "./fields.ts";
import { ROSTER_ORGANISATIONS_MAX, rosters } from "./records/organisations.ts";

/** The field for a roster under which somebody could stop the ledger alone. */
export const rosterWarning = group({
  fromHeight: countsFrom,
  organisations: uint({ en: "Organisations that vote.", zh: "有投票权的机构数。" }),
  mayFail: uint({
    en: "How many of them may fail before the ledger stops.",
    zh: "账本停摆前可失效的机构数。",
  }),
  stopAlone: list(organisationId, {
    max: ROSTER_ORGANISATIONS_MAX,
    en: "Those who could stop it alone.",
    zh: "可单独使其停摆的机构。",
  }),
});

/** What {@link rosterWarning} holds. */
export interface RosterWarning {
  readonly fromHeight: number;
  readonly organisations: number;
  readonly mayFail: number;
  readonly stopAlone: string[];
}

/** The rosters among changed rows of any application under which somebody could stop the ledger alone. */
export function rosterWarnings(rows: readonly ChangedRow[]): RosterWarning[] {
  return rows.flatMap(({ app, table, key, after }) => {
    if (app !== "membership" || table !== rosters.name || after === null) return [];
    const votes = votesIn(after);
    const alone = stopAlone(votes);
    if (alone.length === 0) return [];
    const powers = votes.map(({ power }) => power);
    const [fromHeight] = key as [number];
    return [
      { fromHeight, organisations: votes.length, mayFail: mayFail(powers), stopAlone: alone },
    ];
  });
}

/** The votes of a roster's row, which its table has encoded. */
function votesIn(row: Uint8Array): Vote[] {
  const organisations = (decodeCbor(row) as CborMap).get("organisations") as CborMap[];
  return organisations.map((one) => ({
    organisation: one.get("organisation") as string,
    power: (one.get("validator") as CborMap).get("power") as number,
  }));
}
