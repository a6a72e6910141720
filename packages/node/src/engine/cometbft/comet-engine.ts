import { decodeCbor } from "@tallystick/core/cbor";
import type { Statement } from "@tallystick/core/statement";
import type { Outcome } from "@tallystick/ledger/block";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import { OUTCOMES } from "@tallystick/ledger/outcomes";
import type { StoreReader, StoreSnapshot, WriteOp } from "@tallystick/ledger/store";
import { answersOf, asRepeated, earlierAnswer, refused } from "../answers.ts";
import {
  type CommittedBlock,
  type ConsensusSnapshots,
  LedgerApplication,
  type LedgerApplicationParts,
} from "../consensus/ledger-application.ts";
import type { Misconduct } from "../consensus/misconduct.ts";
import {
  type BlockNotice,
  type Engine,
  EngineFault,
  type EngineState,
  type EngineStatus,
  type Logged,
  type SubmitOptions,
  type Submitted,
} from "../engine.ts";
import { engineFault } from "../fault.ts";
import { InFlight, type Pending } from "../in-flight.ts";
import type { Machine } from "../machine.ts";
import { Broadcaster } from "./broadcaster.ts";
import type { EngineSettings } from "./config-toml.ts";
import type { EngineHome } from "./engine-home.ts";
import { EngineLink, type EngineLinkParts } from "./engine-link.ts";
import { faultOfHalt, type HaltFacts, writeHaltReport } from "./halt-report.ts";
import { COMET_LIMITS, type CometLimits } from "./limits.ts";
import { type NetworkStatus, networkStatus } from "./network-status.ts";
import type { EngineHalt } from "./supervisor.ts";

/** What a {@link CometEngine} is made of. */
export interface CometEngineParts {
  readonly machine: Machine;
  readonly ledger: Ledger;
  /** The store under the ledger. */
  readonly store: StoreReader;
  /** Id of this node's organisation, and of the checkpoint key that the machine certifies with. */
  readonly organisation: string;
  readonly keyId: Uint8Array;
  readonly home: EngineHome;
  /** Path of CometBFT. */
  readonly binary: string;
  readonly settings: Omit<EngineSettings, "abciSocket" | "rpcSocket">;
  /** Ids of nodes that may take part beside those of the organisations. */
  readonly observers?: readonly string[];
  readonly snapshots?: ConsensusSnapshots;
  readonly limits?: Partial<CometLimits>;
  /** The system clock, ms since 1970 UTC. */
  readonly now?: () => number;
  /** Called once when the engine fails. */
  readonly onFault?: (fault: EngineFault) => void;
  /** Told what the operator should read: what was refused, cut off, put aside. */
  readonly onNotice?: (notice: { readonly what: string; readonly detail: string }) => void;
  /** More of the application's, such as `appVersion` and `retainHeight`. */
  readonly application?: Partial<
    Pick<LedgerApplicationParts, "appVersion" | "retainHeight" | "limits">
  >;
  /** For tests; see {@link EngineLinkParts}. */
  readonly link?: Partial<Pick<EngineLinkParts, "grammar" | "env" | "times">>;
}

/** Status of a node of a network. */
export interface CometStatus extends EngineStatus {
  readonly network: NetworkStatus;
}

/**
 * The engine for several organisations: CometBFT orders, this node's ledger executes.
 *
 * A statement is judged when it arrives, like one of another node that comes by way of the mempool, and
 * handed to the mempool. Its answer is what its block did with it, once that is durable here. One that
 * does not come back in a block is looked at again: ordered meanwhile, refused meanwhile, or lost by a
 * mempool that was full or restarted, and then handed over again.
 */
export class CometEngine implements Engine {
  readonly #parts: CometEngineParts;
  readonly #limits: CometLimits;
  readonly #now: () => number;
  readonly #application: LedgerApplication;
  readonly #inFlight: InFlight;
  readonly #listeners = new Set<(block: BlockNotice) => void>();
  /** When each statement under way arrived, and was last looked at. */
  readonly #times = new WeakMap<Pending, { readonly arrived: number; seen: number }>();
  /** Statements of the block that is being committed, with their answers. */
  #committing: (readonly [Pending, Logged])[] = [];
  #link: EngineLink | undefined;
  #broadcaster: Broadcaster | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #state: EngineState = "running";
  #fault: EngineFault | undefined;
  #stopped: Promise<void> | undefined;

