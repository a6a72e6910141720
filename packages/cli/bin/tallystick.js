#!/usr/bin/env node
// The `tallystick` command. Plain JavaScript, so that any Node can read it: it only looks for a Node
// that is new enough for the sources and goes on as that one.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST = [24, 15, 0];

/** Set on the process we turn into, so that a wrong turn can never become an endless one. */
const MARK = "TALLYSTICK_REEXECUTED";

function isNewEnough(version) {
  const parts = version.replace(/^v/, "").split(".").map(Number);
  for (const [at, least] of OLDEST.entries()) {
    if ((parts[at] ?? 0) !== least) return (parts[at] ?? 0) > least;
  }
  return true;
}

/** The Node that the workspace brings as an ordinary package, when it is there. */
function ownNode() {
  const { platform, arch } = process;
  const name = `node-${platform === "win32" ? "win" : platform}-${arch}`;
  try {
    const home = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(home, "bin", platform === "win32" ? "node.exe" : "node");
  } catch {
    return undefined;
  }
}

function newerNode() {
  const file = process.platform === "win32" ? "node.exe" : "node";
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, file));
  for (const place of [ownNode(), ...onPath]) {
    if (place === undefined || !existsSync(place)) continue;
    const said = spawnSync(place, ["--version"], { encoding: "utf8" });
    if (said.status === 0 && isNewEnough(said.stdout.trim())) return place;
  }
  return undefined;
}

/** Goes on under another Node: in place where the platform can, else as a faithful parent. */
function become(node, args) {
  const env = { ...process.env, [MARK]: "1" };
  if (typeof process.execve === "function" && process.platform !== "win32") {
    process.execve(node, [node, ...args], env);
  }
  // Through the channel the child notices when this process is killed and can tell it nothing.
  const child = spawn(node, args, { stdio: ["inherit", "inherit", "inherit", "ipc"], env });
  // A terminal sends Ctrl-C to the whole group, the child included; a signal that was sent to
  // this process alone has to be handed on.
  const signals =
    process.platform === "win32"
      ? ["SIGINT", "SIGTERM"]
      : ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    console.error(`tallystick: ${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Ends with the process that has become this one, however that ends. */
function endWithParent() {
  if (process.channel === undefined) return;
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}

/**
 * A node makes young objects that live for one block. In V8's usual nursery (three times 32 MiB) they
 * take 80 MiB more than in this one and no less processor time. Only a flag at the start sets it.
 */
const NODE_FLAG = "--max-semi-space-size=16";

/** Whether to go on as the same Node with the flag: in place only, a second process is not worth it. */
function wantsFlag() {
  const [first, second] = process.argv.slice(2);
  const runsNode = first === "start" || (first === "network" && second === "start");
  if (!runsNode || process.env[MARK] !== undefined) return false;
  if (typeof process.execve !== "function" || process.platform === "win32") return false;
  return !process.execArgv.some((flag) => flag.startsWith("--max-semi-space-size"));
}

const self = fileURLToPath(import.meta.url);
if (isNewEnough(process.version)) {
  if (wantsFlag()) {
    become(process.execPath, [...process.execArgv, NODE_FLAG, self, ...process.argv.slice(2)]);
  }
  if (process.env[MARK] !== undefined) endWithParent();
  delete process.env[MARK];
  module.enableCompileCache?.();
  await import("../src/main.ts");
} else {
  const node = process.env[MARK] === undefined ? newerNode() : undefined;
  if (node === undefined) {
    console.error(
      `tallystick: needs Node ${OLDEST.join(".")} or newer; this is ${process.version}, and no newer one was found.\n` +
        "In a clone of the repository `npm start` brings one; elsewhere install it and put it first on the PATH.",
    );
    process.exit(1);
  }
  become(node, [self, ...process.argv.slice(2)]);
}
