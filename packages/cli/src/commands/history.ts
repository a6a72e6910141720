import type { Command } from "commander";
import { newCommand, wholeNumber } from "../new-command.ts";
import type { DiffStateOptions } from "../operate/run-diff-state.ts";
import type { ReplayOptions } from "../operate/run-replay.ts";

const DIFF_EXAMPLES = [
  "tallystick diff-state /srv/node-a /srv/node-b",
  "# a running node by a backup of it",
  "tallystick diff-state /srv/node-a node-b.backup --json",
];

const DIFF_MORE = `
Each is the data directory of a stopped node, or a backup. Names the first height at which they differ,
then application, table and key with both values. Neither is changed.
Exit 0: equal as far as both go; 1: they differ; 2: they could not be compared.`;

/** `tallystick diff-state`: where two copies of one ledger part. */
export function diffStateCommand(): Command {
  return newCommand("diff-state", "find where two copies of one ledger part", DIFF_EXAMPLES)
    .argument("<a>", "data directory or backup")
    .argument("<b>", "data directory or backup of the same ledger")
    .option("--deep", "compare all records, also when no root differs")
    .option("--limit <number>", "records that are named", wholeNumber(1, 100_000))
    .option(
      "--scratch <folder>",
      "where backups are laid out (default: the system's temporary files)",
    )
    .addHelpText("after", DIFF_MORE)
    .action(async (a: string, b: string, options: DiffStateOptions) => {
      const { runDiffState } = await import("../operate/run-diff-state.ts");
      process.exitCode = await runDiffState(a, b, options);
    });
}

const REPLAY_EXAMPLES = [
  "tallystick replay /srv/tallystick",
  "# the blocks after a backup only",
  "tallystick replay /srv/tallystick --base tallystick-2026-11-01.backup",
  "# by another version of Node, to find what hangs on it",
  "tallystick replay /srv/tallystick --node /opt/node-26/bin/node",
];

const REPLAY_MORE = `
Executes the whole log again in a store of its own and compares the outcomes and roots of every block with the
recorded ones. Exit 0: all as recorded; 1: they differ, with height and statement; 2: it could not be done.`;

/** `tallystick replay`: executes a history again and compares. */
export function replayCommand(): Command {
  return newCommand("replay", "execute a ledger's history again and compare", REPLAY_EXAMPLES)
    .argument("<ledger>", "data directory of a stopped node, or a backup")
    .option("--base <backup>", "start from this backup instead of genesis")
    .option("--from <height>", "first block that is compared", wholeNumber(1))
    .option("--to <height>", "last block that is executed", wholeNumber(1))
    .option("--node <file>", "execute with this Node")
    .option(
      "--scratch <folder>",
      "where the new store is made (default: the system's temporary files)",
    )
    .addHelpText("after", REPLAY_MORE)
    .action(async (ledger: string, options: ReplayOptions) => {
      const { runReplay } = await import("../operate/run-replay.ts");
      process.exitCode = await runReplay(ledger, options);
    });
}
