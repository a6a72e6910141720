import type { RosterRow } from "@tallystick/apps/membership/records/organisations";
import { ROSTER_LEAD } from "@tallystick/apps/membership/roster";
import { decodeKey } from "@tallystick/core/keys";
import { formatTrust, type Trust } from "@tallystick/core/trust";
import { extendTrust } from "@tallystick/core/trust-update";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { DataPaths } from "./data-paths.ts";
import { rosterStatedFor } from "./engine/consensus/stated-roster.ts";
import { writeTrustFile } from "./keys/node-keys.ts";

/**
 * The trust file of a node of a network, which follows the rosters that the ledger's state names: the
 * node believes its own ledger. The file on disk follows too.
 */
export class FollowedTrust {
  readonly #paths: DataPaths;
  #trust: Trust;
  #text: string;

  constructor(paths: DataPaths, trust: Trust) {
    this.#paths = paths;
    this.#trust = trust;
    this.#text = formatTrust(trust);
  }

  get parsed(): Trust {
    return this.#trust;
  }

  /** As published. */
  get text(): string {
    return this.#text;
  }

  /** Take up the rosters that have been stated since. @throws TrustError, and the errors of writing the file */
  follow(reader: LedgerReader): void {
    const followed = followTrust(this.#trust, reader);
    if (followed === this.#trust) return;
    this.#trust = followed;
    this.#text = formatTrust(this.#trust);
    writeTrustFile(this.#paths, this.#trust);
  }
}

/** A trust file with the rosters that a ledger has stated since; the same when there are none. @throws TrustError */
export function followTrust(trust: Trust, reader: LedgerReader): Trust {
  const last = trust.quorums.at(-1)?.fromHeight ?? 0;
  const later: RosterRow[] = [];
  let stated = rosterStatedFor(reader, reader.height + ROSTER_LEAD);
  while (stated !== undefined && stated.fromHeight > last) {
    later.unshift(stated);
    stated = rosterStatedFor(reader, stated.fromHeight - 1);
  }
  return later.reduce((before, row) => extendTrust(before, rosterOf(row)), trust);
}

function rosterOf({ fromHeight, organisations }: RosterRow) {
  return {
    fromHeight,
    organisations: organisations.map(({ organisation: id, name, key, validator }) => ({
      ...{ id, name },
      key: decodeKey(key),
      validator: { key: validator.key, power: BigInt(validator.power) },
    })),
  };
}
