import type { Statement } from "@tallystick/core/statement";
import type { ExecutedBlock, Outcome } from "@tallystick/ledger/block";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { StoreSnapshot, WriteOp } from "@tallystick/ledger/store";
import { ENGINE_LIMITS, type EngineLimits } from "../limits.ts";
import { answersOf, earlierAnswer, refused } from "./answers.ts";
import { BlockClock } from "./block-clock.ts";
import {
  type BlockNotice,
  type Engine,
  EngineFault,
  type EngineState,
  type EngineStatus,
  type Logged,
  STILL_READABLE,
  type SubmitOptions,
  type Submitted,
} from "./engine.ts";
import { engineFault } from "./fault.ts";
import { InFlight, type Pending, statementName, type Waiter } from "./in-flight.ts";
import type { Machine } from "./machine.ts";

/** Settings of an {@link EmbeddedEngine}. */
export interface EmbeddedOptions {
  readonly limits?: Partial<EngineLimits>;
  /** The system clock, ms since 1970 UTC. */
  readonly now?: () => number;
  /** Called once when the engine fails. */
  readonly onFault?: (fault: EngineFault) => void;
  /** First block that a network is to make, once that is decided; asked after every block. */
  readonly handover?: (reader: LedgerReader) => number | undefined;
}

const BAD_SIGNATURE: Outcome = { code: OUTCOMES.badSignature.number, data: null };

/**
 * The engine for one organisation: blocks are made in this process.
 *
 * A statement is decoded and judged when it arrives and its signature is checked by other threads
 * while earlier blocks are executed and written. A block takes what is ready, so blocks grow with the
 * load and one sync serves all of a block (group commit). Only when its block is durable does a
 * statement get its answer.
 */
export class EmbeddedEngine implements Engine {
  readonly #machine: Machine;
  readonly #limits: EngineLimits;
  readonly #clock: BlockClock;
  readonly #now: () => number;
  readonly #onFault: ((fault: EngineFault) => void) | undefined;
  readonly #handover: () => number | undefined;
  readonly #inFlight: InFlight;
  readonly #listeners = new Set<(block: BlockNotice) => void>();
  /** Judged, signature not yet checked. */
  #arrived: Pending[] = [];
  /** Ready for a block. */
  #ready: Pending[] = [];
  #making: Promise<void> | undefined;
  /** First block that others make. */
  #takenOverAt: number | undefined;
  #state: EngineState = "running";
  #fault: EngineFault | undefined;
  #stopped: Promise<void> | undefined;

