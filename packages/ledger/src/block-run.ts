import { readU64be, u64be } from "@tallystick/core/bytes";
import type { CborValue } from "@tallystick/core/cbor";
import { encodeEntry } from "@tallystick/core/entry";
import { leafHash } from "@tallystick/core/log-tree";
import type { Statement } from "@tallystick/core/statement";
import type { Suite } from "@tallystick/core/suite/suite";
import type { BoundAction } from "./action-table.ts";
import type { ActionContext, ActionResult, Caller, RefusalData } from "./app/define-action.ts";
import type { Tables } from "./app/define-table.ts";
import type { TableWriters } from "./app/table-access.ts";
import { FieldError } from "./app/wire.ts";
import type { BlockItem, LoggedOutcome, Outcome } from "./block.ts";
import { assertLedger, LedgerFault, LimitReached } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { judge } from "./judge.ts";
import { entryKey, statementKey } from "./key-space.ts";
import { LIMITS } from "./limits.ts";
import { OUTCOMES, type OutcomeDefinition } from "./outcomes.ts";
import type { StoreReader, WriteOp } from "./store.ts";
import { AppOverlay, actionBudget } from "./tables/app-overlay.ts";
import type { AppState } from "./tables/app-state.ts";
import { bindWriters } from "./tables/bind-tables.ts";
import { identityOf } from "./tables/row-state.ts";

/** What a block runs on: the ledger as committed before it. */
export interface Machine {
  readonly suite: Suite;
  readonly store: StoreReader;
  readonly ledgerId: Uint8Array;
  readonly apps: readonly AppState[];
  readonly actions: ReadonlyMap<string, BoundAction>;
  identity(keyId: Uint8Array): Identity | undefined;
}

/** Heads of an entry's array, statement and outcome number. */
const ENTRY_OVERHEAD = 16;

interface Prepared {
  readonly overlay: AppOverlay;
  readonly tables: TableWriters<Tables>;
}

