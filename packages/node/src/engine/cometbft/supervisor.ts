import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { EngineHome } from "./engine-home.ts";
import { LineLog } from "./line-log.ts";
import { type EngineTrouble, HALTING, troubleIn } from "./log-verdict.ts";
import {
  type EngineExit,
  type EngineLaunch,
  type EngineProcess,
  endOrphan,
  launchEngine,
} from "./process.ts";

/**
 * Where the engine stands:
 * - `starting`: it runs and has not answered yet; `running`: it has;
 * - `restarting`: it has ended and is started again after a pause;
 * - `halted`: it is not started again, because that would not help or do harm;
 * - `stopped`: it was told to.
 */
export type SupervisedState = "starting" | "running" | "restarting" | "halted" | "stopped";

/** Why an engine was halted. */
export interface EngineHalt {
  readonly trouble: EngineTrouble | "node-halted";
  /** The line that told of it. */
  readonly line: string;
  /** The engine's last lines. */
  readonly lines: readonly string[];
}

/** What is known of the engine's process. */
export interface SupervisedStatus {
  readonly state: SupervisedState;
  readonly pid: number | undefined;
  /** How often it was started again. */
  readonly restarts: number;
  /** How it ended last. */
  readonly lastExit: (EngineExit & { readonly line: string | undefined }) | undefined;
  /** Write-ahead logs that were put aside. */
  readonly quarantined: number;
}

/** Pauses between restarts and the patience with a process that is to end, ms. */
export interface SupervisorTimes {
  readonly firstPause: number;
  readonly longestPause: number;
  /** So long after it has answered an engine counts as well, and the pauses begin anew. */
  readonly wellAfter: number;
  readonly grace: number;
}

/** The times a node runs with. */
export const SUPERVISOR_TIMES: SupervisorTimes = {
  firstPause: 250,
  longestPause: 10_000,
  wellAfter: 30_000,
  grace: 10_000,
};

/** What an {@link EngineSupervisor} is made of. */
export interface SupervisorParts {
  readonly binary: string;
  readonly home: EngineHome;
  /** Called before every start. */
  readonly prepare?: () => void;
  /** Called once, when the engine is halted. */
  readonly onHalt?: (halt: EngineHalt) => void;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly times?: Partial<SupervisorTimes>;
  readonly launch?: (launch: EngineLaunch) => Promise<EngineProcess>;
}

/** Logs that are put aside in one run, at most: more tell of a disk that is failing. */
const QUARANTINES_MAX = 3;

/**
 * Runs the engine's process and watches it.
 *
 * An engine that ends is started again, whatever the order in which it and the node came and went: each
 * waits for the other. A damaged write-ahead log is put aside, for the votes in it are known to the others
 * and the organisation's own are in its voting record, which is never touched. What a restart cannot cure
 * halts the engine: a node that has parted from the others must be looked at, not tried again and again.
 */
