import { encodeCertificate } from "@tallystick/core/certificate";
import type { Checkpoint } from "@tallystick/core/checkpoint";
import type { Genesis } from "@tallystick/core/genesis";
import type { Statement } from "@tallystick/core/statement";
import type { Suite } from "@tallystick/core/suite/suite";
import { refused } from "./action-run.ts";
import type { Block, ExecutedBlock, Outcome } from "./block.ts";
import { type BlockRecord, checkpointOf, encodeBlock } from "./block-record.ts";
import { BlockRun, type Machine } from "./block-run.ts";
import { CommittedTables } from "./committed-tables.ts";
import { assertLedger, LedgerFault } from "./errors.ts";
import { type Gate, GateRun, gateRequest } from "./gate.ts";
import { callerOf, type Identity } from "./identity.ts";
import { IdentityCache } from "./identity-cache.ts";
import { judge } from "./judge.ts";
import { blockKey, certificateKey } from "./key-space.ts";
import { writeHead } from "./ledger-meta.ts";
import { LedgerReader } from "./ledger-reader.ts";
import { LIMITS } from "./limits.ts";
import type { LogTiles } from "./log-tiles.ts";
import { type LedgerOptions, type LedgerParts, openParts } from "./open-ledger.ts";
import { collectOutcomes, OUTCOMES, type OutcomeDefinition } from "./outcomes.ts";
import type { AppRules } from "./rules.ts";
import { RulesInForce } from "./rules-in-force.ts";
import { settleBlock } from "./settle-block.ts";
import type { Store, WriteOp } from "./store.ts";
import type { AppState } from "./tables/app-state.ts";
import { Overlays } from "./tables/overlays.ts";

/**
 * The deterministic state machine of one ledger over one store.
 *
 * `execute` computes a block's effect without changing anything, `commit` makes it durable in one
 * step. The same blocks over the same genesis give the same roots everywhere.
 */
export class Ledger {
  readonly suite: Suite;
  readonly genesis: Genesis;
  readonly ledgerId: Uint8Array;
  /** Every outcome that this ledger can produce, by number. */
  readonly outcomes: ReadonlyMap<number, OutcomeDefinition>;
  readonly #store: Store;
  readonly #apps: readonly AppState[];
  readonly #rules: RulesInForce;
  readonly #log: LogTiles;
  readonly #committed: CommittedTables;
  readonly #identities: IdentityCache;
  readonly #gates: readonly Gate[];
  /** The gates on the last committed state. */
  #admission: GateRun;
  #last: BlockRecord;

  private constructor(parts: LedgerParts) {
    this.suite = parts.suite;
    this.genesis = parts.genesis;
    this.ledgerId = parts.ledgerId;
    this.#store = parts.store;
    this.#apps = parts.apps;
    this.#log = parts.log;
    this.#last = parts.last;
    const apps = parts.apps.map(({ app }) => app);
    this.#rules = new RulesInForce({ ...parts, resolver: parts.rules });
    this.outcomes = new Map(
      collectOutcomes(OUTCOMES, ...apps.map((app) => app.outcomes)).map((one) => [one.number, one]),
    );
    this.#committed = new CommittedTables(parts);
    this.#identities = new IdentityCache(parts, this.#committed);
    this.#gates = parts.gates;
    this.#admission = this.#gatesNow();
  }

  /**
   * Opens the ledger in a store, founding it at height 0 when the store is empty.
   *
   * @throws LedgerFault `wrong-suite`, `wrong-ledger`, `wrong-applications`, `schema-changed`, or a
   *   code that names what is damaged
   */
  static async open(options: LedgerOptions): Promise<Ledger> {
    return new Ledger(await openParts(options));
  }