/** One block in execution: statements go in, overlays, entries and outcomes come out. */
export class BlockRun {
  readonly entries: Uint8Array[] = [];
  readonly leafHashes: Uint8Array[] = [];
  readonly outcomes: LoggedOutcome[] = [];
  readonly writes: WriteOp[] = [];
  readonly #machine: Machine;
  readonly #block: { readonly height: number; readonly time: number };
  readonly #bench: {
    readonly ledgerId: Uint8Array;
    readonly height: number;
    readonly time: number;
  };
  readonly #overlays: (AppOverlay | undefined)[];
  readonly #prepared = new Map<BoundAction, Prepared>();
  readonly #used = new Map<string, number>();
  #index: number;

  constructor(machine: Machine, block: { height: number; time: number }, firstIndex: number) {
    this.#machine = machine;
    this.#block = { height: block.height, time: block.time };
    this.#bench = { ledgerId: machine.ledgerId, ...this.#block };
    this.#overlays = new Array<AppOverlay | undefined>(machine.apps.length).fill(undefined);
    this.#index = firstIndex;
  }

  /** The overlay of an application, made when first needed. */
  overlay(appNumber: number): AppOverlay {
    let overlay = this.#overlays[appNumber];
    if (overlay === undefined) {
      const state = this.#machine.apps[appNumber];
      assertLedger(state !== undefined, "an application of this ledger");
      overlay = new AppOverlay(state, this.#machine.store, this.#machine.suite);
      this.#overlays[appNumber] = overlay;
    }
    return overlay;
  }

  /** The overlay of an application that the block has touched, or undefined. */
  touchedOverlay(appNumber: number): AppOverlay | undefined {
    return this.#overlays[appNumber];
  }

  /** Executes one transaction and logs it, whatever it comes to. */
  run(item: BlockItem): void {
    const { statement } = item;
    const outcome = statement === null ? unreadable(item.bytes) : this.#judgeAndRun(item);
    this.#log(this.#logged(statement === null ? item.bytes : statement.bytes), outcome);
  }

  #judgeAndRun(item: Extract<BlockItem, { signatureValid: boolean }>): Outcome {
    const { statement, signatureValid } = item;
    const identity = this.#machine.identity(statement.keyId);
    const refusal = judge(statement, identity, this.#bench);
    if (refusal !== null) return refused(refusal);
    assertLedger(identity !== undefined, "judged without an identity");
    if (!signatureValid) return refused(OUTCOMES.badSignature);
    const earlier = this.#useId(statement);
    if (earlier !== undefined) return refused(OUTCOMES.replayed, { index: earlier });
    const action = this.#machine.actions.get(statement.action);
    if (action === undefined) return refused(OUTCOMES.unknownAction);
    if (!action.action.roles.includes(identity.role)) return refused(OUTCOMES.forbidden);
    return this.#runAction(action, statement, identity);
  }

  /** Takes a statement's id for good; the index of its first use when it has been taken. */
  #useId(statement: Statement): number | undefined {
    const key = statementKey(statement.keyId, statement.id);
    const identity = identityOf(key);
    const inBlock = this.#used.get(identity);
    if (inBlock !== undefined) return inBlock;
    const stored = this.#machine.store.get(key);
    if (stored !== undefined) return readU64be(stored);
    this.#used.set(identity, this.#index);
    this.writes.push({ key, value: u64be(this.#index) });
    return undefined;
  }

  #runAction(bound: BoundAction, statement: Statement, caller: Caller): Outcome {
    let input: unknown;
    try {
      input = bound.input.read(statement.input);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      return refused(OUTCOMES.invalidInput, { member: error.path, problem: error.problem });
    }
    const { overlay, tables } = this.#prepare(bound);
    overlay.begin(actionBudget());
    const result = this.#call(bound, input, {
      block: this.#block,
      ledgerId: this.#machine.ledgerId,
      index: this.#index,
      caller: {
        member: caller.member,
        organisation: caller.organisation,
        role: caller.role,
        keyId: caller.keyId,
      },
      suite: this.#machine.suite,
      tables,
    });
    if (result.outcome !== null) {
      overlay.rollBack();
      return refused(result.outcome, result.data ?? undefined);
    }
    overlay.keep();
    return { code: OUTCOMES.accepted.number, data: writeOutput(bound, result.data) };
  }

  #call(
    bound: BoundAction,
    input: unknown,
    context: ActionContext<Tables>,
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
      throw new LedgerFault("action-threw", `${bound.name} threw at entry ${this.#index}`, {
        cause,
      });
    }
  }

  #prepare(bound: BoundAction): Prepared {
    let prepared = this.#prepared.get(bound);
    if (prepared === undefined) {
      const overlay = this.overlay(bound.appNumber);
      prepared = { overlay, tables: bindWriters(overlay, bound.action.tables) };
      this.#prepared.set(bound, prepared);
    }
    return prepared;
  }

  /** The bytes as the entry holds them: transactions that do not fit stand in by their digest. */
  #logged(bytes: Uint8Array): Uint8Array {
    const fits = bytes.length > 0 && bytes.length <= LIMITS.statementBytes;
    return fits ? bytes : this.#machine.suite.hash(bytes);
  }

  #log(statement: Uint8Array, outcome: Outcome): void {
    const entry = encodeEntry({ statement, outcome: outcome.code, data: outcome.data });
    assertLedger(
      entry.length <= statement.length + ENTRY_OVERHEAD + LIMITS.outcomeDataBytes,
      "the data of an outcome exceeds the limit",
    );
    this.entries.push(entry);
    this.leafHashes.push(leafHash(this.#machine.suite, entry));
    this.writes.push({ key: entryKey(this.#index), value: entry });
    this.outcomes.push({ code: outcome.code, data: outcome.data, index: this.#index });
    this.#index++;
  }
}

function isDamage(cause: unknown): boolean {
  return cause instanceof Error && cause.name.endsWith("Damaged");
}

function unreadable(bytes: Uint8Array): Outcome {
  return bytes.length > LIMITS.statementBytes
    ? refused(OUTCOMES.tooLarge, { size: bytes.length })
    : refused(OUTCOMES.malformed);
}

function refused(definition: OutcomeDefinition, data?: RefusalData): Outcome {
  return {
    code: definition.number,
    data: data === undefined ? null : new Map(Object.entries(data)),
  };
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
