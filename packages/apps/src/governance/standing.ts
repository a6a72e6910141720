import type { TableReaders } from "@tallystick/ledger/app/table-access";
import { scanAll } from "../membership/scan-all.ts";
import type { ballots, Proposal, vetoes } from "./records/proposals.ts";
import { type Tally, tally, type Voter } from "./tally.ts";

type Tables = TableReaders<{
  readonly ballots: typeof ballots;
  readonly vetoes: typeof vetoes;
}>;

/** How a proposal's ballots and vetoes stand among the organisations that are active now. */
export function tallyOf(
  tables: Tables,
  { proposal, policy }: Pick<Proposal, "proposal" | "policy">,
  voters: readonly Voter[],
): Tally {
  const of = { prefix: [proposal] };
  const cast = [...scanAll(tables.ballots, "byProposal", of)];
  const against = [...scanAll(tables.vetoes, "byProposal", of)];
  return tally(policy, voters, cast, against);
}

/** The proposal as it is when its vote ends with a majority: it waits, then it can be enacted for a while. */
export function passed(proposal: Proposal, time: number): Proposal {
  const { timeLockMs, expiryMs } = proposal.policy;
  const enactAfter = time + timeLockMs;
  return {
    ...proposal,
    status: "passed",
    decided: time,
    enactAfter,
    expires: enactAfter + expiryMs,
  };
}

/** The proposal as it is when its time to vote is over. */
export function settled(proposal: Proposal, count: Tally, time: number): Proposal {
  if (count.passes) return passed(proposal, time);
  return { ...proposal, status: "rejected", decided: time };
}

/** What a proposal's status is at a time, before anybody has written it down. */
export function statusAt(
  proposal: Proposal,
  count: Pick<Tally, "passes">,
  time: number,
): Proposal["status"] {
  const { status, closes, expires } = proposal;
  if (status === "open" && time >= closes) return count.passes ? "passed" : "rejected";
  return status === "passed" && expires !== undefined && time > expires ? "expired" : status;
}
