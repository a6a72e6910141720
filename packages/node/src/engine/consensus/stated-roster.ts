import type { RosterRow } from "@tallystick/apps/membership/rosters";
import { decodeKey } from "@tallystick/core/keys";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { StatedRoster } from "./rosters.ts";

/** What the committed state says who certifies the block at a height; undefined where the founders still do. */
export function statedRoster(reader: LedgerReader, height: number): StatedRoster | undefined {
  const { output } = reader.runView<{ readonly roster?: RosterRow }>("membership", "roster", {
    height,
  });
  if (output.roster === undefined) return undefined;
  const { fromHeight, organisations } = output.roster;
  return {
    fromHeight,
    organisations: organisations.map(({ organisation: id, name, key, validator }) => ({
      ...{ id, name, validator },
      key: decodeKey(key),
    })),
  };
}
