import { applications, pauses, trialMembers, trials } from "./records/applications.ts";
import { groups, minutes, motions, motionVotes } from "./records/groups.ts";
import { head, parameters } from "./records/head.ts";
import { ballots, coverage, policies, proposals, vetoes } from "./records/proposals.ts";
import { quotas, usage } from "./records/quotas.ts";
import { acceptances, ruleBooks } from "./records/rule-books.ts";

/** All tables, in the order of their numbers in the store: append, never reorder. */
export const tables = {
  head,
  parameters,
  policies,
  coverage,
  proposals,
  ballots,
  vetoes,
  applications,
  trials,
  trialMembers,
  pauses,
  quotas,
  usage,
  ruleBooks,
  acceptances,
  groups,
  motions,
  motionVotes,
  minutes,
};
