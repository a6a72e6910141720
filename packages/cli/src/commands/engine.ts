import type { Command } from "commander";
import { newCommand, newGroup } from "../new-command.ts";
import { engineResetCommand, newVotingRecordCommand } from "./recovery.ts";

const INSTALL_MORE = `
Builds the published source with the Go tool, which checks it against the public checksum database, into
the workspace's folder .cache/engine. A ready CometBFT on PATH or named in TALLYSTICK_COMETBFT does as well.`;

/** `tallystick engine`: the consensus engine of networks. */
export function engineCommand(): Command {
  const engine = newGroup("engine", "install CometBFT, the engine that networks agree through", [
    "tallystick engine install",
    "tallystick engine status",
  ]);
  engine.addCommand(
    newCommand("install", "build and install CometBFT for this workspace", [
      "tallystick engine install",
      "tallystick engine install --version 0.40.0",
    ])
      .option("--version <version>", "version of CometBFT (default: 0.38.25)")
      .addHelpText("after", INSTALL_MORE)
      .action(async (options: { json?: boolean; version?: string }) => {
        const { runInstall } = await import("../engine/run-engine.ts");
        await runInstall(options);
      }),
  );
  engine.addCommand(
    newCommand("status", "tell which engine would be used, and whether Go is there to build one", [
      "tallystick engine status --json",
    ]).action(async (options: { json?: boolean }) => {
      const { runEngineStatus } = await import("../engine/run-engine.ts");
      process.exitCode = await runEngineStatus(options);
    }),
  );
  engine.addCommand(engineResetCommand());
  engine.addCommand(newVotingRecordCommand());
  return engine;
}
