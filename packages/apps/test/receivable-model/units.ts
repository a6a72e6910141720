/** What receivables are made of, told with plain arrays of units. */

/** A unit of a certificate: one minor unit of money that somebody is owed. */
export interface Unit {
  owner: string;
  life: "draft" | "promised" | "owed" | "late" | "paid" | "void";
  /** Not to be passed on any more. */
  stuck: boolean;
  /** Who has it as security. */
  security: string | undefined;
  /** Who gave money for it before it was due. */
  funder: string | undefined;
  sureties: string[];
  hops: number;
  /** Those who answer for it to its owner, the oldest first. */
  stack: Duty[];
  /** When it was paid, and when that payment was asked for. */
  paid: { readonly at: number; readonly asked: number } | undefined;
  /** Every step that was ever completed on it. */
  story: number[];
}

/** Somebody answers for a unit, by a step; or nobody does, but the step was there. */
export interface Duty {
  readonly step: number;
  readonly who: string | undefined;
  readonly surety: boolean;
  /** A passing-on, which can be reversed. */
  readonly passing: "transfer" | "finance" | undefined;
  readonly giver: string;
}

/** A certificate. */
export interface Paper {
  readonly id: number;
  readonly drawer: string;
  readonly debtor: string;
  readonly payee: string;
  readonly transferable: boolean;
  readonly divisible: boolean;
  readonly recourse: boolean;
  readonly due: number;
  readonly payBy: number;
  readonly units: Unit[];
  /** Where parts begin. */
  readonly cuts: Set<number>;
}

/** What can be asked of another organisation. */
export type About =
  | "acceptance"
  | "receipt"
  | "transfer"
  | "pledge"
  | "release"
  | "finance"
  | "guarantee"
  | "redemption"
  | "cancellation"
  | "recourse"
  | "reversal";

/** A payment as it is asked for: what is paid, or the secret of a letter that says it. */
export interface Money {
  readonly bank: string;
  readonly amount?: number | undefined;
  readonly secret?: number | undefined;
  readonly until: number;
}

/** Something written that everybody can read but one, or everybody. */
export interface Letter {
  readonly secret: number;
  readonly blind: string | undefined;
}

/** Something asked. */
export interface Deal {
  readonly id: number;
  readonly paper: Paper;
  readonly about: About;
  readonly lo: number;
  readonly hi: number;
  readonly asker: string;
  readonly asked: string;
  /** When it was asked. */
  readonly since: number;
  readonly until: number;
  readonly money: Money | undefined;
  readonly onward: boolean;
  readonly liable: boolean;
  readonly step: number | undefined;
  /** Somebody has written down that it ran out. */
  noted: boolean;
  state: "open" | "owing" | "done" | "refused" | "withdrawn" | "rejected";
}

/** What the network allows in this world. */
export interface Rules {
  readonly requestMs: number;
  readonly presentMs: number;
  readonly smallest: number;
  readonly banks: readonly string[];
  readonly funders: readonly string[];
}

/** What is asked of somebody, with when and how. */
export interface Asking {
  readonly by: string;
  readonly paper: number;
  readonly start: number;
  readonly units?: number | undefined;
  readonly to?: string;
  readonly until: number;
  readonly money?: Money | undefined;
  readonly letter?: Letter | undefined;
  readonly versus?: boolean;
  readonly onward?: boolean | undefined;
  readonly liable?: boolean | undefined;
  readonly fee?: number | undefined;
  readonly step?: number;
}
