import type { RosterRow } from "@tallystick/apps/membership/records/organisations";
import type { nodes } from "@tallystick/apps/membership/roster-views";
import type { GenesisOrganisation } from "@tallystick/core/genesis";
import { decodeKey } from "@tallystick/core/keys";
import type { ViewOutput } from "@tallystick/ledger/app/define-view";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { StatedRoster } from "./rosters.ts";

/** The record of the roster that is in force at a height; undefined where the founders still certify. */
export function rosterStatedFor(reader: LedgerReader, height: number): RosterRow | undefined {
  const view = reader.runView<{ readonly roster?: RosterRow }>("membership", "roster", { height });
  return view.output.roster;
}

/** The same as the engine takes it: the organisations that have a vote. */
export function statedRoster(reader: LedgerReader, height: number): StatedRoster | undefined {
  const row = rosterStatedFor(reader, height);
  // Organisations that have been entered before a network was founded have no vote yet.
  if (row?.organisations.some(({ validator }) => validator !== undefined) !== true)
    return undefined;
  const organisations = row.organisations.flatMap(
    ({ organisation: id, name, key, validator }): GenesisOrganisation[] =>
      validator === undefined ? [] : [{ id, name, key: decodeKey(key), validator }],
  );
  return { fromHeight: row.fromHeight, organisations };
}

/** Ids of the nodes whose organisations the state admits to the network; empty before it names any. */
export function statedNodes(reader: LedgerReader): string[] {
  const view = reader.runView<ViewOutput<typeof nodes>>("membership", "nodes", {});
  return view.output.nodes.map(({ validator }) => validator.node);
}
