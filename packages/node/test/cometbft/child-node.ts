/** Starts, kills and asks nodes that run in processes of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { MEDIA } from "../../src/api/media-types.ts";
import { PASSPHRASE } from "./network.ts";

const CHILD = join(import.meta.dirname, "node-child.ts");

/** A node in a process of its own. */
export class ChildNode {
  readonly dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #program: string;
  #process: ChildProcess | undefined;
  #url: string | undefined;
  /** What it printed on standard error, the last 200 lines. */
  readonly lines: string[] = [];

  /** @param program what the process runs, instead of an honest node */
  constructor(dataDir: string, env: Readonly<Record<string, string>> = {}, program = CHILD) {
    this.dataDir = dataDir;
    this.#program = program;
    this.#env = env;
  }

  get url(): string {
    if (this.#url === undefined) throw new Error(`${this.dataDir} does not run`);
    return this.#url;
  }

  /** Whether its process is there. */
  get running(): boolean {
    const child = this.#process;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  get pid(): number {
    return this.#process?.pid as number;
  }

  /**
   * Resolves once it serves; rejects when it ends before.
   *
   * @param env more for its environment, and its engine's, this time
   */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = spawn(
      process.execPath,
      [this.#program, JSON.stringify({ dataDir: this.dataDir })],
      {
        env: { ...process.env, TALLYSTICK_PASSPHRASE: PASSPHRASE, ...this.#env, ...env },
        // The child ends when this process does: then its standard input ends.
        stdio: ["pipe", "pipe", "pipe"],
      },
    );
    this.#process = child;
    createInterface({ input: child.stderr }).on("line", (line) => {
      this.lines.push(line);
      if (this.lines.length > 200) this.lines.shift();
    });
    this.#url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", (line) =>
        resolve((JSON.parse(line) as { url: string }).url),
      );
      child.once("exit", (code) =>
        reject(new Error(`the node ended with ${code}: ${this.lines.slice(-20).join(" / ")}`)),
      );
    });
  }

  /** End it with a signal; resolves when it has ended. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#process;
    if (child === undefined || !this.running) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
    this.#url = undefined;
  }

  /** Post one statement and wait for its receipt. */
  async receipt(statement: Uint8Array, timeoutMs = 60_000): Promise<Uint8Array> {
    const answer = await this.post(statement, "receipt", timeoutMs);
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** Post one statement, or several after one another. */
  post(
    bytes: Uint8Array,
    wait: "commit" | "receipt",
    timeoutMs = 60_000,
    type = "application/cose; cose-type=cose-sign1",
  ): Promise<Response> {
    return fetch(`${this.url}/v1/statements?wait=${wait}`, {
      method: "POST",
      headers: { "content-type": type },
      body: Buffer.from(bytes),
      signal: AbortSignal.timeout(timeoutMs),
    });
  }

  /** The log entry at an index, as it is stored. */
  async entry(index: number): Promise<Buffer> {
    const answer = await fetch(`${this.url}/v1/entries/${index}`, {
      headers: { accept: MEDIA.entry },
      signal: AbortSignal.timeout(10_000),
    });
    return Buffer.from(await answer.arrayBuffer());
  }

  async json(path: string): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(10_000) });
    return (await answer.json()) as Record<string, unknown>;
  }
}
