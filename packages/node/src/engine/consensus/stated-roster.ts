import type { RosterRow } from "@tallystick/apps/membership/records/organisations";
import { ROSTER_LEAD } from "@tallystick/apps/membership/roster";
import type { nodes } from "@tallystick/apps/membership/roster-views";
import { equalBytes } from "@tallystick/core/bytes";
import type { GenesisOrganisation, GenesisValidator } from "@tallystick/core/genesis";
import { decodeKey, keyId } from "@tallystick/core/keys";
import type { Suite } from "@tallystick/core/suite/suite";
import type { ViewOutput } from "@tallystick/ledger/app/define-view";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { ChainStart } from "./chain-start.ts";
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

/**
 * First block that a network makes of a ledger which one organisation has ordered, once that is decided
 * (`membership.hand-over`); the node makes those before it. For a ledger that has no chain yet.
 */
export function handoverHeight(reader: LedgerReader): number | undefined {
  let first: number | undefined;
  let stated = rosterStatedFor(reader, reader.height + ROSTER_LEAD);
  while (stated !== undefined) {
    first = stated.fromHeight;
    stated = rosterStatedFor(reader, first - 1);
  }
  return first;
}

/**
 * In what the organisations of a chain's start are not those that the ledger's state names for its first
 * block: they must be the same voices with the same keys. Undefined when they are, or the state names nobody.
 */
export function startDifference(
  suite: Suite,
  stated: StatedRoster | undefined,
  { organisations }: Pick<ChainStart, "organisations">,
): string | undefined {
  if (stated === undefined) return undefined;
  const [named, founding] = [stated.organisations, organisations].map(
    (list) => new Map(list.map((one) => [one.id, one])),
  ) as [Map<string, GenesisOrganisation>, Map<string, GenesisOrganisation>];
  for (const id of new Set([...named.keys(), ...founding.keys()])) {
    const [one, other] = [named.get(id), founding.get(id)];
    if (one === undefined) return `${id} has no vote by the ledger's state`;
    if (other === undefined)
      return `${id} has a vote by the ledger's state and no part in the chain`;
    if (!equalBytes(keyId(suite, one.key), keyId(suite, other.key))) {
      return `${id} has another checkpoint key by the ledger's state`;
    }
    const [voice, said] = [one.validator, other.validator] as [GenesisValidator, GenesisValidator];
    const same =
      equalBytes(voice.key, said.key) && voice.power === said.power && voice.node === said.node;
    if (!same) return `${id} has another vote by the ledger's state`;
  }
  return undefined;
}

/**
 * The voices that the state gives an organisation: the one that counts for the next block, and the last one that
 * is stated. Undefined while the state gives nobody any.
 */
export function statedVoices(
  reader: LedgerReader,
  organisation: string,
): readonly GenesisValidator[] | undefined {
  const { nodes: all } = reader.runView<ViewOutput<typeof nodes>>("membership", "nodes", {}).output;
  if (all.length === 0) return undefined;
  const now = rosterStatedFor(reader, reader.height + 1)?.organisations ?? [];
  return [...now, ...all].flatMap((one) =>
    one.organisation === organisation ? [one.validator] : [],
  );
}

/** Ids of the nodes whose organisations the state admits to the network; empty before it names any. */
export function statedNodes(reader: LedgerReader): string[] {
  const view = reader.runView<ViewOutput<typeof nodes>>("membership", "nodes", {});
  return view.output.nodes.map(({ validator }) => validator.node);
}
