import type { CborMap, CborValue } from "@tallystick/core/cbor";
import type { OutcomeDefinition } from "../outcomes.ts";

/** An action of any application with its input, kept until it is decided. */
export interface Call {
  /** `application.action` */
  readonly action: string;
  readonly input: CborMap;
}

/** What a call came to. */
export interface CallResult {
  /** Why it was refused, or null. */
  readonly outcome: OutcomeDefinition | null;
  /** Output of the action, or what the refusal says beside its number. */
  readonly data: CborValue;
}

/** A row that calls would change. */
export interface ChangedRow {
  readonly app: string;
  readonly table: string;
  readonly key: readonly CborValue[];
  /** Value before, or null when the row does not exist. */
  readonly before: Uint8Array | null;
  /** Value after, or null when the row is deleted. */
  readonly after: Uint8Array | null;
}

/** What calls would come to, one after the other, up to the first that is refused. */
export interface Attempt {
  readonly results: readonly CallResult[];
  /** Net changes of the calls that were accepted. */
  readonly rows: readonly ChangedRow[];
}

/**
 * Calls of other applications' actions by decision of the consortium: the caller is the member who
 * signed the statement, with the role `consortium`. Only actions that list this role can be called,
 * and a called action calls nothing itself. All share the statement's one budget.
 */
export interface Calls {
  /** Runs an action. What it wrote stands or falls with the calling action; refused, it wrote nothing. */
  call(call: Call): CallResult;
  /** Runs actions and undoes them: what would change. Stops at the first that is refused. */
  attempt(calls: readonly Call[]): Attempt;
}

/** Who is taken for the caller in an attempt outside a block. */
export interface Proposer {
  readonly member: string;
  readonly organisation: string;
}

/** What a view may try on the last committed state. */
export interface Attempts {
  /** {@link Calls.attempt}, in the place of the next block at the time of the last. */
  attempt(by: Proposer, calls: readonly Call[]): Attempt;
}
