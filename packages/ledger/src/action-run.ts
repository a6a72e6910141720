import type { CborMap, CborValue } from "@tallystick/core/cbor";
import type { Suite } from "@tallystick/core/suite/suite";
import type { BoundAction } from "./action-table.ts";
import type { Attempt, Call, CallResult, Calls, Proposer } from "./app/calls.ts";
import type { ActionContext, ActionResult, Caller, RefusalData } from "./app/define-action.ts";
import type { Tables } from "./app/define-table.ts";
import { FieldError } from "./app/wire.ts";
import { assertLedger, LedgerFault, LimitReached } from "./errors.ts";
import { OUTCOMES, type OutcomeDefinition } from "./outcomes.ts";
import { actionBudget } from "./tables/app-overlay.ts";
import { bindReaders, bindWriters } from "./tables/bind-tables.ts";
import { type Overlays, Transaction } from "./tables/overlays.ts";

/** What actions run on beside the state. */
export interface ActionMachine {
  readonly suite: Suite;
  readonly ledgerId: Uint8Array;
  /** The actions in force, by full name. */
  readonly actions: ReadonlyMap<string, BoundAction>;
}

/** One action to run. */
export interface ActionCall {
  readonly bound: BoundAction;
  readonly input: CborMap;
  readonly caller: Caller;
  /** Log index of its statement. */
  readonly index: number;
}

type Access = Pick<ActionContext<Tables, Tables>, "tables" | "reads">;

/** Runs actions on the overlays of a block: each leaves its whole effect on every application, or none. */
export class ActionRun {
  readonly #machine: ActionMachine;
  readonly #block: { readonly height: number; readonly time: number };
  readonly #overlays: Overlays;
  readonly #access = new Map<BoundAction, Access>();

  constructor(
    machine: ActionMachine,
    block: { readonly height: number; readonly time: number },
    overlays: Overlays,
  ) {
    this.#machine = machine;
    this.#block = block;
    this.#overlays = overlays;
  }

  /** Runs the action of a statement. */
  run(call: ActionCall): CallResult {
    const transaction = new Transaction(this.#overlays, actionBudget());
    const calls = call.bound.action.calls ? this.#calls(transaction, call) : undefined;
    const result = this.#execute(transaction, call, calls);
    transaction.close();
    return result;
  }

  /** What calls would come to, by decision of the organisations, with nothing of it left. */
  attempt(by: Proposer, calls: readonly Call[], index: number): Attempt {
    const transaction = new Transaction(this.#overlays, actionBudget());
    const keyId = new Uint8Array(32);
    const caller: Caller = { ...by, role: "consortium", kind: "person", keyId };
    const attempt = this.#attempt(transaction, calls, caller, index);
    transaction.close();
    return attempt;
  }

  #execute(transaction: Transaction, call: ActionCall, calls?: Calls): CallResult {
    const { bound, caller, index } = call;
    let input: unknown;
    try {
      input = bound.input.read(call.input);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      return refused(OUTCOMES.invalidInput, { member: error.path, problem: error.problem });
    }
    const mark = transaction.mark();
    const access = this.#prepare(transaction, bound);
    const { suite, ledgerId } = this.#machine;
    const context = { block: this.#block, ledgerId, index, caller, suite, ...access };
    const result = invoke(bound, { ...context, ...calls }, input);
    if (result.outcome === null) return { outcome: null, data: writeOutput(bound, result.data) };
    transaction.rollBackTo(mark);
    return refused(result.outcome, result.data ?? undefined);
  }

  #calls(transaction: Transaction, { caller: signer, index }: ActionCall): Calls {
    const caller: Caller = { ...signer, role: "consortium" };
    return {
      call: (call) => this.#decided(transaction, call, caller, index),
      attempt: (calls) => this.#attempt(transaction, calls, caller, index),
    };
  }

  #attempt(
    transaction: Transaction,
    calls: readonly Call[],
    caller: Caller,
    index: number,
  ): Attempt {
    const mark = transaction.mark();
    const results: CallResult[] = [];
    for (const call of calls) {
      const result = this.#decided(transaction, call, caller, index);
      results.push(result);
      if (result.outcome !== null) break;
    }
    const rows = transaction.changesSince(mark);
    transaction.rollBackTo(mark);
    return { results, rows };
  }

  #decided(transaction: Transaction, call: Call, caller: Caller, index: number): CallResult {
    const bound = this.#machine.actions.get(call.action);
    if (bound === undefined) return refused(OUTCOMES.unknownAction);
    const { roles, calls } = bound.action;
    // What calls others is not called itself: nothing is ever more than one call deep.
    if (calls || !roles.includes("consortium")) return refused(OUTCOMES.forbidden);
    return this.#execute(transaction, { bound, input: call.input, caller, index });
  }

  #prepare(transaction: Transaction, bound: BoundAction): Access {
    const { action, appNumber, readsNumber } = bound;
    const own = transaction.open(appNumber);
    const other = readsNumber === undefined ? undefined : transaction.open(readsNumber);
    let access = this.#access.get(bound);
    if (access === undefined) {
      const reads = other === undefined ? {} : bindReaders(other, action.reads?.tables ?? {});
      access = { tables: bindWriters(own, action.tables), reads };
      this.#access.set(bound, access);
    }
    return access;
  }
}

function invoke(
  bound: BoundAction,
  context: ActionContext<Tables, Tables>,
  input: unknown,
): ActionResult<unknown, OutcomeDefinition> {
  try {
    const result = bound.action.run(context, input);
    assertLedger(
      result.outcome === null || bound.action.refusals.includes(result.outcome),
      `${bound.name} refused with an outcome that it does not list`,
    );
    return result;
  } catch (cause) {
    if (cause instanceof LimitReached) {
      return { outcome: OUTCOMES.limitReached, data: { limit: cause.limit } };
    }
    // What the store or the tree found damaged keeps its own name and key.
    if (cause instanceof LedgerFault || isDamage(cause)) throw cause;
    throw new LedgerFault("action-threw", `${bound.name} threw at entry ${context.index}`, {
      cause,
    });
  }
}

function isDamage(cause: unknown): boolean {
  return cause instanceof Error && cause.name.endsWith("Damaged");
}

/** A refusal as it stands on the log. */
export function refused(outcome: OutcomeDefinition, data?: RefusalData): CallResult {
  return { outcome, data: data === undefined ? null : new Map(Object.entries(data)) };
}

function writeOutput(bound: BoundAction, output: unknown): CborValue {
  try {
    return bound.output.write(output) as CborValue;
  } catch (cause) {
    throw new LedgerFault("output-invalid", `${bound.name} returned what its schema refuses`, {
      cause,
    });
  }
}
