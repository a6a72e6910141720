/** How many organisations of a network may fail before it stops, and whether that is enough to found one. */
import { mayFail } from "../../engine/cometbft/network-status.ts";

/** What a set of votes can bear. */
export interface FaultTolerance {
  readonly organisations: number;
  /** How many of them, the strongest first, may be down or dishonest while the rest go on. */
  readonly mayFail: number;
}

/**
 * Each organisation's vote, and what the network can lose. A chain goes on with more than two thirds of the
 * votes: whoever holds a third or more can stop it alone.
 */
export function faultTolerance(powers: readonly number[]): FaultTolerance {
  return { organisations: powers.length, mayFail: mayFail(powers) };
}

/** What is wrong with a network that cannot lose anybody; undefined when it can. */
export function toleranceWarning({
  organisations,
  mayFail: lost,
}: FaultTolerance): string | undefined {
  if (lost > 0) return undefined;
  const who =
    organisations === 1
      ? "one organisation alone decides everything and stops the ledger when it is down"
      : `${organisations} organisations go on only while all of them work: a single one that is down, cut off or unwilling stops the ledger for everybody`;
  return `${who}; four is the least number of which one may fail`;
}
