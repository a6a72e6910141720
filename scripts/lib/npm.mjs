// How the scripts of this repository call npm. Plain JavaScript without dependencies: it has to
// run on any Node from 20 up, before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** What every call carries: no install scripts run, nothing is asked, nothing is reported home. */
const QUIET = [
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--no-update-notifier",
  "--loglevel=error",
];

/**
 * The command that runs npm: the one that started us when there is one (`npm start` sets
 * `npm_execpath`), else the one beside this Node, else the one on the PATH.
 */
export function npmCommand() {
  const node = process.env.npm_node_execpath ?? process.execPath;
  const started = process.env.npm_execpath;
  if (started && existsSync(started) && /npm-cli\.[cm]?js$/.test(started)) return [node, started];
  const bin = dirname(process.execPath);
  for (const place of [
    "../lib/node_modules/npm/bin/npm-cli.js",
    "node_modules/npm/bin/npm-cli.js",
  ]) {
    const cli = resolve(bin, place);
    if (existsSync(cli)) return [process.execPath, cli];
  }
  return [process.platform === "win32" ? "npm.cmd" : "npm"];
}

function split(args) {
  const [command, ...first] = npmCommand();
  const shell = command.endsWith(".cmd"); // Node refuses to start .cmd files without a shell
  return { command, args: [...first, ...args, ...QUIET], shell };
}

/**
 * Runs npm to its end without blocking.
 * @returns {Promise<{code: number, output: string}>} exit code and everything npm said
 */
export function runNpm(args, { cwd, env = process.env } = {}) {
  const call = split(args);
  return new Promise((done, fail) => {
    const child = spawn(call.command, call.args, {
      cwd,
      env,
      shell: call.shell,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", fail);
    child.on("close", (code) => done({ code: code ?? 1, output: output.trim() }));
  });
}

/** The same, blocking: for callers that need an answer in the middle of synchronous code. */
export function runNpmSync(args, { cwd, env = process.env } = {}) {
  const call = split(args);
  const done = spawnSync(call.command, call.args, {
    cwd,
    env,
    shell: call.shell,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (done.error) throw done.error;
  return { code: done.status ?? 1, output: `${done.stdout}${done.stderr}`.trim() };
}

/** The folder that holds package.json, package-lock.json and packages/. */
export const repositoryRoot = join(
  import.meta.dirname ?? dirname(new URL(import.meta.url).pathname),
  "../..",
);
