import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SuiteName } from "@tallystick/core/algorithms";
import { fromHex } from "@tallystick/core/bytes";
import { exportPkcs8 } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { parseTrust, type Trust } from "@tallystick/core/trust";
import { readConfig } from "@tallystick/node/config";
import { dataPaths } from "@tallystick/node/data-paths";
import { readKeyFile } from "@tallystick/node/keys/key-file";
import { findPassphrase } from "@tallystick/node/keys/passphrase";
import type { BenchContext } from "./bench.ts";
import { type ProcessUse, processUse } from "./process-use.ts";
import type { Author } from "./signed-deposits.ts";

const COMMAND = fileURLToPath(new URL("../../../packages/cli/bin/tallystick.js", import.meta.url));

/** A real node in a process of its own, serving HTTP from its own data directory. */
export interface NodeProcess {
  readonly url: string;
  readonly dataDir: string;
  readonly trust: Trust;
  readonly token: string;
  /** The operator, who may sign statements: the benchmark is its own member. */
  author(): Promise<Author>;
  /** Memory and processor time of the process so far. */
  use(): ProcessUse;
  /** Milliseconds from the start of the process to the line that says it is ready. */
  readonly readyMs: number;
  /** Stops it gracefully. */
  stop(): Promise<void>;
}

/** How to start one. */
export interface NodeOptions {
  readonly suite?: SuiteName;
  readonly store?: "lmdb" | "sqlite";
  /** An existing data directory, to start on what is there. */
  readonly dataDir?: string;
  /** Options of the Node program, such as --cpu-prof. */
  readonly flags?: readonly string[];
}

/** Starts a node and waits until it serves. */
export async function startNodeProcess(
  context: BenchContext,
  options: NodeOptions = {},
): Promise<NodeProcess> {
  const dataDir = options.dataDir ?? join(context.directory(), "data");
  const suite = options.suite ?? "intl";
  const args = ["start", "--data", dataDir, "--port", "0", "--log-level", "error"];
  if (options.dataDir === undefined)
    args.push("--suite", suite, "--store", options.store ?? "lmdb");
  const started = performance.now();
  const child = spawn(process.execPath, [...(options.flags ?? []), COMMAND, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= end(child);
    return stopping;
  };
  context.defer(stop);
  const url = await readyUrl(child);
  const readyMs = performance.now() - started;
  const paths = dataPaths(dataDir);
  return {
    url,
    dataDir,
    readyMs,
    trust: parseTrust(readFileSync(paths.trust, "utf8")),
    token: readFileSync(paths.token, "utf8").trim(),
    author: () => operatorOf(dataDir, suite),
    use: () => processUse(child.pid as number),
    stop,
  };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  let said = "";
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`the node ended with ${code}: ${said}`);
  });
  const ready = new Promise<string>((resolve) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const url = /ready: (http:\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  gone.catch(() => undefined);
  return Promise.race([ready, gone]);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

async function operatorOf(dataDir: string, suiteName: SuiteName): Promise<Author> {
  const paths = dataPaths(dataDir);
  const suite = nodeSuite(suiteName);
  const passphrase = findPassphrase({ dataDir, env: {} }).text;
  const signer = await readKeyFile(paths.operatorKey, suite, passphrase);
  const { ledger } = JSON.parse(readFileSync(paths.trust, "utf8")) as { ledger: string };
  return {
    suite: suiteName,
    algorithm: signer.algorithm,
    privateKey: exportPkcs8(signer),
    issuer: readConfig(dataDir).member,
    ledgerId: fromHex(ledger),
  };
}
