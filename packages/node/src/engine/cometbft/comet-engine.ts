import type { EngineCommit } from "@tallystick/core/engine-commit";
import type { Ledger } from "@tallystick/ledger/ledger";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { StoreReader, StoreSnapshot } from "@tallystick/ledger/store";
import type { ConsensusApplication } from "../consensus/application.ts";
import type { CommittedBlock } from "../consensus/committed-block.ts";
import { LedgerApplication, type LedgerApplicationParts } from "../consensus/ledger-application.ts";
import type { Misconduct } from "../consensus/misconduct.ts";
import { misconductFile } from "../consensus/misconduct-file.ts";
import { beginRetracing, isRetracing, RetracingApplication } from "../consensus/retracing.ts";
import type { LedgerSnapshots } from "../consensus/snapshots/snapshots.ts";
import { statedNodes } from "../consensus/stated-roster.ts";
import {
  type BlockNotice,
  type Engine,
  EngineFault,
  type EngineState,
  type EngineStatus,
  type SubmitOptions,
  type Submitted,
} from "../engine.ts";
import { engineFault } from "../fault.ts";
import type { Machine } from "../machine.ts";
import type { EngineSettings } from "./config-toml.ts";
import { appHashRest, engineCommitAt } from "./engine-commit.ts";
import { type EngineHome, engineHasBlocks } from "./engine-home.ts";
import { EngineLink, type EngineLinkParts } from "./engine-link.ts";
import { faultOfHalt, type HaltFacts, writeHaltReport } from "./halt-report.ts";
import { COMET_LIMITS, type CometLimits } from "./limits.ts";
import { type NetworkStatus, networkStatus } from "./network-status.ts";
import { Submissions } from "./submissions.ts";
import type { EngineHalt } from "./supervisor.ts";

/** What a {@link CometEngine} is made of. */
export interface CometEngineParts {
  readonly machine: Machine;
  readonly ledger: Ledger;
  /** The store under the ledger. */
  readonly store: StoreReader;
  /** Id of this node's organisation. */
  readonly organisation: string;
  readonly home: EngineHome;
  /** Path of CometBFT. */
  readonly binary: string;
  readonly settings: Omit<EngineSettings, "abciSocket" | "rpcSocket">;
  /** Ids of nodes that may take part beside those of the organisations. */
  readonly observers?: readonly string[];
  /** Takes snapshots for those who join. */
  readonly snapshots?: LedgerSnapshots;
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

/** The engine for several organisations: CometBFT orders, this node's ledger executes. */
export class CometEngine implements Engine {
  readonly #parts: CometEngineParts;
  readonly #limits: CometLimits;
  readonly #now: () => number;
  readonly #application: LedgerApplication;
  readonly #submissions: Submissions;
  readonly #listeners = new Set<(block: BlockNotice) => void>();
  #link: EngineLink | undefined;
  #record: ((report: Misconduct) => void) | undefined;
  #state: EngineState = "running";
  #fault: EngineFault | undefined;
  #stopped: Promise<void> | undefined;

