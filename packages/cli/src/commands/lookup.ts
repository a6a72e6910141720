import { type Command, Option } from "commander";
import type { LookupOptions } from "../ledger/run-lookup.ts";
import { dataOption, newCommand, urlOption } from "../new-command.ts";

const EXAMPLES = [
  "tallystick lookup report.pdf",
  "# a proof, present or absent, that anybody can check offline",
  "tallystick lookup report.pdf --proof report.pdf.proof",
  "# by a digest, without the file",
  "tallystick lookup --hex 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
];

/** `tallystick lookup`: was this file deposited? */
export function lookupCommand(): Command {
  return newCommand("lookup", "ask whether a file was deposited, and when", EXAMPLES)
    .argument("[file]", "the file; or name its digest with --hex")
    .addOption(
      new Option("--digest <name>", "which digest (default: that of the ledger)").choices([
        "sha-256",
        "sha-384",
        "sha-512",
        "sm3",
      ]),
    )
    .option("--hex <digest>", "the digest itself")
    .option("--proof <file>", "write the proof there")
    .addOption(urlOption())
    .addOption(dataOption())
    .addHelpText(
      "after",
      "\nThe answer comes with a proof, which is checked. Exit 0: deposited; 1: not deposited.\nSalted commitments (deposit --private) and batches are not found by a digest.",
    )
    .action(async (file: string | undefined, options: LookupOptions) => {
      const { runLookup } = await import("../ledger/run-lookup.ts");
      process.exitCode = await runLookup(file, options);
    });
}
