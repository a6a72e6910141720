import type { StateRecord } from "../verify-state-answer.ts";

/** What the words of a claim rest on beside the claim. */
export interface ClaimContext {
  /** Rows of the file by their name (`rowText`). */
  readonly rows: ReadonlyMap<string, StateRecord>;
  /** Time of the checkpoint, ms since 1970 UTC. */
  readonly time: number;
}
