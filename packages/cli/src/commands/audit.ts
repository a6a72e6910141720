import type { Command } from "commander";
import { newCommand, newGroup, passphraseOption, wholeNumber } from "../new-command.ts";
import type { AuditExportOptions, AuditVerifyOptions } from "../operate/run-audit.ts";

/** `tallystick audit`: what a ledger came to, for auditors. */
export function auditCommand(): Command {
  const audit = newGroup("audit", "export a ledger for auditors, and check an export", [
    "tallystick audit export /srv/tallystick --out audit-2026",
    "tallystick audit verify audit-2026 --trust ledger.trust.json",
  ]);
  audit.addCommand(exportCommand());
  audit.addCommand(verifyCommand());
  return audit;
}

function exportCommand(): Command {
  return newCommand("export", "write log, state and report at a height, as CSV and JSON lines", [
    "tallystick audit export /srv/tallystick --out audit-2026",
    "# from a backup, as it stood at block 1200",
    "tallystick audit export node.backup --height 1200 --out audit-1200",
  ])
    .argument("<ledger>", "data directory of a stopped node, or a backup")
    .requiredOption("--out <folder>", "folder to be made")
    .option(
      "--height <height>",
      "last block that counts (default: the last one signed)",
      wholeNumber(1),
    )
    .option(
      "--scratch <folder>",
      "where the ledger is executed again (default: the system's temporary files)",
    )
    .addOption(passphraseOption())
    .addHelpText(
      "after",
      `
The history is executed again up to the height and compared with the record, so what is written is what the
statements came to. Every copy of the ledger gives the same bytes; from a data directory the organisation's
key signs them. Contents that are not on the ledger are not in it.`,
    )
    .action(async (ledger: string, options: AuditExportOptions) => {
      const { runAuditExport } = await import("../operate/run-audit.ts");
      await runAuditExport(ledger, options);
    });
}

function verifyCommand(): Command {
  return newCommand("verify", "check an export against a trust file", [
    "tallystick audit verify audit-2026 --trust ledger.trust.json",
  ])
    .argument("<folder>", "folder of an export")
    .requiredOption("--trust <file>", "trust file of the ledger")
    .addHelpText(
      "after",
      "\nExit 0: whole; 1: changed, or not signed as it says; 2: it could not be read.",
    )
    .action(async (folder: string, options: AuditVerifyOptions) => {
      const { runAuditVerify } = await import("../operate/run-audit.ts");
      process.exitCode = await runAuditVerify(folder, options);
    });
}
