import type { OrganisationKind } from "../membership/fields.ts";
import type { Fraction } from "./fields.ts";
import type { Ballot, Policy, Veto } from "./records/proposals.ts";

/** An active organisation with its kinds. */
export interface Voter {
  readonly organisation: string;
  readonly kinds: readonly OrganisationKind[];
}

/** How the ballots of a proposal stand. */
export interface Tally {
  /** Organisations that have a ballot now. */
  readonly eligible: number;
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  /** Whether enough of them have taken part. */
  readonly quorum: boolean;
  /** Whether it would pass if the vote ended now. */
  readonly passes: boolean;
  /** Whether it passes whatever the other organisations do. */
  readonly certain: boolean;
  readonly vetoes: number;
  /** Whether enough of those who may have vetoed. */
  readonly vetoed: boolean;
}

/**
 * Counts the ballots of organisations that are active now and of a kind that counts: those of others,
 * and of organisations that have been suspended or have left, are not looked at.
 */
export function tally(
  policy: Policy,
  voters: readonly Voter[],
  cast: readonly Pick<Ballot, "organisation" | "choice">[],
  vetoes: readonly Pick<Veto, "organisation">[],
): Tally {
  const electorate = namesOf(voters, policy.counts);
  const counted = cast.filter(({ organisation }) => electorate.has(organisation));
  const of = (choice: Ballot["choice"]) => counted.filter((one) => one.choice === choice).length;
  const [yes, no, abstain] = [of("yes"), of("no"), of("abstain")];
  const eligible = electorate.size;
  const quorum = counted.length > 0 && reaches(counted.length, eligible, policy.quorum);
  const against = vetoCount(policy, voters, vetoes);
  return {
    eligible,
    ...{ yes, no, abstain, quorum },
    passes: quorum && exceeds(yes, yes + no, policy.threshold),
    // Yes ballots that exceed the part of all exceed that of any who vote.
    certain: quorum && exceeds(yes, eligible, policy.threshold),
    ...against,
  };
}

function vetoCount(
  { veto }: Policy,
  voters: readonly Voter[],
  vetoes: readonly Pick<Veto, "organisation">[],
): Pick<Tally, "vetoes" | "vetoed"> {
  if (veto === undefined) return { vetoes: 0, vetoed: false };
  const entitled = namesOf(voters, veto.kinds);
  const count = vetoes.filter(({ organisation }) => entitled.has(organisation)).length;
  return { vetoes: count, vetoed: count > 0 && reaches(count, entitled.size, veto.part) };
}

function namesOf(voters: readonly Voter[], kinds: readonly OrganisationKind[]): Set<string> {
  const counts = voters.filter((one) => one.kinds.some((kind) => kinds.includes(kind)));
  return new Set(counts.map(({ organisation }) => organisation));
}

function exceeds(count: number, whole: number, { numerator, denominator }: Fraction): boolean {
  return count * denominator > whole * numerator;
}

function reaches(count: number, whole: number, { numerator, denominator }: Fraction): boolean {
  return count * denominator >= whole * numerator;
}
