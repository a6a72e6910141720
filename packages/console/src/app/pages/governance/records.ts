import type { HexCall } from "../../acting/consortium-calls.ts";

/** A part of a whole. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** How proposals of a kind are decided. */
export interface Policy {
  readonly counts: readonly string[];
  readonly threshold: Fraction;
  readonly quorum: Fraction;
  readonly openMs: number;
  readonly timeLockMs: number;
  readonly expiryMs: number;
  readonly veto?: { readonly kinds: readonly string[]; readonly part: Fraction };
}

/** A policy with what it covers. */
export interface KindPolicy extends Policy {
  readonly kind: string;
  readonly title: string;
  readonly covers: readonly string[];
}

/** Where a proposal stands. */
export type ProposalStatus =
  | "open"
  | "passed"
  | "rejected"
  | "vetoed"
  | "enacted"
  | "expired"
  | "withdrawn";

/** A proposal; times in ms since the epoch. */
export interface Proposal {
  readonly proposal: number;
  readonly kind: string;
  readonly title: string;
  readonly text?: string;
  readonly calls: readonly HexCall[];
  readonly by: string;
  readonly organisation: string;
  readonly opened: number;
  readonly closes: number;
  readonly policy: Policy;
  readonly status: ProposalStatus;
  readonly enactAfter?: number;
  readonly expires?: number;
  readonly entry?: number;
}

/** How the ballots stand now. */
export interface Tally {
  readonly eligible: number;
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  readonly quorum: boolean;
  readonly passes: boolean;
  readonly vetoes: number;
}

/** A ballot. */
export interface Ballot {
  readonly organisation: string;
  readonly choice: "yes" | "no" | "abstain";
  readonly member: string;
  readonly entry: number;
}

/** A proposal with its ballots. */
export interface WholeProposal {
  readonly proposal?: Proposal;
  /** Where it stands at the time of the last block. */
  readonly status?: ProposalStatus;
  readonly tally?: Tally;
  readonly ballots: readonly Ballot[];
  readonly vetoes: readonly {
    readonly organisation: string;
    readonly reason: string;
    readonly member: string;
  }[];
}

/** What a proposal would change. */
export interface Simulation {
  readonly found: boolean;
  readonly results: readonly { readonly action: string; readonly outcome: number }[];
  readonly rows: readonly {
    readonly app: string;
    readonly table: string;
    readonly key: string;
    readonly before?: string;
    readonly after?: string;
  }[];
  readonly warnings: readonly {
    readonly fromHeight: number;
    readonly organisations: number;
    readonly mayFail: number;
    readonly stopAlone: readonly string[];
  }[];
}
