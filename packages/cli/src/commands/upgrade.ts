import type { Command } from "commander";
import type { UpgradeOptions } from "../ledger/upgrades.ts";
import {
  dataOption,
  keyOption,
  newCommand,
  newGroup,
  passphraseOption,
  urlOption,
  wholeNumber,
} from "../new-command.ts";
import type { RehearseOptions } from "../operate/run-rehearse.ts";

/** `tallystick upgrade`: versions of the applications' rules, by height. */
export function upgradeCommand(): Command {
  const upgrade = newGroup("upgrade", "rehearse a change of rules, agree to it, see who is ready", [
    "tallystick upgrade status",
    "tallystick upgrade rehearse --data /srv/tallystick --app receivable --version 2 --at 120000",
    "tallystick upgrade agree receivable 2 --at 150000",
  ]);
  upgrade.addCommand(statusCommand());
  upgrade.addCommand(rehearseCommand());
  upgrade.addCommand(agreeCommand());
  return upgrade;
}

function statusCommand(): Command {
  const examples = ["tallystick upgrade status", "tallystick upgrade status --json"];
  return newCommand("status", "show versions in force and decided, and who is ready", examples)
    .addOption(urlOption())
    .addOption(dataOption())
    .addHelpText("after", "\nExit 0: everybody is ready for what is decided; 1: somebody is not.")
    .action(async (options: UpgradeOptions) => {
      const { upgradeStatus } = await import("../ledger/upgrades.ts");
      process.exitCode = await upgradeStatus(options);
    });
}

const REHEARSE_MORE = `
Executes the ledger's whole history again in a store of its own, from --at on under the version, and tells which
outcomes change, how long it takes and which roots differ. The ledger itself is not written to.
Exit 0: it went through; 1: the version would halt the ledger; 2: it could not be rehearsed.`;

function rehearseCommand(): Command {
  const examples = [
    "tallystick upgrade rehearse --data /srv/tallystick --app receivable --version 2 --at 120000",
    "# on the backup of a running node",
    "tallystick upgrade rehearse --backup tallystick.backup --app receivable --version 2 --at 1",
  ];
  return newCommand("rehearse", "try a version of the rules on real history", examples)
    .addOption(dataOption())
    .option("--backup <file>", "a backup, in place of --data")
    .requiredOption("--app <name>", "application whose rules are tried")
    .option("--version <number>", "version that is tried (default: the newest)", wholeNumber(1))
    .option("--at <height>", "first block under the version (default: 1)", wholeNumber(1))
    .option("--to <height>", "last block that is executed", wholeNumber(1))
    .option(
      "--scratch <folder>",
      "where the new store is made (default: the system's temporary files)",
    )
    .addHelpText("after", REHEARSE_MORE)
    .action(async (options: RehearseOptions) => {
      const { runRehearse } = await import("../operate/run-rehearse.ts");
      process.exitCode = await runRehearse(options);
    });
}

const AGREE_MORE = `
It is decided once more than two thirds of the organisations have agreed to the same version and height. Agreeing
to the version in force withdraws what is decided. In a ledger with governance the organisations decide there, on
a proposal that calls upgrade.activate.`;

function agreeCommand(): Command {
  return newCommand("agree", "agree to a version from a height on, for your organisation", [
    "tallystick upgrade agree receivable 2 --at 150000",
  ])
    .argument("<app>", "application")
    .argument("<version>", "version of its rules", wholeNumber(1))
    .requiredOption("--at <height>", "first block under the version", wholeNumber(1))
    .addOption(urlOption())
    .addOption(dataOption())
    .addOption(keyOption())
    .option("--issuer <member>", "member to whom the signing key belongs (default: looked up)")
    .addOption(passphraseOption())
    .addHelpText("after", AGREE_MORE)
    .action(async (app: string, version: number, options: UpgradeOptions & { at: number }) => {
      const { agreeToUpgrade } = await import("../ledger/upgrades.ts");
      await agreeToUpgrade({ app, version, fromHeight: options.at }, options);
    });
}
