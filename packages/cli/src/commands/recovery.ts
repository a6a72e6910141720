import type { Command } from "commander";
import { collect, dataOption, newCommand } from "../new-command.ts";
import type { NewVotingRecordOptions } from "../operate/run-engine-reset.ts";
import type { ResyncCommandOptions } from "../operate/run-resync.ts";
import type { RollbackCommandOptions } from "../operate/run-rollback.ts";

const RESYNC_MORE = `
For a stopped node of a network that has no ledger yet, or whose ledger is damaged. The others' newest
snapshot is taken over through the engine: every chunk is checked when it arrives, and the whole is examined as
\`tallystick doctor\` does before it counts. A ledger that is there is put aside with --replace, never deleted.
Name nodes of more organisations than may fail: of two of four, of three of seven.
docs/operate/recovery.md says when to use this and when something else.`;

/** `tallystick resync`: takes the ledger over from other organisations. */
export function resyncCommand(): Command {
  return newCommand("resync", "take the ledger over from the other organisations of a network", [
    "tallystick resync --from https://ledger.port.example --from https://ledger.customs.example",
    "# the ledger of this node is damaged",
    "tallystick resync --replace --from https://ledger.port.example --from https://ledger.customs.example",
  ])
    .requiredOption("--from <url>", "a node of another organisation; once for each", collect)
    .addOption(dataOption())
    .option("--replace", "put a ledger aside that is there already")
    .option(
      "--new-voting-record",
      "make the engine's voting record anew, when it is lost: the organisation keeps silent for a while",
    )
    .option("--yes", "do not ask")
    .addHelpText("after", RESYNC_MORE)
    .action(async (options: ResyncCommandOptions) => {
      const { runResync } = await import("../operate/run-resync.ts");
      await runResync(options);
    });
}

const ROLLBACK_MORE = `
For a stopped node of a network whose last block was executed by a program that was at fault: start it with the
right program afterwards, and the block is executed again. The block stays decided, and so does every vote.
It cannot take anything back that the organisations have agreed on, and is refused when this program executes an
earlier block otherwise than it was recorded.`;

/** `tallystick rollback`: takes a node back by one block. */
export function rollbackCommand(): Command {
  return newCommand("rollback", "take a stopped node of a network back by one block", [
    "tallystick rollback --data /srv/tallystick",
    "tallystick rollback --yes --json",
  ])
    .addOption(dataOption())
    .option("--yes", "do not ask")
    .addHelpText("after", ROLLBACK_MORE)
    .action(async (options: RollbackCommandOptions) => {
      const { runRollback } = await import("../operate/run-rollback.ts");
      await runRollback(options);
    });
}

const RECORD_MORE = `
The voting record (priv_validator_state.json) keeps the organisation from voting twice. It is in no backup, for an
old one would do harm. Where it is lost, a new one says that the organisation has voted for everything up to a
height above that of the others' ledgers; its engine keeps silent until the chain is there. The other engines
that ever had this key must have ended for good.`;

/** `tallystick engine new-voting-record`: makes the voting record anew. */
export function newVotingRecordCommand(): Command {
  return newCommand("new-voting-record", "make the voting record of a stopped node that is lost", [
    "tallystick engine new-voting-record --from https://ledger.port.example --from https://ledger.customs.example",
  ])
    .requiredOption("--from <url>", "a node of another organisation; once for each", collect)
    .addOption(dataOption())
    .option("--yes", "do not ask")
    .addHelpText("after", RECORD_MORE)
    .action(async (options: NewVotingRecordOptions) => {
      const { runNewVotingRecord } = await import("../operate/run-engine-reset.ts");
      await runNewVotingRecord(options);
    });
}

const RESET_MORE = `
Deletes the engine's blocks, state and logs, which the other organisations have as well, and keeps its keys and
the voting record: that is what keeps the organisation from voting twice, and no command deletes it. The ledger
stays. At the next start the engine takes the blocks from the others and compares them with the ledger.`;

/** `tallystick engine reset`: lets the engine begin anew. */
export function engineResetCommand(): Command {
  return newCommand("reset", "let a damaged engine of a stopped node begin anew", [
    "tallystick engine reset --data /srv/tallystick",
  ])
    .addOption(dataOption())
    .option("--yes", "do not ask")
    .addHelpText("after", RESET_MORE)
    .action(async (options: RollbackCommandOptions) => {
      const { runEngineReset } = await import("../operate/run-engine-reset.ts");
      await runEngineReset(options);
    });
}
