import { decodeGenesis } from "@tallystick/core/genesis";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { ChainStart } from "../../../engine/consensus/chain-start.ts";
import {
  handoverHeight,
  startDifference,
  statedRoster,
} from "../../../engine/consensus/stated-roster.ts";
import { CeremonyError } from "./ceremony-error.ts";
import type { Founding } from "./founding.ts";

/**
 * The ledger that a network takes over must have decided so itself: its state names exactly the organisations
 * of the chain's start, from the chain's first block on. Then they can decide on everything that follows, who
 * votes included. A ledger without the application `governance` decides on nothing.
 *
 * @throws CeremonyError `not-decided`, `wrong-step`
 */
export function requireDecidedStart(
  reader: LedgerReader,
  { genesis, invitation, start }: Pick<Founding, "genesis" | "invitation" | "start">,
): void {
  if (!decodeGenesis(genesis).applications.includes("governance")) return;
  const first = handoverHeight(reader);
  const next = reader.height + 1;
  if (first === undefined) {
    throw new CeremonyError(
      "not-decided",
      "the ledger has not decided that a network takes it over",
      "start the node, put to the vote what `tallystick network admissions` writes, enact it, and stop the node",
    );
  }
  if (first !== next) {
    throw new CeremonyError(
      "wrong-step",
      `the network takes over from block ${first} on, and the ledger stands at block ${reader.height}`,
      "start the node once more: it makes the blocks before that by itself",
    );
  }
  const difference = startDifference(
    invitation.suite,
    statedRoster(reader, first),
    start as ChainStart,
  );
  if (difference === undefined) return;
  throw new CeremonyError(
    "not-decided",
    `the ledger has decided on another network: ${difference}`,
    "use the answers that were decided on; if they cannot be had, restore the backup taken before and decide anew",
  );
}
