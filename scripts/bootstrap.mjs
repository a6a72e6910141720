// Makes a clone ready to run: node_modules as package-lock.json says, and a Node that is new
// enough. Plain JavaScript without dependencies, so that any Node from 20 up can run it.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { acquireLock } from "./lib/install-lock.mjs";
import { repositoryRoot, runNpm } from "./lib/npm.mjs";
import { nodePackage } from "./node-versions.mjs";

/** The oldest Node that runs the sources: type stripping and node:sqlite are settled from here on. */
export const OLDEST_NODE = Object.freeze([24, 15, 0]);
const OLDEST_BOOTSTRAP = 20;

const modules = join(repositoryRoot, "node_modules");
const stampFile = join(modules, ".tallystick-stamp");

/** A fault of the machine or the checkout that the user can put right; printed without a stack. */
export class SetupError extends Error {
  name = "SetupError";
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Whether a version such as "v24.21.0" is new enough to run the sources. */
export function isNewEnough(version) {
  const parts = version.replace(/^v/, "").split(".").map(Number);
  for (const [at, least] of OLDEST_NODE.entries()) {
    if ((parts[at] ?? 0) !== least) return (parts[at] ?? 0) > least;
  }
  return true;
}

/**
 * The stamp says which lock file the installed tree was made from; it is written last, so that an
 * interrupted install leaves none.
 */
function stampFor(need) {
  const lock = readFileSync(join(repositoryRoot, "package-lock.json"));
  const digest = createHash("sha256").update(lock).digest("hex");
  return `${digest} ${process.platform}-${process.arch} ${need}\n`;
}

function stamped(need) {
  let text;
  try {
    text = readFileSync(stampFile, "utf8");
  } catch {
    return false;
  }
  return text === stampFor("all") || text === stampFor(need);
}

function fits(list, value) {
  if (list === undefined) return true;
  const all = [list].flat();
  if (all.includes(`!${value}`)) return false;
  const named = all.filter((one) => !one.startsWith("!"));
  return named.length === 0 || named.includes(value);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Whether somebody already ran npm by hand and the tree is what the lock file says. npm writes
 * node_modules/.package-lock.json after everything is in place, so it is worth believing together
 * with a look at each folder.
 */
function installedByHand(need) {
  const wanted = readJson(join(repositoryRoot, "package-lock.json"))?.packages;
  const present = readJson(join(modules, ".package-lock.json"))?.packages;
  if (!wanted || !present) return false;
  for (const [place, entry] of Object.entries(wanted)) {
    if (!place.includes("node_modules/")) continue;
    if (need === "production" && entry.dev) continue;
    const elsewhere = !fits(entry.os, process.platform) || !fits(entry.cpu, process.arch);
    if (entry.optional && (elsewhere || !present[place])) continue;
    if (!present[place] || present[place].version !== entry.version) return false;
    if (!existsSync(join(repositoryRoot, place, "package.json"))) return false;
  }
  return true;
}

function writeStamp(need) {
  try {
    writeFileSync(stampFile, stampFor(need));
  } catch {
    // A tree that cannot be written to is still good to run; it is only looked at again next time.
  }
}

function mustBeWritable() {
  const target = existsSync(modules) ? modules : repositoryRoot;
  try {
    accessSync(target, constants.W_OK);
    mkdirSync(join(repositoryRoot, ".cache"), { recursive: true });
  } catch (error) {
    throw new SetupError(
      `Tallystick has to install its packages, and this folder cannot be written to (${error.code}):\n` +
        `  ${target}\nCopy the repository to a folder of your own, or run \`npm ci --ignore-scripts\` ` +
        "in it as a user who may write there.",
    );
  }
}

async function install(need) {
  mustBeWritable();
  const release = await acquireLock(join(repositoryRoot, ".cache", "install.lock"), say);
  try {
    if (stamped(need)) return; // another process did it while we waited
    const what = need === "all" ? "all packages" : "the packages that a running node needs";
    say(`tallystick: installing ${what} from package-lock.json ...`);
    const began = Date.now();
    const dots = setInterval(
      () => say(`tallystick: still installing (${Math.round((Date.now() - began) / 1000)} s)`),
      10_000,
    );
    // The stamp goes before npm starts: whatever happens now, the next start looks again.
    rmSync(stampFile, { force: true });
    const args = [
      "ci",
      ...(need === "all" ? ["--include=dev"] : ["--omit=dev"]),
      "--include=optional",
    ];
    const done = await runNpm(args, { cwd: repositoryRoot }).finally(() => clearInterval(dots));
    if (done.code !== 0) {
      throw new SetupError(
        `npm could not install the packages (exit ${done.code}):\n${done.output}\n\n` +
          "Check the network and the registry that `npm config get registry` names, then try again.",
      );
    }
    writeStamp(need);
    say(`tallystick: installed in ${Math.round((Date.now() - began) / 1000)} s`);
  } finally {
    release();
  }
}

/**
 * A Node that runs the sources: this one when it is new enough, else the workspace's own, else
 * the first on the PATH.
 * @returns {string} absolute path of the binary
 * @throws {SetupError} when there is none
 */
export function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  const { name, file } = nodePackage();
  const suffix = process.platform === "win32" ? "node.exe" : "node";
  const places = [
    join(modules, name, file),
    ...(process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, suffix)),
  ];
  for (const place of places) {
    if (!existsSync(place) || !statSync(place).isFile()) continue;
    const said = spawnSync(place, ["--version"], { encoding: "utf8" });
    if (said.status === 0 && isNewEnough(said.stdout.trim())) return place;
  }
  throw new SetupError(
    `Tallystick needs Node ${OLDEST_NODE.join(".")} or newer; this is ${process.version}, and no package ` +
      `brings one for ${process.platform}-${process.arch}.\nInstall a newer Node, put it first on the PATH, and try again.`,
  );
}