  private constructor(parts: CometEngineParts) {
    const { machine, ledger, store, organisation, snapshots, onNotice = () => {} } = parts;
    this.#parts = parts;
    this.#limits = { ...COMET_LIMITS, ...parts.limits };
    this.#now = parts.now ?? Date.now;
    this.#application = new LedgerApplication({
      ...parts.application,
      ...{ machine, ledger, store, organisation, now: this.#now },
      ...(snapshots !== undefined && { snapshots }),
      attach: (block) => this.#submissions.attach(block),
      onRefused: (what, height, reason) =>
        onNotice({ what: `${what} refused`, detail: `at height ${height}: ${reason}` }),
      onMisconduct: (report) => this.#report(report),
      onHalt: ({ error, ...report }) => {
        this.#fail(engineFault(error, report.at), { trouble: "node-halted", application: report });
      },
    });
    this.#application.onCommit((committed) => this.#committed(committed));
    this.#submissions = new Submissions({
      machine,
      check: (tx) => this.#application.checkTx(tx, false),
      limits: this.#limits,
      now: this.#now,
      onError: (error, at) => this.#fail(engineFault(error, at)),
    });
  }

  /** Start the engine. @throws the errors of listening for it */
  static async open(parts: CometEngineParts): Promise<CometEngine> {
    const engine = new CometEngine(parts);
    const { home, binary, settings, onNotice = () => {} } = parts;
    const link = await EngineLink.open({
      ...parts.link,
      ...{ application: engine.#driven(), home, binary, settings },
      admits: (nodeId) => engine.#admits(nodeId),
      onHalt: (halt) => engine.#halted(halt),
      // What the ledger throws it has reported itself; the one that retraces it does not.
      onApplicationFault: (error, at) => {
        engine.#fail(engineFault(error, at), { trouble: "node-halted" });
      },
      onProblem: (problem) =>
        onNotice({
          what: "connection cut",
          detail: problem instanceof Error ? problem.message : "unknown",
        }),
    });
    engine.#link = link;
    engine.#submissions.start(link.rpc);
    return engine;
  }

  /** What organisations are named for, since this node started. */
  get misconduct(): readonly Misconduct[] {
    return this.#application.misconduct;
  }

  /** The snapshots that this node has for those who join. */
  get snapshots(): LedgerSnapshots | undefined {
    return this.#parts.snapshots;
  }

  /** The way to the engine itself, for operations. */
  get link(): EngineLink {
    return this.#link as EngineLink;
  }

  submit(bytes: Uint8Array, options: SubmitOptions = {}): Promise<Submitted> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    if (this.#state !== "running") return Promise.reject(stopped());
    return new Promise((answer, fail) => {
      try {
        this.#submissions.take(bytes, options.attach, { answer, fail });
      } catch (error) {
        fail(this.#fail(engineFault(error, "admitting a statement")));
      }
    });
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

  async commitOf(height: number): Promise<EngineCommit | undefined> {
    const { chain } = this.#application;
    if (chain?.durable !== true) return undefined;
    const rest = this.read((reader) => appHashRest(reader, height, chain.record.initialHeight));
    if (rest === undefined) return undefined;
    try {
      return await engineCommitAt(this.#parts.ledger.suite, this.link.rpc, rest);
    } catch (cause) {
      const message = `the engine shows no commit of block ${height + 1}`;
      throw new EngineFault("not-ordered", message, cause);
    }
  }

  onBlock(listener: (block: BlockNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** CometBFT makes a block after `create_empty_blocks_interval` without one. */
  heartbeat(): Promise<void> {
    return Promise.resolve();
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
      inFlight: this.#submissions.size,
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
      chainId: this.#application.chain?.record.chainId,
      roster: this.#application.roster(),
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
    await this.#submissions.drained(this.#limits.drainMs);
    await this.#link?.close();
    await this.#parts.snapshots?.stop();
    // What was handed over may still be ordered by the others; this node cannot tell any more.
    this.#submissions.stop(stopped());
    this.#application.end(stopped());
    if (this.#state === "stopping") this.#state = "stopped";
  }

  /** What the engine drives: the ledger, or, for an engine that has lost its blocks, the ledger's record first. */
  #driven(): ConsensusApplication {
    const { home, machine, onNotice = () => {} } = this.#parts;
    const { traced: path } = home;
    const { chain } = this.#application;
    if (chain?.durable !== true) return this.#application;
    if (!engineHasBlocks(home)) {
      beginRetracing(path);
      const detail =
        "it has no blocks: it takes them from the other organisations, to compare them";
      onNotice({ what: "engine begins anew", detail });
    }
    if (!isRetracing(path)) return this.#application;
    const { record, rosters } = chain;
    return new RetracingApplication({
      ...{ inner: this.#application, record, rosters, path },
      query: (run) => machine.query(run),
      onDone: () => onNotice({ what: "engine has caught up", detail: "with this node's ledger" }),
    });
  }

  #admits(nodeId: string): boolean {
    const { machine, ledger, observers = [] } = this.#parts;
    if (observers.includes(nodeId)) return true;
    const stated = machine.query(statedNodes);
    const { organisations } = this.#application.chain?.record.start ?? ledger.genesis;
    const founders = organisations.flatMap(({ validator }) => validator?.node ?? []);
    return (stated.length > 0 ? stated : founders).includes(nodeId);
  }

  #committed({ block }: CommittedBlock): void {
    this.#submissions.committed();
    const { machine, snapshots } = this.#parts;
    machine.query((reader) => snapshots?.committed(reader, () => machine.snapshot()));
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

  /** Kept beside the engine's files: with what stands in it anybody can check who is named. */
  #report(report: Misconduct): void {
    try {
      this.#record ??= misconductFile(this.#parts.home.misconduct, this.#now);
      this.#record(report);
    } catch {
      // It stands in the log as well.
    }
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
    const { home, machine, onFault } = this.#parts;
    const lines = this.#link?.supervisor.lines ?? [];
    writeHaltReport(home, { trouble: fault.code, ...facts, fault, machine, lines });
    void this.#link?.supervisor.halt(fault.message);
    this.#submissions.stop(fault);
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
