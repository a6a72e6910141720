import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { EngineHome } from "./engine-home.ts";

/** How a process ended. */
export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running engine. */
export interface EngineProcess {
  readonly pid: number;
  /** Resolves when it has ended and everything that it printed has been passed on. */
  readonly exited: Promise<EngineExit>;
  /** Ask it to end, and end it when it has not after so long. */
  stop(graceMs: number): Promise<EngineExit>;
}

/** What it takes to start an engine. */
export interface EngineLaunch {
  readonly binary: string;
  readonly home: EngineHome;
  /** Takes each line that it prints. */
  readonly onLine: (line: string) => void;
  /** More for its environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Start an engine. Rejects when the program cannot be started. */
export async function launchEngine(launch: EngineLaunch): Promise<EngineProcess> {
  const { binary, home, onLine, env } = launch;
  const child = spawn(binary, argumentsOf(home), {
    cwd: home.root,
    env: { ...inherited(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", onLine);
  }
  const pid = child.pid as number;
  writeFileSync(home.pid, `${pid}\n`, { mode: 0o600 });
  const exited = new Promise<EngineExit>((resolve) => {
    child.once("close", (code, signal) => {
      rmSync(home.pid, { force: true });
      resolve({ code, signal });
    });
  });
  return { pid, exited, stop: (graceMs) => stopChild(child, exited, graceMs) };
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<EngineExit>,
  graceMs: number,
): Promise<EngineExit> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  const exit = await exited;
  clearTimeout(timer);
  return exit;
}

/**
 * End the engine that a killed node left behind: it holds the databases, and it would dial the new node
 * with a state of its own in the middle of something.
 */
export async function endOrphan(home: EngineHome, graceMs: number): Promise<boolean> {
  const pid = recordedPid(home);
  if (pid === undefined || !isEngineOf(pid, home)) {
    rmSync(home.pid, { force: true });
    return false;
  }
  kill(pid, "SIGTERM");
  const until = Date.now() + graceMs;
  while (isEngineOf(pid, home)) {
    if (Date.now() > until) kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  rmSync(home.pid, { force: true });
  return true;
}

function argumentsOf(home: EngineHome): string[] {
  return ["start", "--home", home.root];
}

/** The engine needs nothing of the node's environment, which may hold secrets. */
function inherited(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "GOMAXPROCS", "GOMEMLIMIT", "GOGC"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function recordedPid(home: EngineHome): number | undefined {
  try {
    const pid = Number(readFileSync(home.pid, "utf8"));
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process of that id is this home's engine: the id may have gone to another program since. */
function isEngineOf(pid: number, home: EngineHome): boolean {
  const command = commandOf(pid);
  return command?.includes(argumentsOf(home).join(" ")) ?? false;
}

function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trimEnd();
    }
    return execFileSync("ps", ["-p", String(pid), "-o", "command="], {
      encoding: "utf8",
    }).trimEnd();
  } catch {
    return undefined;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}