/**
 * Makes sure that the packages are there and names the Node to go on with.
 * @param {{need: "production" | "all"}} options which packages: those of a running node, or also the tools of the tests
 * @returns {Promise<string>} path of a Node binary that runs the sources
 * @throws {SetupError}
 */
export async function prepare({ need }) {
  if (Number(process.versions.node.split(".")[0]) < OLDEST_BOOTSTRAP) {
    throw new SetupError(
      `Node ${OLDEST_BOOTSTRAP} or newer is needed to set up; this is ${process.version}.`,
    );
  }
  if (!stamped(need)) {
    if (installedByHand("all")) writeStamp("all");
    else if (need === "production" && installedByHand(need)) writeStamp(need);
    else await install(need);
  }
  const node = findNode();
  buildConsole(node);
  return node;
}

/**
 * Builds the console where its sources changed since it was last built. A clone that cannot be
 * written to still runs a node: its address says what is missing.
 */
function buildConsole(node) {
  const builder = join(repositoryRoot, "packages/console/src/build/build-app.ts");
  const { status } = spawnSync(node, [builder], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) say("tallystick: the console could not be built; the node runs without it");
}

/**
 * Goes on as another program: replaces this process where the platform can, else runs a child
 * whose signals and exit code are passed through. Does not return.
 */
export function become(node, args, env = process.env) {
  if (typeof process.execve === "function" && process.platform !== "win32") {
    process.execve(node, [node, ...args], env);
  }
  const child = spawn(node, args, { stdio: "inherit", env });
  // A terminal sends Ctrl-C to the whole group, the child included; only a signal that was sent
  // to this process alone has to be handed on.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"]) {
    if (process.platform === "win32" && signal !== "SIGINT" && signal !== "SIGTERM") continue;
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    say(`tallystick: ${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Runs the main part of a script and prints a SetupError as what it is: a message, not a crash. */
export async function main(run) {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`\n${error.message}`);
    process.exit(1);
  }
}
