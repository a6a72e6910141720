import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cliLimits } from "../limits.ts";

/** What happened to a node of a network on this machine. */
export type LocalNodeEvent =
  /** It serves. */
  | { readonly event: "ready"; readonly url: string; readonly pid: number }
  /** It ended by itself and is started again after a pause. */
  | {
      readonly event: "ended";
      readonly how: string;
      readonly line: string;
      readonly pauseMs: number;
    }
  /** It ended too often without ever serving. */
  | { readonly event: "given-up"; readonly how: string; readonly line: string };

/** A node to run. */
export interface LocalNodeParts {
  readonly dataDir: string;
  /** Port of its API. */
  readonly port: number;
  /** File that its log is added to. */
  readonly log: string;
  readonly logLevel: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onEvent: (event: LocalNodeEvent) => void;
}

const PROGRAM = join(import.meta.dirname, "../../bin/tallystick.js");

/**
 * One organisation's node in a process of its own, started again when it ends by itself.
 *
 * It is in a process group of its own, so that Ctrl-C reaches it through its parent only, in order; and its
 * standard input is a pipe that nobody writes to, which ends when the parent does, however that ends: then
 * the node stops by itself (`start --with-parent`).
 */
export class LocalNode {
  readonly #parts: LocalNodeParts;
  readonly #log: WriteStream;
  readonly #running: Promise<void>;
  #child: ChildProcessWithoutNullStreams | undefined;
  #stopping = false;
  #failures = 0;
  #lastLine = "";
  #wake: (() => void) | undefined;

  constructor(parts: LocalNodeParts) {
    this.#parts = parts;
    this.#log = createWriteStream(parts.log, { flags: "a", mode: 0o600 });
    this.#running = this.#run();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when its process has ended for good. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    this.#child?.kill("SIGTERM");
    const cut = setTimeout(() => this.#child?.kill("SIGKILL"), cliLimits.localStopMs);
    await this.#running;
    clearTimeout(cut);
    await new Promise<void>((resolve) => this.#log.end(resolve));
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const how = await this.#once();
      if (this.#stopping) return;
      this.#failures += 1;
      const line = this.#lastLine;
      if (this.#failures > cliLimits.localRestarts) {
        this.#parts.onEvent({ event: "given-up", how, line });
        return;
      }
      const pauseMs = Math.min(10_000, 500 * 2 ** (this.#failures - 1));
      this.#parts.onEvent({ event: "ended", how, line, pauseMs });
      await this.#pause(pauseMs);
    }
  }

  /** One life of the process. @returns how it ended */
  async #once(): Promise<string> {
    const { dataDir, port, logLevel, env } = this.#parts;
    const orders = ["--data", dataDir, "--port", String(port), "--log-level", logLevel];
    const child = spawn(
      process.execPath,
      [PROGRAM, "start", ...orders, "--with-parent", "--json"],
      {
        env,
        stdio: ["pipe", "pipe", "pipe"],
        detached: true,
      },
    );
    this.#child = child;
    this.#lastLine = "";
    // Nothing is ever written there; that it is closed early is no matter.
    child.stdin.on("error", () => {});
    createInterface({ input: child.stderr }).on("line", (line) => {
      this.#log.write(`${line}\n`);
      if (line.trim() !== "" && !isRoutine(line)) this.#lastLine = line.trim();
    });
    createInterface({ input: child.stdout }).on("line", (line) => this.#read(line, child));
    return new Promise((resolve) => {
      child.once("error", (error) => resolve(`it cannot be started: ${error.message}`));
      child.once("close", (code, signal) =>
        resolve(signal === null ? `exit code ${code}` : `by ${signal}`),
      );
    });
  }

  #read(line: string, { pid = 0 }: ChildProcessWithoutNullStreams): void {
    this.#log.write(`${line}\n`);
    try {
      const { ready, url } = JSON.parse(line) as { ready?: boolean; url?: string };
      if (ready !== true || url === undefined) return;
      this.#failures = 0;
      this.#parts.onEvent({ event: "ready", url, pid });
    } catch {
      // No answer of ours; it stands in the log.
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Warnings and what is below them; they do not say why a node ended. */
function isRoutine(line: string): boolean {
  try {
    return ((JSON.parse(line) as { level?: number }).level ?? 60) < 50;
  } catch {
    return false;
  }
}