export class EngineSupervisor {
  readonly #parts: SupervisorParts;
  readonly #times: SupervisorTimes;
  readonly #log: LineLog;
  #state: SupervisedState = "starting";
  #process: EngineProcess | undefined;
  #running: Promise<void> | undefined;
  #restarts = 0;
  #quarantined = 0;
  #failures = 0;
  #wellSince: number | undefined;
  #lastExit: SupervisedStatus["lastExit"];
  /** What the process under way has told of, and in which line. */
  #trouble: { readonly kind: EngineTrouble; readonly line: string } | undefined;
  #wake: (() => void) | undefined;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#times = { ...SUPERVISOR_TIMES, ...parts.times };
    this.#log = new LineLog(parts.home.log);
  }

  /** Start the engine and keep it running. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** The engine has answered. */
  answered(): void {
    if (this.#state !== "starting") return;
    // It has repaired its log itself.
    if (this.#trouble?.kind === "wal-damaged") this.#trouble = undefined;
    this.#state = "running";
    this.#wellSince = Date.now();
  }

  status(): SupervisedStatus {
    return {
      state: this.#state,
      pid: this.#process?.pid,
      restarts: this.#restarts,
      lastExit: this.#lastExit,
      quarantined: this.#quarantined,
    };
  }

  /** The engine's last lines, oldest first. */
  get lines(): readonly string[] {
    return this.#log.last;
  }

  /** End the engine and do not start it again, because the node itself cannot go on. */
  async halt(reason: string): Promise<void> {
    this.#halt({ trouble: "node-halted", line: reason });
    await this.#end();
  }

  /** End the engine. */
  async stop(): Promise<void> {
    if (this.#state !== "halted") this.#state = "stopped";
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#wake?.();
    await this.#process?.stop(this.#times.grace);
    await this.#running;
  }

  get #over(): boolean {
    return this.#state === "stopped" || this.#state === "halted";
  }

  async #run(): Promise<void> {
    await endOrphan(this.#parts.home, this.#times.grace);
    while (!this.#over) {
      const exit = await this.#once();
      if (this.#over) return;
      this.#judge(exit);
      if (this.#over) return;
      this.#state = "restarting";
      await this.#pause();
      if (this.#over) return;
      this.#restarts += 1;
      this.#state = "starting";
    }
  }

  /** One life of the process. */
  async #once(): Promise<EngineExit> {
    this.#trouble = undefined;
    this.#wellSince = undefined;
    const { binary, home, env, launch = launchEngine } = this.#parts;
    try {
      this.#parts.prepare?.();
      const onLine = (line: string): void => this.#read(line);
      this.#process = await launch({ binary, home, onLine, env });
    } catch (error) {
      this.#log.add(`cannot be started: ${error instanceof Error ? error.message : "unknown"}`);
      return { code: null, signal: null };
    }
    if (this.#over) await this.#process.stop(this.#times.grace);
    const exit = await this.#process.exited;
    this.#process = undefined;
    return exit;
  }

  #read(line: string): void {
    if (line === "") return;
    this.#log.add(line);
    const kind = troubleIn(line);
    if (kind === undefined) return;
    const halting = HALTING.has(kind);
    // The first cause counts, for what follows is the noise of its end; but a graver one counts more.
    if (this.#trouble !== undefined && (!halting || HALTING.has(this.#trouble.kind))) return;
    this.#trouble = { kind, line };
    if (halting) {
      this.#halt({ trouble: kind, line });
      void this.#process?.stop(this.#times.grace);
    } else if (kind === "consensus-stopped") {
      // The process goes on without consensus; it is of no use like that.
      void this.#process?.stop(this.#times.grace);
    }
  }

  #judge(exit: EngineExit): void {
    this.#lastExit = { ...exit, line: this.#trouble?.line ?? this.#log.last.at(-1) };
    const well =
      this.#wellSince !== undefined && Date.now() - this.#wellSince >= this.#times.wellAfter;
    this.#failures = well ? 1 : this.#failures + 1;
    if (this.#trouble?.kind !== "wal-damaged") return;
    if (this.#quarantined < QUARANTINES_MAX) this.#quarantine();
    else this.#halt({ trouble: "wal-damaged", line: this.#trouble.line });
  }

  /** Put the write-ahead log aside. */
  #quarantine(): void {
    const { wal, quarantine } = this.#parts.home;
    if (!existsSync(wal)) return;
    mkdirSync(quarantine, { recursive: true, mode: 0o700 });
    this.#quarantined += 1;
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
    renameSync(wal, join(quarantine, `cs.wal-${stamp}-${this.#quarantined}`));
  }

  #halt(halt: Omit<EngineHalt, "lines">): void {
    if (this.#over) return;
    this.#state = "halted";
    this.#parts.onHalt?.({ ...halt, lines: [...this.#log.last] });
  }

  async #pause(): Promise<void> {
    const { firstPause, longestPause } = this.#times;
    const ms = Math.min(longestPause, firstPause * 2 ** Math.min(this.#failures - 1, 20));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
