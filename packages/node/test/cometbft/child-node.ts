/** Starts, kills and asks nodes that run in processes of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PASSPHRASE } from "./network.ts";

const CHILD = join(import.meta.dirname, "node-child.ts");

/** A node in a process of its own. */
export class ChildNode {
  readonly dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #url: string | undefined;
  /** What it printed on standard error, the last 200 lines. */
  readonly lines: string[] = [];

  constructor(dataDir: string, env: Readonly<Record<string, string>> = {}) {
    this.dataDir = dataDir;
    this.#env = env;
  }

  get url(): string {
    if (this.#url === undefined) throw new Error(`${this.dataDir} does not run`);
    return this.#url;
  }

  get pid(): number {
    return this.#process?.pid as number;
  }

  /** Resolves once it serves; rejects when it ends before. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [CHILD, JSON.stringify({ dataDir: this.dataDir })], {
      env: { ...process.env, TALLYSTICK_PASSPHRASE: PASSPHRASE, ...this.#env },
      stdio: ["ignore", "pipe", "pipe"],
    });
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
        reject(new Error(`the node ended with ${code}: ${this.lines.slice(-5).join(" / ")}`)),
      );
    });
  }

  /** End it with a signal; resolves when it has ended. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
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

  async json(path: string): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(10_000) });
    return (await answer.json()) as Record<string, unknown>;
  }
}
