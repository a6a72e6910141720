import type { Author } from "./signed-deposits.ts";

/** Bodies to prepare before the clock runs. */
export type LoadSpec =
  | {
      readonly kind: "statements";
      readonly author: Author;
      readonly count: number;
      /** Statements of one request; 1 sends them singly. */
      readonly sequence: number;
      /** What an answer brings: the outcome once it is durable, or the receipt; the outcome unless given. */
      readonly wait?: "commit" | "receipt";
    }
  | {
      readonly kind: "digests";
      readonly alg: "sha-256" | "sm3";
      readonly requests: number;
      /** Digests of one request. */
      readonly each: number;
      readonly token: string;
      /** Whether every receipt is made from the share, as a client does. */
      readonly expand: boolean;
    };

/** How to send them. */
export interface LoadPlan {
  /** Bodies to send, from the first that has not been sent yet. */
  readonly requests: number;
  readonly connections: number;
  /** Requests a second; without it each connection sends as soon as it has its answer. */
  readonly rate?: number;
}

/** What came of it. Times are milliseconds. */
export interface LoadResult {
  readonly seconds: number;
  readonly requests: number;
  /** Statements or digests that the node accepted. */
  readonly accepted: number;
  /** What else it said, by status and outcome. */
  readonly others: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly worst: number;
  /** Log indexes of some accepted statements, spread over the run. */
  readonly sample: readonly number[];
  /** Receipts made by the client, and bytes of one. */
  readonly receipts: number;
  readonly receiptBytes: number;
  /** Processor time of the load generator. */
  readonly cpuSeconds: number;
}

/** What the parent tells the load generator. */
export type LoadCommand =
  | { readonly do: "prepare"; readonly urls: readonly string[]; readonly spec: LoadSpec }
  | { readonly do: "run"; readonly plan: LoadPlan }
  | { readonly do: "stop" };

/** What it answers. */
export type LoadReply =
  | { readonly done: "prepare"; readonly bodies: number; readonly bytes: number }
  | { readonly done: "run"; readonly result: LoadResult }
  | { readonly done: "failed"; readonly message: string };
