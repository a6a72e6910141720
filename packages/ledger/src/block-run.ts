import { readU64be, u64be } from "@tallystick/core/bytes";
import { encodeEntry } from "@tallystick/core/entry";
import { leafHash } from "@tallystick/core/log-tree";
import type { Statement } from "@tallystick/core/statement";
import { type ActionMachine, ActionRun, refused } from "./action-run.ts";
import type { CallResult } from "./app/calls.ts";
import type { BlockItem, LoggedOutcome, Outcome } from "./block.ts";
import type { CommittedTables } from "./committed-tables.ts";
import { assertLedger } from "./errors.ts";
import { type Gate, GateRun, gateRequest } from "./gate.ts";
import { callerOf, type Identity } from "./identity.ts";
import { judge } from "./judge.ts";
import { entryKey, statementKey } from "./key-space.ts";
import { LIMITS } from "./limits.ts";
import { OUTCOMES } from "./outcomes.ts";
import type { WriteOp } from "./store.ts";
import { type CommittedState, Overlays } from "./tables/overlays.ts";
import { identityOf } from "./tables/row-state.ts";

/** What a block runs on: the ledger as committed before it, and its rules. */
export interface Machine extends CommittedState, ActionMachine {
  readonly gates: readonly Gate[];
  readonly committed: CommittedTables;
  identity(keyId: Uint8Array): Identity | undefined;
}

/** Heads of an entry's array, statement and outcome number. */
const ENTRY_OVERHEAD = 16;

/** One block in execution: statements go in, overlays, entries and outcomes come out. */
export class BlockRun {
  readonly overlays: Overlays;
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
  readonly #gates: GateRun;
  readonly #actions: ActionRun;
  readonly #used = new Map<string, number>();
  #index: number;

  constructor(machine: Machine, block: { height: number; time: number }, firstIndex: number) {
    this.#machine = machine;
    this.#block = { height: block.height, time: block.time };
    this.#bench = { ledgerId: machine.ledgerId, ...this.#block };
    this.overlays = new Overlays(machine);
    this.#gates = new GateRun(machine.gates, machine.apps, this.overlays, machine.committed);
    this.#actions = new ActionRun(machine, this.#block, this.overlays);
    this.#index = firstIndex;
  }

  /** Executes one transaction and logs it, whatever it comes to. */
  run(item: BlockItem): void {
    const { statement } = item;
    const result = statement === null ? unreadable(item.bytes) : this.#judgeAndRun(item);
    this.#log(this.#logged(statement === null ? item.bytes : statement.bytes), logged(result));
  }

  #judgeAndRun(item: Extract<BlockItem, { signatureValid: boolean }>): CallResult {
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
    const caller = callerOf(identity);
    const facts = { caller, bytes: statement.bytes.length, ...this.#block };
    const barred = this.#gates.pass(gateRequest(action, statement.input, facts), true);
    if (barred !== null) return refused(barred.outcome, barred.data ?? undefined);
    const { input } = statement;
    return this.#actions.run({ bound: action, input, caller, index: this.#index });
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

function unreadable(bytes: Uint8Array): CallResult {
  return bytes.length > LIMITS.statementBytes
    ? refused(OUTCOMES.tooLarge, { size: bytes.length })
    : refused(OUTCOMES.malformed);
}

function logged({ outcome, data }: CallResult): Outcome {
  return { code: (outcome ?? OUTCOMES.accepted).number, data };
}
