import { type Command, Option } from "commander";
import { dataOption, newCommand, urlOption } from "../new-command.ts";
import type { BackupOptions } from "../operate/run-backup.ts";
import type { RestoreOptions } from "../operate/run-restore.ts";

const BACKUP_EXAMPLES = [
  "tallystick backup --out tallystick-2026-11-21.backup",
  "tallystick backup --data /srv/tallystick --out /mnt/tallystick.backup",
];

const BACKUP_MORE = `
Works while the node runs and while it is stopped. The backup is read back before the command ends.
The keys in it are encrypted; without --include-passphrase keep the passphrase somewhere else, or the
backup is of no use.`;

/** `tallystick backup`: one file with everything that a restore needs. */
export function backupCommand(): Command {
  return newCommand("backup", "write everything that a node keeps into one file", BACKUP_EXAMPLES)
    .requiredOption("--out <file>", "where the backup is written (only you can read it)")
    .addOption(dataOption())
    .addOption(urlOption())
    .option(
      "--include-passphrase",
      "also the passphrase: whoever has the backup has the keys (stopped node only)",
    )
    .option("--yes", "replace a backup of the same name")
    .addHelpText("after", BACKUP_MORE)
    .action(async (options: BackupOptions) => {
      const { runBackup } = await import("../operate/run-backup.ts");
      await runBackup(options);
    });
}

const RESTORE_EXAMPLES = [
  "tallystick restore tallystick-2026-11-21.backup --data data-restored",
  "# into the other store",
  "tallystick restore tallystick-2026-11-21.backup --data data-restored --store sqlite",
];

const RESTORE_MORE = `
Writes into an absent or empty folder and never over anything. Everything is examined as
\`tallystick doctor\` does before it counts; after a failure the folder is as empty as before.`;

/** `tallystick restore`: makes a node out of a backup. */
export function restoreCommand(): Command {
  return newCommand("restore", "make a data directory out of a backup", RESTORE_EXAMPLES)
    .argument("<backup>", "file that `tallystick backup` wrote")
    .addOption(dataOption())
    .addOption(
      new Option("--store <store>", "store to restore into (default: that of the backup)").choices([
        "lmdb",
        "sqlite",
      ]),
    )
    .option(
      "--engine-from <folder>",
      "data directory that the engine's keys and voting record are moved from (networks)",
    )
    .addHelpText("after", RESTORE_MORE)
    .action(async (backup: string, options: RestoreOptions) => {
      const { runRestore } = await import("../operate/run-restore.ts");
      await runRestore(backup, options);
    });
}