  private constructor(parts: CometEngineParts) {
    const { machine, ledger, store, organisation, keyId, snapshots, onNotice = () => {} } = parts;
    this.#parts = parts;
    this.#limits = { ...COMET_LIMITS, ...parts.limits };
    this.#now = parts.now ?? Date.now;
    this.#inFlight = new InFlight({
      statements: this.#limits.queueStatements,
      bytes: this.#limits.queueBytes,
    });
    this.#application = new LedgerApplication({
      ...parts.application,
      ...{ machine, ledger, store, organisation, keyId, now: this.#now },
      ...(snapshots !== undefined && { snapshots }),
      attach: (block) => this.#attach(block),
      onRefused: (what, height, reason) =>
        onNotice({ what: `${what} refused`, detail: `at height ${height}: ${reason}` }),
      onMisconduct: (report) => this.#report(report),
      onHalt: ({ error, ...report }) => {
        this.#fail(engineFault(error, report.at), { trouble: "node-halted", application: report });
      },
    });
    this.#application.onCommit((committed) => this.#committed(committed));
  }

  /** Start the engine. @throws the errors of listening for it */
  static async open(parts: CometEngineParts): Promise<CometEngine> {
    const engine = new CometEngine(parts);
    const { home, binary, settings, onNotice = () => {} } = parts;
    const link = await EngineLink.open({
      ...parts.link,
      ...{ application: engine.#application, home, binary, settings },
      admits: (nodeId) => engine.#admits(nodeId),
      onHalt: (halt) => engine.#halted(halt),
      onProblem: (problem) =>
        onNotice({
          what: "connection cut",
          detail: problem instanceof Error ? problem.message : "unknown",
        }),
    });
    engine.#link = link;
    engine.#broadcaster = new Broadcaster(link.rpc, engine.#limits);
    engine.#sweeper = setInterval(() => engine.#sweep(), engine.#limits.resendMs / 3);
    return engine;
  }

  /** What organisations are named for, since this node started. */
  get misconduct(): readonly Misconduct[] {
    return this.#application.misconduct;
  }

  /** The way to the engine itself, for operations. */
  get link(): EngineLink {
    return this.#link as EngineLink;
  }

  submit(bytes: Uint8Array, options: SubmitOptions = {}): Promise<Submitted> {
    try {
      return this.#take(bytes, options.attach);
    } catch (error) {
      return Promise.reject(this.#fail(engineFault(error, "admitting a statement")));
    }
  }

  submitMany(statements: readonly Uint8Array[]): Promise<readonly Submitted[]> {
    return Promise.all(statements.map((statement) => this.submit(statement)));
  }

  read<T>(run: (reader: LedgerReader) => T): T {
    if (this.#fault !== undefined && UNREADABLE.has(this.#fault.code)) throw this.#fault;
    if (this.#state === "stopped") throw stopped();
    try {
      return this.#parts.machine.query(run);
    } catch (error) {
      const fault = engineFault(error, "reading the ledger");
      if (fault.code === "internal" || fault.code === "ledger-fault") throw error;
      throw this.#fail(fault);
    }
  }

  async whenCertified(height: number): Promise<void> {
    if (this.#fault !== undefined) throw this.#fault;
    try {
      await this.#application.whenCertified(height);
    } catch (error) {
      throw this.#fault ?? engineFault(error, "waiting for a certificate");
    }
  }

  onBlock(listener: (block: BlockNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  snapshot(): StoreSnapshot {
    if (this.#state === "stopped") throw stopped();
    return this.#parts.machine.snapshot();
  }

  status(): CometStatus {
    const { height, logSize, lastTime } = this.#parts.machine;
    const network = (): NetworkStatus => this.#network();
    return {
      state: this.#state,
      height,
      certifiedHeight: this.#application.certifiedHeight,
      logSize,
      inFlight: this.#inFlight.size,
      clockBehindMs: Math.max(0, lastTime - Math.floor(this.#now())),
      fault: this.#fault,
      // Asked for many times a second for the figures above, and seldom for this.
      get network() {
        return network();
      },
    };
  }

  #network(): NetworkStatus {
    const { machine, organisation } = this.#parts;
    return networkStatus({
      link: this.link.status(),
      chain: this.#application.chain,
      certified: machine.query((reader) => reader.lastCertified()),
      organisation,
      misconduct: this.misconduct,
    });
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    if (this.#state === "running") this.#state = "stopping";
    clearInterval(this.#sweeper);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#limits.drainMs);
    });
    await Promise.race([this.#inFlight.drained(), late]);
    clearTimeout(timer);
    this.#broadcaster?.stop();
    await this.#link?.close();
    // What was handed over may still be ordered by the others; this node cannot tell any more.
    this.#inFlight.failAll(stopped());
    this.#application.end(stopped());
    if (this.#state === "stopping") this.#state = "stopped";
  }

  #admits(nodeId: string): boolean {
    const { ledger, observers = [] } = this.#parts;
    const { organisations } = this.#application.chain?.record.start ?? ledger.genesis;
    return (
      organisations.some(({ validator }) => validator?.node === nodeId) ||
      observers.includes(nodeId)
    );
  }

  /** Judge a statement on arrival; one that passes goes to the mempool. */
  #take(bytes: Uint8Array, attach: SubmitOptions["attach"]): Promise<Submitted> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    if (this.#state !== "running") return Promise.reject(stopped());
    const { machine } = this.#parts;
    const decoded = machine.decode(bytes);
    if ("code" in decoded) return Promise.resolve(refused(decoded));
    const twin = this.#inFlight.find(decoded);
    if (twin !== undefined) return twin.promise.then(asRepeated);
    if (this.#inFlight.isFull(bytes.length)) return Promise.resolve({ status: "busy" });
    const refusal = machine.admit(decoded, this.#now());
    if (refusal !== null) {
      return Promise.resolve(this.#earlier(decoded, refusal) ?? refused(refusal));
    }
    const pending = this.#inFlight.add(decoded, attach);
    const now = performance.now();
    this.#times.set(pending, { arrived: now, seen: now });
    this.#check(pending).catch((error: unknown) => {
      this.#fail(engineFault(error, "checking a statement"));
    });
    return pending.promise;
  }

  /** Checked as if it came from the mempool, so that its signature is known to be good when it does. */
  async #check(pending: Pending): Promise<void> {
    const { bytes } = pending.item.statement;
    const { code, data } = await this.#application.checkTx(bytes, false);
    if (code === OUTCOMES.accepted.number) this.#broadcast(pending);
    else pending.answer(refused({ code, data: data.length === 0 ? null : decodeCbor(data) }));
  }

  #broadcast(pending: Pending): void {
    this.#broadcaster?.add({
      tx: pending.item.statement.bytes,
      onFull: () => pending.answer({ status: "busy" }),
    });
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
      this.#fail(engineFault(error, "looking at statements under way"));
    }
  }

  #lookAgain(pending: Pending, now: number): void {
    const times = this.#times.get(pending);
    if (times === undefined || now - times.seen < this.#limits.resendMs) return;
    times.seen = now;
    const { statement } = pending.item;
    const { machine } = this.#parts;
    const refusal = machine.admit(statement, this.#now());
    const earlier = refusal === null ? undefined : this.#earlier(statement, refusal);
    if (earlier !== undefined) pending.answer({ ...earlier, repeated: false });
    else if (now - times.arrived > this.#limits.orderMs) {
      pending.fail(new EngineFault("not-ordered", "it was not ordered in time"));
    } else if (refusal === null) this.#broadcast(pending);
    // By the clock it has expired; only when the blocks have passed that time can none take it any more.
    else if (refusal.code !== OUTCOMES.expired.number || machine.lastTime > statement.expiry) {
      pending.answer(refused(refusal));
    }
  }

  /** The rows that go with a block, and the answers that its commit sets free. */
  #attach({ block, items }: Omit<CommittedBlock, "certifiedHeight">): readonly WriteOp[] {
    const answers = answersOf(block);
    this.#committing = items.flatMap(({ statement }, i) => {
      const pending = statement === null ? undefined : this.#inFlight.find(statement);
      return pending === undefined ? [] : [[pending, answers[i] as Logged] as const];
    });
    return this.#committing.flatMap(([{ attach }, logged]) => attach?.(logged) ?? []);
  }

  #committed({ block }: CommittedBlock): void {
    for (const [pending, logged] of this.#committing) pending.answer(logged);
    this.#committing = [];
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

  #report(report: Misconduct): void {
    this.#parts.onNotice?.({
      what: "misconduct",
      detail: `${report.organisation}: ${report.kind} at height ${report.height}`,
    });
  }

  #halted(halt: EngineHalt): void {
    // When the application threw it has said so itself.
    if (halt.trouble === "node-halted") return;
    this.#fail(faultOfHalt(halt), { trouble: halt.trouble, line: halt.line });
  }

  /** Stop for good, leave a report and tell everyone who waits why. */
  #fail(fault: EngineFault, facts: Partial<HaltFacts> = {}): EngineFault {
    if (this.#fault !== undefined) return this.#fault;
    this.#fault = fault;
    this.#state = "failed";
    clearInterval(this.#sweeper);
    this.#broadcaster?.stop();
    const { home, machine, onFault } = this.#parts;
    const lines = this.#link?.supervisor.lines ?? [];
    writeHaltReport(home, { trouble: fault.code, ...facts, fault, machine, lines });
    void this.#link?.supervisor.halt(fault.message);
    this.#inFlight.failAll(fault);
    this.#application.end(fault);
    onFault?.(fault);
    return fault;
  }
}

/** Faults after which nothing that is read here can be relied on. */
const UNREADABLE: ReadonlySet<string> = new Set(["store-damaged", "store-failed", "diverged"]);

function stopped(): EngineFault {
  return new EngineFault("stopped", "the node is stopping or has stopped");
}
