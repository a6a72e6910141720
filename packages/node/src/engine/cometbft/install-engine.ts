import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { NodeError } from "../../node-error.ts";
import { ENGINE_VERSION, engineVersion } from "./engine-version.ts";
import { ENGINE_FOLDER, installedEngine } from "./find-engine.ts";

/** What is to be installed, and where. */
export interface InstallOptions {
  /** Such as `v0.38.25`. */
  readonly version?: string | undefined;
  /** Folder of the installed engines; the workspace's unless given. */
  readonly folder?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Takes what the Go tool says. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** An engine that has been installed. */
export interface InstalledEngine {
  readonly binary: string;
  /** What it says of itself. */
  readonly version: string;
  /** False when it was there already. */
  readonly built: boolean;
}

const MODULE = "github.com/cometbft/cometbft/cmd/cometbft";
const VERSION = /^v0\.(38|39|40)\.\d+$/;

/** Oldest Go that builds a line of versions, from its go.mod. */
const GO: Readonly<Record<string, readonly [number, number]>> = {
  "38": [1, 22],
  "39": [1, 25],
  "40": [1, 25],
};

/**
 * Build the engine from its published source with the Go tool, into a folder of its own version. The Go
 * tool checks the source against the public checksum database.
 *
 * @throws NodeError `invalid-option` for a version that this node cannot use, `no-go` when there is no
 * Go, or an old one, `engine-install` when it could not be built
 */
export async function installEngine(options: InstallOptions = {}): Promise<InstalledEngine> {
  const { version = ENGINE_VERSION, onLine = () => {} } = options;
  const line = VERSION.exec(version)?.[1];
  if (line === undefined) {
    throw new NodeError(
      "invalid-option",
      `${version} is no version of CometBFT that this node can use`,
      `take ${ENGINE_VERSION}, or another of v0.38, v0.39 or v0.40`,
    );
  }
  const folder = resolve(options.folder ?? ENGINE_FOLDER);
  const binary = installedEngine(version, folder);
  const there = await judged(binary);
  if (there !== undefined) return { binary, version: there, built: false };
  const env = options.env ?? process.env;
  await requireGo(env, GO[line] as readonly [number, number]);
  mkdirSync(folder, { recursive: true });
  const building = mkdtempSync(join(folder, ".building-"));
  try {
    await build(`${MODULE}@${version}`, { ...env, GOBIN: building, GOFLAGS: "" }, onLine);
    mkdirSync(dirname(binary), { recursive: true });
    renameSync(join(building, basename(binary)), binary);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  const said = await judged(binary);
  if (said !== undefined) return { binary, version: said, built: true };
  throw new NodeError(
    "engine-install",
    `${binary} was built, and does not run as an engine that this node can use`,
    "remove it and install another version",
  );
}

async function judged(binary: string): Promise<string | undefined> {
  try {
    const { version, unfit } = await engineVersion(binary);
    return unfit === undefined ? version : undefined;
  } catch {
    return undefined;
  }
}

async function requireGo(
  env: Readonly<Record<string, string | undefined>>,
  [major, minor]: readonly [number, number],
): Promise<void> {
  const needed = `Go ${major}.${minor} or later`;
  const fix = `install ${needed} from https://go.dev/dl and run this again, or put a ready CometBFT on PATH or into TALLYSTICK_COMETBFT`;
  let said: string;
  try {
    said = (await promisify(execFile)("go", ["env", "GOVERSION"], { env: { ...env } })).stdout;
  } catch (cause) {
    throw new NodeError(
      "no-go",
      `building CometBFT takes ${needed}, and there is none`,
      fix,
      cause,
    );
  }
  const found = /^go(\d+)\.(\d+)/.exec(said.trim());
  const [, a = 0, b = 0] = (found ?? []).map(Number);
  // Go 1.21 and later fetch the toolchain that a module asks for.
  const fetches = a > 1 || (a === 1 && b >= 21);
  if (a > major || (a === major && b >= minor) || fetches) return;
  throw new NodeError("no-go", `building CometBFT takes ${needed}; here is ${said.trim()}`, fix);
}

async function build(
  what: string,
  env: Readonly<Record<string, string | undefined>>,
  onLine: (line: string) => void,
): Promise<void> {
  const child = spawn("go", ["install", what], {
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const last: string[] = [];
  const take = (chunk: Buffer): void => {
    for (const line of chunk.toString().split("\n")) {
      if (line.trim() === "") continue;
      onLine(line);
      last.push(line);
      if (last.length > 10) last.shift();
    }
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  throw new NodeError(
    "engine-install",
    `the Go tool could not build ${what}: ${last.join(" / ")}`,
    "see what it says; a proxy of Go modules is set with GOPROXY",
  );
}
