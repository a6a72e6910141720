import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const binary = join(import.meta.dirname, "../../bin/tallystick.js");

/** What a command came to. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** The same of a command that answered in JSON. */
export interface JsonEnded {
  readonly code: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: every command has an answer of its own shape
  readonly values: readonly any[];
}

/** A folder of its own for one test file, and the `tallystick` command as its users run it. */
export class CommandLine {
  readonly home = mkdtempSync(join(tmpdir(), "tallystick-cli-"));
  /** Variables of every command beside PATH; tests change it at will. */
  env: Record<string, string> = {};
  #node:
    | { readonly child: ChildProcessWithoutNullStreams; readonly ended: Promise<Ended> }
    | undefined;

  /** A path below the folder. */
  path(...parts: readonly string[]): string {
    return join(this.home, ...parts);
  }

  /** Starts a command without waiting for its end. */
  start(...args: readonly string[]): ChildProcessWithoutNullStreams {
    const env = { PATH: process.env["PATH"] ?? "", ...this.env };
    return spawn(process.execPath, [binary, ...args], { cwd: this.home, env });
  }

  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<Ended> {
    const child = this.start(...args);
    child.stdin.end();
    return ended(child);
  }

  /** Runs a command with --json and reads what it printed, one value a line. */
  async json(...args: readonly string[]): Promise<JsonEnded> {
    const { code, out, err } = await this.run(...args, "--json");
    const lines = out.split("\n").filter((line) => line !== "");
    if (lines.length === 0) throw new Error(`no answer (exit ${code}): ${err}`);
    return { code, values: lines.map((line) => JSON.parse(line)) };
  }

  /** Starts a node in `data` and points every further command at it. */
  async startNode(...args: readonly string[]): Promise<string> {
    const child = this.start("start", "--port", "0", "--log-level", "error", "--json", ...args);
    const done = ended(child);
    this.#node = { child, ended: done };
    const line = await Promise.race([
      firstLine(child),
      done.then(({ err }) => Promise.reject(new Error(err))),
    ]);
    const { url } = JSON.parse(line) as { url: string };
    this.env = { ...this.env, TALLYSTICK_URL: url };
    return url;
  }

  /** Stops the node as Ctrl-C would. */
  async stopNode(signal: NodeJS.Signals = "SIGINT"): Promise<Ended | undefined> {
    const node = this.#node;
    this.#node = undefined;
    node?.child.kill(signal);
    return node?.ended;
  }

  async close(): Promise<void> {
    await this.stopNode();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** The end of a child, with everything that it wrote. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, out, err }));
  });
}

function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  let text = "";
  return new Promise((resolve) => {
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
}
