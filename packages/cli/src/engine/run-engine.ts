import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ENGINE_VERSION } from "@tallystick/node/engine/cometbft/engine-version";
import { findEngine } from "@tallystick/node/engine/cometbft/find-engine";
import { NodeError } from "@tallystick/node/node-error";
import { answer } from "../answer.ts";
import { exitCodes } from "../failure.ts";
import { tableLines } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";
import { buildEngine } from "./require-engine.ts";

/** `tallystick engine install`. @throws NodeError `no-go`, `engine-install`, `invalid-option` */
export async function runInstall(options: { json?: boolean; version?: string }): Promise<void> {
  const { version } = options;
  const tag = version === undefined || version.startsWith("v") ? version : `v${version}`;
  const installed = await buildEngine(tag);
  answer(options, installed, () => [
    installed.built
      ? `CometBFT ${printable(installed.version)} is installed: ${installed.binary}`
      : `CometBFT ${printable(installed.version)} was there already: ${installed.binary}`,
    ...(tag === undefined || tag === ENGINE_VERSION
      ? []
      : [`Nodes use it when TALLYSTICK_COMETBFT, or "cometbft" in their configuration, names it.`]),
  ]);
}

const FROM = {
  setting: "named in TALLYSTICK_COMETBFT",
  workspace: "installed by `tallystick engine install`",
  path: "found on PATH",
} as const;

/** `tallystick engine status`. @returns the exit code: 0 when there is an engine that can be used */
export async function runEngineStatus(options: { json?: boolean }): Promise<number> {
  const go = await goVersion();
  try {
    const engine = await findEngine();
    answer(options, { ...engine, usable: true, recommended: ENGINE_VERSION, go }, () =>
      tableLines([
        ["CometBFT", printable(engine.version)],
        ["program", engine.binary],
        ["from", FROM[engine.from]],
        ["Go", go ?? "none, and none is needed"],
      ]),
    );
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof NodeError)) throw error;
    const { message, fix } = error;
    answer(options, { usable: false, recommended: ENGINE_VERSION, message, fix, go }, () => [
      message,
      `  ${fix}`,
      go === null
        ? "  Go is not installed: `engine install` needs it, from https://go.dev/dl"
        : `  ${go} is here to build it.`,
    ]);
    return exitCodes.failed;
  }
}

async function goVersion(): Promise<string | null> {
  try {
    return (await promisify(execFile)("go", ["env", "GOVERSION"])).stdout.trim();
  } catch {
    return null;
  }
}
