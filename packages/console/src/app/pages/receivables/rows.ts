import type { Flag, RequestKind, Status } from "@tallystick/apps/receivable/transitions";

/** A certificate as views give it. Amounts are minor units in decimal digits, times ms since the epoch. */
export interface Certificate {
  readonly certificate: number;
  readonly drawer: string;
  readonly debtor: string;
  readonly payee: string;
  readonly currency: string;
  readonly amount: string;
  readonly issued: number;
  /** Days since 1970-01-01 in the zone of the policy. */
  readonly dueDay: number;
  readonly due: number;
  readonly payBy: number;
  readonly transferable: boolean;
  readonly divisible: boolean;
  readonly recourse: boolean;
  readonly policy: number;
  readonly minimumPart: string;
  readonly redeemed: string;
  readonly cancelled: string;
}

/** A part of a certificate. */
export interface Part {
  readonly certificate: number;
  readonly start: string;
  readonly end: string;
  readonly holder: string;
  readonly status: Status;
  readonly flag: Flag;
  readonly tier: number;
  readonly last?: number;
  readonly links: number;
  readonly lock?: {
    readonly request: number;
    readonly kind: RequestKind;
    readonly until: number;
    readonly flag: Flag;
  };
  readonly pledge?: { readonly pledgee: string; readonly endorsement: number };
  readonly financed?: { readonly financier: string; readonly endorsement: number };
  readonly guarantors?: readonly string[];
  readonly recourse?: number;
  readonly settled?: "redeemed" | "cancelled";
}

/** A part with what a reader wants to know of its certificate. */
export interface Held {
  readonly part: Part;
  readonly amount: string;
  readonly debtor: string;
  readonly currency: string;
  readonly due: number;
  readonly flag: Flag;
}

/** A payment that title waits for. */
export interface PaymentLeg {
  readonly bank: string;
  /** Absent when the price is sealed. */
  readonly amount?: string;
  /** Of the sealed terms that hold the price. */
  readonly commitment?: string;
  readonly until: number;
}

/** What became of a request. */
export const REQUEST_STATES = [
  "offered",
  "awaiting-payment",
  "accepted",
  "refused",
  "withdrawn",
  "expired",
  "unpaid",
] as const;

/** A two-sided step. */
export interface Request {
  readonly certificate: number;
  readonly request: number;
  readonly kind: RequestKind;
  readonly start: string;
  readonly end: string;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly offered: number;
  readonly expires: number;
  readonly state: (typeof REQUEST_STATES)[number];
  readonly payment?: PaymentLeg;
  readonly transferable?: boolean;
  readonly recourse?: boolean;
  readonly fee?: string;
  readonly endorsement?: number;
  readonly commitment?: string;
  readonly reason?: string;
  readonly answered?: { readonly member: string; readonly time: number; readonly reason?: string };
}

/** A request with what is at stake. */
export interface SeenRequest {
  readonly request: Request;
  readonly amount: string;
  readonly currency: string;
  readonly debtor: string;
  readonly late: boolean;
}

/** A completed step. */
export interface Endorsement {
  readonly certificate: number;
  readonly number: number;
  readonly kind: RequestKind;
  readonly start: string;
  readonly end: string;
  readonly from: string;
  readonly to: string;
  readonly time: number;
  readonly previous?: number;
  readonly back?: number;
  readonly transferable?: boolean;
  readonly recourse?: boolean;
}

/** Sums of one organisation, by currency and tier. */
export interface Exposure {
  readonly dimension: "debtor" | "guarantor" | "holder";
  readonly organisation: string;
  readonly currency: string;
  readonly tier: number;
  readonly outstanding: string;
  readonly overdue: string;
  readonly pledged: string;
  readonly financed: string;
  readonly redeemed: string;
}

/** A trade paper. */
export interface Paper {
  readonly document: number;
  readonly kind: "contract" | "invoice" | "delivery" | "acceptance";
  readonly code: string;
  readonly digest: string;
  readonly seller: string;
  readonly buyer: string;
  readonly date: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly contract?: number;
  readonly invoice?: number;
  readonly version: number;
  readonly corrects?: number;
  readonly copyOf?: number;
}

/** Something that does not fit, with the papers concerned. */
export interface Finding {
  readonly code: string;
  readonly documents: readonly number[];
}

/** What the network allows, as far as the pages show it. */
export interface Policy {
  readonly version: number;
  readonly tenorMonths: number;
  readonly currencies: readonly string[];
  readonly minimumPart: string;
  readonly financiers: readonly string[];
  readonly banks: readonly string[];
  readonly feeOnSplit: "allowed" | "forbidden";
  readonly holidays: readonly string[];
  readonly workdays: readonly string[];
  readonly weekend: readonly number[];
  readonly utcOffsetMinutes: number;
  readonly requestDays: number;
  readonly presentationDays: number;
  readonly required: readonly string[];
  readonly blocking: readonly string[];
  readonly sealedTo: readonly string[];
  readonly citation: string;
}