  constructor(machine: Machine, options: EmbeddedOptions = {}) {
    this.#machine = machine;
    this.#limits = { ...ENGINE_LIMITS, ...options.limits };
    this.#now = options.now ?? Date.now;
    this.#clock = new BlockClock(machine.lastTime, this.#now);
    this.#onFault = options.onFault;
    const { handover } = options;
    this.#handover = () => handover && machine.query(handover);
    // Decided, and the node ended before the last block of its own.
    this.#takenOverAt = this.#handover();
    this.#wake();
    this.#inFlight = new InFlight({
      statements: this.#limits.queueStatements,
      bytes: this.#limits.queueBytes,
    });
  }

  submit(statement: Uint8Array, options: SubmitOptions = {}): Promise<Submitted> {
    return new Promise((answer, fail) => this.#take(statement, options.attach, { answer, fail }));
  }

  submitMany(statements: readonly Uint8Array[]): Promise<readonly Submitted[]> {
    const answers = new Array<Submitted>(statements.length);
    let left = statements.length;
    if (left === 0) return Promise.resolve(answers);
    return new Promise((resolve, fail) => {
      statements.forEach((statement, i) => {
        const answer = (submitted: Submitted): void => {
          answers[i] = submitted;
          left -= 1;
          if (left === 0) resolve(answers);
        };
        this.#take(statement, undefined, { answer, fail });
      });
    });
  }

  read<T>(run: (reader: LedgerReader) => T): T {
    if (this.#fault !== undefined && !STILL_READABLE.has(this.#fault.code)) throw this.#fault;
    if (this.#state === "stopped") throw stopped();
    try {
      return this.#machine.query(run);
    } catch (error) {
      const fault = engineFault(error, "reading the ledger");
      if (fault.code === "internal" || fault.code === "ledger-fault") throw error;
      throw this.#fail(fault, "reading the ledger");
    }
  }

  whenCertified(): Promise<void> {
    // Every block becomes durable together with its certificate.
    const spoilt = this.#fault !== undefined && this.#fault.code !== "handed-over";
    return spoilt ? Promise.reject(this.#fault as EngineFault) : Promise.resolve();
  }

  onBlock(listener: (block: BlockNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async heartbeat(): Promise<void> {
    if (this.#state !== "running") return;
    if (this.#making === undefined) this.#make(() => this.#makeBlock());
    await this.#making;
  }

  snapshot(): StoreSnapshot {
    if (this.#state === "stopped") throw stopped();
    return this.#machine.snapshot();
  }

  status(): EngineStatus {
    const { height } = this.#machine;
    return {
      state: this.#state,
      height,
      certifiedHeight: height,
      logSize: this.#machine.logSize,
      inFlight: this.#inFlight.size,
      clockBehindMs: this.#clock.behindMs,
      fault: this.#fault,
    };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#drain();
    return this.#stopped;
  }

  async #drain(): Promise<void> {
    if (this.#state === "running") this.#state = "stopping";
    await this.#inFlight.drained();
    await this.#making;
    if (this.#state === "stopping") this.#state = "stopped";
  }

  /** Take a statement in: `waiter` hears at once, or when its block is durable. */
  #take(bytes: Uint8Array, attach: SubmitOptions["attach"], waiter: Waiter): void {
    if (this.#fault !== undefined) waiter.fail(this.#fault);
    else if (this.#state !== "running") waiter.fail(stopped());
    else {
      try {
        const answer = this.#judge(bytes, attach, waiter);
        if (answer !== undefined) waiter.answer(answer);
      } catch (error) {
        waiter.fail(this.#fail(error, "admitting a statement"));
      }
    }
  }

  /** Judge a statement on arrival: the answer it gets at once, or undefined when it goes its way. */
  #judge(
    bytes: Uint8Array,
    attach: SubmitOptions["attach"],
    waiter: Waiter,
  ): Submitted | undefined {
    const decoded = this.#machine.decode(bytes);
    if ("code" in decoded) return refused(decoded);
    const name = statementName(decoded);
    if (this.#inFlight.join(name, decoded, waiter)) return undefined;
    if (this.#inFlight.isFull(bytes.length)) return { status: "busy" };
    const refusal = this.#machine.admit(decoded, this.#now());
    if (refusal !== null) return this.#earlier(decoded, refusal) ?? refused(refusal);
    // All that arrive in one turn of the event loop cross to the threads together.
    if (this.#arrived.length === 0) setImmediate(() => this.#verifyArrived());
    this.#arrived.push(this.#inFlight.add(name, decoded, attach, waiter));
    return undefined;
  }

  #earlier(statement: Statement, refusal: Outcome): Logged | undefined {
    return this.#machine.query((reader) => earlierAnswer(reader, statement, refusal));
  }

  #verifyArrived(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    const { verifyStatements } = this.#limits;
    for (let at = 0; at < arrived.length; at += verifyStatements) {
      this.#verify(arrived.slice(at, at + verifyStatements)).catch((error: unknown) => {
        this.#fail(error, "checking signatures");
      });
    }
  }

  async #verify(arrived: readonly Pending[]): Promise<void> {
    const verdicts = await this.#machine.verify(arrived.map(({ item }) => item.statement));
    arrived.forEach((pending, i) => {
      if (verdicts[i] === true) this.#ready.push(pending);
      else this.#inFlight.answer(pending, refused(BAD_SIGNATURE));
    });
    this.#wake();
  }

  #wake(): void {
    if (this.#making !== undefined || !this.#isWanted || this.#fault !== undefined) return;
    this.#make(async () => {
      while (this.#isWanted && this.#fault === undefined) await this.#makeBlock();
    });
  }

  /** Whether a block is: for what is ready, or to come to the last one before others go on. */
  get #isWanted(): boolean {
    return this.#ready.length > 0 || this.#takenOverAt !== undefined;
  }

  /** One maker of blocks at a time; what has become ready meanwhile comes next. */
  #make(work: () => Promise<void>): void {
    this.#making = work()
      .catch((error: unknown) => {
        this.#fail(error, `making block ${this.#machine.height + 1}`);
      })
      .finally(() => {
        this.#making = undefined;
        this.#wake();
      });
  }

  async #makeBlock(): Promise<void> {
    const machine = this.#machine;
    this.#requireOwnBlock(machine.height + 1);
    const proposed = machine.propose(this.#ready, {
      statements: this.#limits.blockStatements,
      bytes: this.#limits.blockBytes,
    });
    this.#ready = this.#ready.slice(proposed.length);
    const block = machine.finalize({
      height: machine.height + 1,
      time: this.#clock.next(),
      items: proposed.map(({ item }) => item),
    });
    const answers = answersOf(block);
    const extra: WriteOp[] = [];
    proposed.forEach(({ attach }, i) => {
      if (attach !== undefined) extra.push(...attach(answers[i] as Logged));
    });
    const { height, time } = block;
    const signatures = [await machine.certify(block)];
    await machine.commit(block, { height, time, signatures }, extra);
    for (const [i, pending] of proposed.entries()) {
      this.#inFlight.answer(pending, answers[i] as Logged);
    }
    // Without an entry nothing was decided.
    if (block.entries.length > 0) this.#takenOverAt ??= this.#handover();
    this.#announce(block);
  }

  /** @throws EngineFault `handed-over` for a block that a network is to make */
  #requireOwnBlock(height: number): void {
    if (this.#takenOverAt === undefined || height < this.#takenOverAt) return;
    throw new EngineFault(
      "handed-over",
      `the organisations have decided that a network orders this ledger from block ${height} on: stop the node and run \`tallystick network adopt\``,
    );
  }

  #announce(block: ExecutedBlock): void {
    const { height, time, firstIndex, logSize, entries } = block;
    const notice = { height, time, firstIndex, count: entries.length, logSize };
    for (const listener of this.#listeners) {
      try {
        listener(notice);
      } catch {
        // A listener's failure is its own: the block is durable and the others must hear of it.
      }
    }
  }

  /** Stop for good and tell everyone who waits why. */
  #fail(error: unknown, at: string): EngineFault {
    if (this.#fault !== undefined) return this.#fault;
    const fault = engineFault(error, at);
    this.#fault = fault;
    this.#state = "failed";
    this.#arrived = [];
    this.#ready = [];
    this.#inFlight.failAll(fault);
    this.#onFault?.(fault);
    return fault;
  }
}

function stopped(): EngineFault {
  return new EngineFault("stopped", "the node is stopping or has stopped");
}
