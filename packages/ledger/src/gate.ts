import type { CborMap } from "@tallystick/core/cbor";
import type { BoundAction } from "./action-table.ts";
import type { Caller, Refused, Role, Scope } from "./app/define-action.ts";
import type { Tables } from "./app/define-table.ts";
import type { TableReaders, TableWriters } from "./app/table-access.ts";
import { FieldError } from "./app/wire.ts";
import type { CommittedRows, CommittedTables } from "./committed-tables.ts";
import { assertLedger, LimitReached } from "./errors.ts";
import { OUTCOMES } from "./outcomes.ts";
import { actionBudget } from "./tables/app-overlay.ts";
import type { AppState } from "./tables/app-state.ts";
import { bindWriters } from "./tables/bind-tables.ts";
import { type Overlays, Transaction } from "./tables/overlays.ts";

/** A statement that stands before the gates. */
export interface GateRequest {
  readonly app: string;
  /** `application.action` */
  readonly action: string;
  /** Built-in roles for which the action is open. */
  readonly roles: readonly Role[];
  readonly caller: Caller;
  readonly scope: Scope & { readonly recordClass: string };
  /** Length of the signed statement. */
  readonly bytes: number;
  /** Of the block; when admitting, of the next block at the earliest. */
  readonly height: number;
  readonly time: number;
}

/**
 * What an application has to say about statements to others: rights, quotas, suspension, holds.
 *
 * Every gate whose application the ledger has is asked in order, in the block and, against committed
 * state, when a statement is admitted. Gates are consensus rules: all nodes have the same.
 */
export interface Gate<T extends Tables = Tables> {
  /** Name of the application whose tables it uses. */
  readonly app: string;
  readonly tables: T;
  /**
   * True when it goes by the rows that were committed before the block alone, not by what the block
   * has written. It notes nothing.
   */
  readonly committed?: boolean;
  /** True when a granted right opens the action to the caller beside the built-in roles. */
  opens?(tables: TableReaders<T>, request: GateRequest, committed: CommittedRows<T>): boolean;
  /**
   * Why the statement is refused, with an outcome of the gate's application, or null.
   *
   * @param committed rows from before the block, and a memory for what is worked out from them
   */
  check?(
    tables: TableReaders<T>,
    request: GateRequest,
    committed: CommittedRows<T>,
  ): Refused | null;
  /** Takes note of a statement that passed all gates; kept whatever the action comes to. */
  account?(tables: TableWriters<T>, request: GateRequest, committed: CommittedRows<T>): void;
}

/** The gates of a ledger on the overlays of a block. */
export class GateRun {
  readonly #overlays: Overlays;
  readonly #gates: readonly BoundGate[];

  /** Gates whose application the ledger lacks stand open. */
  constructor(
    gates: readonly Gate[],
    apps: readonly AppState[],
    overlays: Overlays,
    committed: CommittedTables,
  ) {
    this.#overlays = overlays;
    this.#gates = gates.flatMap((gate): BoundGate[] => {
      const state = apps.find(({ name }) => name === gate.app);
      if (state === undefined) return [];
      const before = committed.of(state, gate.tables);
      const bound = { gate, state, committed: before };
      if (gate.committed === true) return [{ ...bound, tables: before.tables }];
      const tables = bindWriters(overlays.of(state.number), gate.tables);
      return [{ ...bound, tables, writers: tables }];
    });
  }

  /**
   * Why a statement may not run, or null.
   *
   * @param account whether the gates take note of it when it may
   */
  pass(request: GateRequest, account: boolean): Refused | null {
    if (this.#gates.length === 0) return openByRole(request) ? null : FORBIDDEN;
    const transaction = new Transaction(this.#overlays, actionBudget());
    for (const { state, writers } of this.#gates) {
      if (writers !== undefined) transaction.open(state.number);
    }
    const start = transaction.mark();
    const refusal = this.#decide(request, account);
    if (refusal !== null) transaction.rollBackTo(start);
    transaction.close();
    for (const { committed } of this.#gates) committed.rest();
    return refusal;
  }

  #decide(request: GateRequest, account: boolean): Refused | null {
    try {
      if (!openByRole(request) && !this.#granted(request)) return FORBIDDEN;
      for (const bound of this.#gates) {
        const refusal = bound.gate.check?.(bound.tables, request, bound.committed) ?? null;
        if (refusal !== null) return own(bound, refusal);
      }
      if (!account) return null;
      for (const { gate, writers, committed } of this.#gates) {
        if (writers !== undefined) gate.account?.(writers, request, committed);
      }
      return null;
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
      return { outcome: OUTCOMES.limitReached, data: { limit: error.limit } };
    }
  }

  #granted(request: GateRequest): boolean {
    const { roles } = request;
    if (roles.length > 0 && roles.every((role) => role === "consortium")) return false;
    return this.#gates.some(
      ({ gate, tables, committed }) => gate.opens?.(tables, request, committed) ?? false,
    );
  }
}

interface BoundGate {
  readonly gate: Gate;
  readonly state: AppState;
  readonly tables: TableReaders<Tables>;
  /** The same to be written; of a gate that goes by the block's own rows. */
  readonly writers?: TableWriters<Tables>;
  readonly committed: CommittedRows;
}

const FORBIDDEN: Refused = { outcome: OUTCOMES.forbidden, data: null };

function openByRole({ roles, caller }: GateRequest): boolean {
  return roles.includes(caller.role);
}

function own({ gate, state }: BoundGate, refusal: Refused): Refused {
  const registered = Object.values(state.app.outcomes).includes(refusal.outcome);
  assertLedger(registered, `the gate of ${gate.app} refused with an outcome of another`);
  return refusal;
}

/** The request that a statement of an action makes. */
export function gateRequest(
  { name, app, action, input: wire }: BoundAction,
  input: CborMap,
  facts: Pick<GateRequest, "caller" | "bytes" | "height" | "time">,
): GateRequest {
  const touched = action.scope === undefined ? undefined : scopeOf(action.scope, wire, input);
  const recordClass = touched?.recordClass ?? action.recordClass ?? app;
  return { app, action: name, roles: action.roles, scope: { ...touched, recordClass }, ...facts };
}

/** Input that does not fit touches nothing: the action is refused when it is its turn. */
function scopeOf(
  scope: (input: never) => Scope,
  wire: BoundAction["input"],
  input: CborMap,
): Scope | undefined {
  try {
    return scope(wire.read(input) as never);
  } catch (error) {
    if (error instanceof FieldError) return undefined;
    throw error;
  }
}
