import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { NodeError } from "../../node-error.ts";
import { ENGINE_VERSION, engineVersion } from "./engine-version.ts";

/** Where engines are installed: `.cache/engine` of the workspace. */
export const ENGINE_FOLDER = join(import.meta.dirname, "../../../../../.cache/engine");

const NAME = process.platform === "win32" ? "cometbft.exe" : "cometbft";

/** Where a version lies once it is installed. */
export function installedEngine(version: string, folder: string = ENGINE_FOLDER): string {
  return join(folder, version, NAME);
}

/** An engine that can be used. */
export interface FoundEngine {
  readonly binary: string;
  /** What it says of itself. */
  readonly version: string;
  readonly from: "setting" | "workspace" | "path";
}

/** Where to look for an engine. */
export interface EngineSearch {
  /** Path in the node's configuration; nothing else is looked at then. */
  readonly setting?: string | undefined;
  /** TALLYSTICK_COMETBFT is a setting too; PATH is looked at last. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Folder of the installed ones; the workspace's unless given. */
  readonly folder?: string | undefined;
  /** Version to look for among them; the usual one unless given. */
  readonly version?: string | undefined;
}

/**
 * Find the engine: by setting, else the one that was installed for this workspace, else on PATH.
 * @throws NodeError `no-engine`, saying how to get one
 */
export async function findEngine(search: EngineSearch = {}): Promise<FoundEngine> {
  const env = search.env ?? process.env;
  const setting = search.setting ?? env["TALLYSTICK_COMETBFT"];
  if (setting !== undefined && setting !== "") {
    return judge(setting, "setting", "correct the setting, or take it out");
  }
  const { version = ENGINE_VERSION } = search;
  const installed = installedEngine(version, search.folder);
  if (isProgram(installed)) {
    return judge(installed, "workspace", `remove ${installed} and install it again`);
  }
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const binary = join(folder, NAME);
    if (folder === "" || !isProgram(binary)) continue;
    return judge(binary, "path", "run `tallystick engine install`");
  }
  throw new NodeError(
    "no-engine",
    "the consensus engine CometBFT is not installed",
    "run `tallystick engine install`, or name the program in TALLYSTICK_COMETBFT",
  );
}

async function judge(
  binary: string,
  from: FoundEngine["from"],
  otherwise: string,
): Promise<FoundEngine> {
  try {
    const { version, unfit } = await engineVersion(binary);
    if (unfit === undefined) return { binary, version, from };
    throw new NodeError(
      "no-engine",
      `${binary} is CometBFT ${version}, which speaks another language: ${unfit}`,
      otherwise,
    );
  } catch (cause) {
    if (cause instanceof NodeError) throw cause;
    throw new NodeError("no-engine", `${binary} does not run as CometBFT`, otherwise, cause);
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
