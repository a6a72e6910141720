import { decodeCbor } from "@tallystick/core/cbor";
import type { Statement } from "@tallystick/core/statement";
import type { Outcome } from "@tallystick/ledger/block";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { WriteOp } from "@tallystick/ledger/store";
import { answersOf, earlierAnswer, refused } from "../answers.ts";
import type { TransactionResult } from "../consensus/application.ts";
import type { CommittedBlock } from "../consensus/committed-block.ts";
import { EngineFault, type Logged, type SubmitOptions, type Submitted } from "../engine.ts";
import { InFlight, type Pending, statementName, type Waiter } from "../in-flight.ts";
import type { Machine } from "../machine.ts";
import { Broadcaster } from "./broadcaster.ts";
import type { CometLimits } from "./limits.ts";
import type { EngineRpc } from "./rpc.ts";

/** What {@link Submissions} work with. */
export interface SubmissionParts {
  readonly machine: Machine;
  /** Judges a transaction as if it came from the mempool. */
  readonly check: (tx: Uint8Array) => Promise<TransactionResult>;
  readonly limits: CometLimits;
  /** The system clock, ms since 1970 UTC. */
  readonly now: () => number;
  /** Called with what was thrown, and what was being done. */
  readonly onError: (error: unknown, at: string) => void;
}

/**
 * The statements that were submitted at this node and have no answer yet.
 *
 * A statement is judged when it arrives, like one of another node that comes by way of the mempool, and
 * handed to the mempool. Its answer is what its block did with it, once that is durable here. One that
 * does not come back in a block is looked at again: ordered meanwhile, refused meanwhile, or lost by a
 * mempool that was full or restarted, and then handed over again.
 */
export class Submissions {
  readonly #parts: SubmissionParts;
  readonly #inFlight: InFlight;
  /** When each statement under way arrived, and was last looked at. */
  readonly #times = new WeakMap<Pending, { readonly arrived: number; seen: number }>();
  /** Statements of the block that is being committed, with their answers. */
  #committing: (readonly [Pending, Logged])[] = [];
  #broadcaster: Broadcaster | undefined;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(parts: SubmissionParts) {
    this.#parts = parts;
    const { queueStatements: statements, queueBytes: bytes } = parts.limits;
    this.#inFlight = new InFlight({ statements, bytes });
  }

  /** Statements under way. */
  get size(): number {
    return this.#inFlight.size;
  }

  /** Begin to hand statements over. */
  start(rpc: Pick<EngineRpc, "broadcast">): void {
    const { limits } = this.#parts;
    this.#broadcaster = new Broadcaster(rpc, limits);
    this.#sweeper = setInterval(() => this.#sweep(), limits.resendMs / 3);
  }

  /** Resolves when nothing is under way, at the latest after so long. */
  async drained(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([this.#inFlight.drained(), late]);
    clearTimeout(timer);
  }

  /** Hand nothing over any more, and tell everyone who waits why. */
  stop(fault: EngineFault): void {
    clearInterval(this.#sweeper);
    this.#broadcaster?.stop();
    this.#inFlight.failAll(fault);
  }

  /** Take a statement in: `waiter` hears at once, or when its block is durable. */
  take(bytes: Uint8Array, attach: SubmitOptions["attach"], waiter: Waiter): void {
    const answer = this.#judge(bytes, attach, waiter);
    if (answer !== undefined) waiter.answer(answer);
  }

  /** Judge a statement on arrival: the answer it gets at once, or undefined when it goes to the mempool. */
  #judge(
    bytes: Uint8Array,
    attach: SubmitOptions["attach"],
    waiter: Waiter,
  ): Submitted | undefined {
    const { machine, now, onError } = this.#parts;
    const decoded = machine.decode(bytes);
    if ("code" in decoded) return refused(decoded);
    const name = statementName(decoded);
    if (this.#inFlight.join(name, decoded, waiter)) return undefined;
    if (this.#inFlight.isFull(bytes.length)) return { status: "busy" };
    const refusal = machine.admit(decoded, now());
    if (refusal !== null) return this.#earlier(decoded, refusal) ?? refused(refusal);
    const pending = this.#inFlight.add(name, decoded, attach, waiter);
    const at = performance.now();
    this.#times.set(pending, { arrived: at, seen: at });
    this.#check(pending).catch((error: unknown) => onError(error, "checking a statement"));
    return undefined;
  }

  /** The rows that go with a block that is about to be committed. */
  attach({ block, items }: Omit<CommittedBlock, "certifiedHeight">): readonly WriteOp[] {
    const answers = answersOf(block);
    this.#committing = items.flatMap(({ statement }, i) => {
      const pending =
        statement === null ? undefined : this.#inFlight.find(statementName(statement), statement);
      return pending === undefined ? [] : [[pending, answers[i] as Logged] as const];
    });
    return this.#committing.flatMap(([{ attach }, logged]) => attach?.(logged) ?? []);
  }

  /** That block is durable: its statements have their answers. */
  committed(): void {
    for (const [pending, logged] of this.#committing) this.#answer(pending, logged);
    this.#committing = [];
  }

  /** Checked as if it came from the mempool, so that its signature is known to be good when it does. */
  async #check(pending: Pending): Promise<void> {
    const { code, data } = await this.#parts.check(pending.item.statement.bytes);
    if (code === OUTCOMES.accepted.number) this.#broadcast(pending);
    else
      this.#answer(pending, refused({ code, data: data.length === 0 ? null : decodeCbor(data) }));
  }

  #broadcast(pending: Pending): void {
    this.#broadcaster?.add({
      tx: pending.item.statement.bytes,
      onFull: () => this.#answer(pending, { status: "busy" }),
    });
  }

  #answer(pending: Pending, submitted: Submitted): void {
    this.#inFlight.answer(pending, submitted);
  }

  #earlier(statement: Statement, refusal: Outcome): Logged | undefined {
    return this.#parts.machine.query((reader) => earlierAnswer(reader, statement, refusal));
  }

  /** Look again at what has not come back in a block. */
  #sweep(): void {
    try {
      const now = performance.now();
      for (const pending of [...this.#inFlight.all()]) this.#lookAgain(pending, now);
    } catch (error) {
      this.#parts.onError(error, "looking at statements under way");
    }
  }

  #lookAgain(pending: Pending, now: number): void {
    const times = this.#times.get(pending);
    if (times === undefined || now - times.seen < this.#parts.limits.resendMs) return;
    times.seen = now;
    const { statement } = pending.item;
    const { machine } = this.#parts;
    const refusal = machine.admit(statement, this.#parts.now());
    const earlier = refusal === null ? undefined : this.#earlier(statement, refusal);
    if (earlier !== undefined) this.#answer(pending, { ...earlier, repeated: false });
    else if (now - times.arrived > this.#parts.limits.orderMs) {
      this.#inFlight.fail(pending, new EngineFault("not-ordered", "it was not ordered in time"));
    } else if (refusal === null) this.#broadcast(pending);
    // By the clock it has expired; only when the blocks have passed that time can none take it any more.
    else if (refusal.code !== OUTCOMES.expired.number || machine.lastTime > statement.expiry) {
      this.#answer(pending, refused(refusal));
    }
  }
}