  /** Height of the last committed block; 0 is genesis. */
  get height(): number {
    return this.#last.height;
  }
  /** Entries in the log. */
  get logSize(): number {
    return this.#last.logSize;
  }
  get logRoot(): Uint8Array {
    return this.#last.logRoot;
  }
  get stateRoot(): Uint8Array {
    return this.#last.stateRoot;
  }
  /** Time of the last block, milliseconds since 1970 UTC. */
  get lastTime(): number {
    return this.#last.time;
  }
  /** The checkpoint of the last block. */
  get checkpoint(): Checkpoint {
    return checkpointOf(this.ledgerId, this.#last);
  }

  /** Whose a key is at the last committed height, in force or not. */
  identity(keyId: Uint8Array): Identity | undefined {
    return this.#identities.get(keyId);
  }

  /** The versions that the next block runs under, in the order of the genesis document. */
  get rules(): readonly AppRules[] {
    return this.#rules.rulesAt(this.height + 1);
  }

  /** Those of them that this program cannot execute: it can read the ledger, and make no block. */
  get unknownRules(): readonly AppRules[] {
    return this.#rules.unknownAt(this.height + 1);
  }

  /** @throws LedgerFault `rules-unknown` when this program cannot execute the next block, whatever is in it */
  requireRules(): void {
    this.#rules.actionsAt(this.height + 1);
  }

  /** Index of the entry that used a statement id, or undefined. */
  statementIndex(keyId: Uint8Array, id: Uint8Array): number | undefined {
    return this.reader().statementIndex(keyId, id);
  }

  /**
   * Cheap checks before a statement is ordered; the signature is the caller's part.
   *
   * @param now clock of the caller, milliseconds since 1970 UTC
   * @returns why the next block would refuse it, or null
   * @throws LedgerFault `rules-unknown` when this program cannot execute the next block
   */
  admit(statement: Statement, now: number): Outcome | null {
    const identity = this.identity(statement.keyId);
    // A block cannot be earlier than the last one, so a clock that lags does not count.
    const time = Math.max(now, this.lastTime);
    const bench = { ledgerId: this.ledgerId, height: this.height + 1, time };
    const refusal = judge(statement, identity, bench);
    if (refusal !== null) return { code: refusal.number, data: null };
    const earlier = this.statementIndex(statement.keyId, statement.id);
    if (earlier !== undefined) {
      return { code: OUTCOMES.replayed.number, data: new Map([["index", earlier]]) };
    }
    const action = this.#rules.actionsAt(bench.height).get(statement.action);
    if (action === undefined) return { code: OUTCOMES.unknownAction.number, data: null };
    assertLedger(identity !== undefined, "judged without an identity");
    const { height } = bench;
    const facts = { caller: callerOf(identity), bytes: statement.bytes.length, height, time };
    const barred = this.#admission.pass(gateRequest(action, statement.input, facts), false);
    if (barred === null) return null;
    const { outcome, data } = refused(barred.outcome, barred.data ?? undefined);
    return { code: (outcome ?? OUTCOMES.accepted).number, data };
  }

  /**
   * Executes a block on the committed state. Changes nothing, so it may be repeated or dropped.
   *
   * @throws LedgerFault `wrong-height`, `time-went-back`, `block-too-large`, `rules-unknown`, or what
   *   the state machine met that must not happen
   */
  execute(block: Block): ExecutedBlock {
    this.#requireNext(block);
    const run = new BlockRun(this.#machine(block.height), block, this.logSize);
    for (const item of block.statements) run.run(item);
    const { suite } = this;
    return settleBlock(run, block, { suite, apps: this.#apps, log: this.#log, base: this.#last });
  }

  /**
   * Makes an executed block and its certificate durable in one atomic step and moves the ledger to it.
   *
   * @param extra writes of the node that must become durable in the same step
   * @throws LedgerFault `stale-block` when the ledger has moved since the block was executed
   */
  async commit(block: ExecutedBlock, extra: readonly WriteOp[] = []): Promise<void> {
    const { effect } = block;
    if (effect.base !== this.#last) {
      throw new LedgerFault("stale-block", `block ${block.height} was not executed on this state`);
    }
    const { record } = effect;
    const own: WriteOp[] = [
      { key: blockKey(block.height), value: encodeBlock(record) },
      writeHead({ height: block.height, nextRowIds: effect.nextRowIds }),
      ...certificateWrite(block),
    ];
    await this.#store.commit([...block.writes, ...own, ...extra]);
    assertLedger(effect.base === this.#last, "two commits at once");
    for (const [number, update] of effect.treeUpdates) this.#apps[number]?.tree.apply(update);
    for (const app of this.#apps) app.nextRowId = effect.nextRowIds[app.number] ?? app.nextRowId;
    this.#log.apply(effect.logUpdate);
    this.#last = record;
    this.#committed.changed(effect.changed);
    this.#admission = this.#gatesNow();
    const { appNumber } = this.#rules;
    if (appNumber !== undefined && effect.treeUpdates.has(appNumber)) this.#rules.clear();
  }

  /** Reads the committed state. Hold it no longer than until the next commit. */
  reader(): LedgerReader {
    return new LedgerReader({
      ledgerId: this.ledgerId,
      suite: this.suite,
      store: this.#store,
      apps: this.#apps,
      actions: () => this.#rules.actionsAt(this.height + 1),
      log: this.#log,
      last: this.#last,
    });
  }

  /** Writes that let the next opening skip the scan of the state; for a clean close. */
  snapshotWrites(): WriteOp[] {
    return this.#apps.flatMap(({ tree }) => tree.snapshotWrites());
  }

  #gatesNow(): GateRun {
    const { suite } = this;
    const state = { suite, store: this.#store, apps: this.#apps };
    return new GateRun(this.#gates, this.#apps, new Overlays(state), this.#committed);
  }

  #machine(height: number): Machine {
    return {
      suite: this.suite,
      store: this.#store,
      ledgerId: this.ledgerId,
      apps: this.#apps,
      actions: this.#rules.actionsAt(height),
      gates: this.#gates,
      committed: this.#committed,
      identity: (keyId) => this.#identities.get(keyId),
    };
  }

  #requireNext({ height, time, statements }: Block): void {
    if (height !== this.height + 1) {
      throw new LedgerFault("wrong-height", `block ${height} does not follow ${this.height}`);
    }
    if (!Number.isSafeInteger(time) || time < this.lastTime) {
      throw new LedgerFault("time-went-back", `block ${height} is earlier than the one before`);
    }
    if (statements.length > LIMITS.blockStatements) {
      throw new LedgerFault("block-too-large", `${statements.length} statements in one block`);
    }
    let bytes = 0;
    for (const item of statements) {
      bytes += item.statement === null ? item.bytes.length : item.statement.bytes.length;
    }
    if (bytes > LIMITS.blockBytes) {
      throw new LedgerFault("block-too-large", `${bytes} bytes of statements in one block`);
    }
  }
}

function certificateWrite({ height, certificate }: ExecutedBlock): WriteOp[] {
  if (certificate === null) return [];
  assertLedger(certificate.height <= height, "a certificate of a block that is not there yet");
  return [{ key: certificateKey(certificate.height), value: encodeCertificate(certificate) }];
}
