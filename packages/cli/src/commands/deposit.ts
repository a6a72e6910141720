import { type Command, Option } from "commander";
import type { DepositOptions } from "../deposit/options.ts";
import { cliLimits } from "../limits.ts";
import {
  collect,
  dataOption,
  gather,
  keyOption,
  newCommand,
  passphraseOption,
  urlOption,
  wholeNumber,
} from "../new-command.ts";

const EXAMPLES = [
  "tallystick deposit report.pdf photos/ --out receipts/",
  "# the content could be guessed: record a salted commitment instead of its digest",
  "tallystick deposit payroll.csv --private --out receipts/",
  'tallystick deposit contract.pdf --label case-42 --source "scanner 3" --out receipts/',
];

const MORE = `
The files stay where they are: only their digests go to the ledger. Each file gets a receipt,
OUT/NAME.receipt, and OUT/ledger.trust.json says whose signatures count.
Symbolic links inside folders are not followed. Run the same command again after an
interruption: files whose receipt is there and valid are not deposited twice.`;

/** `tallystick deposit`: puts files on the ledger and keeps their receipts. */
export function depositCommand(): Command {
  return newCommand("deposit", "put files on the ledger and keep their receipts", EXAMPLES)
    .argument("<files...>", "files and folders; folders with everything below them")
    .requiredOption("--out <folder>", "where the receipts go")
    .option(
      "--digest <names>",
      "digests to record, first the one to file it under (default: that of the ledger)",
      gather,
    )
    .option("--private", "record salted commitments; the salt stays in the receipt")
    .option("--label <label>", "label for finding it again (repeatable)", collect)
    .option("--source <text>", "where the content came from")
    .option("--note <text>", "a remark")
    .option("--media-type <type>", "such as application/pdf")
    .option("--captured-at <time>", "when the content was captured, as 2026-11-21T08:00:00Z")
    .option("--follow-symlinks", "follow symbolic links inside folders")
    .option("--replace", "replace receipts of other content that lie in the way")
    .addOption(
      new Option("--concurrency <count>", "requests under way at a time")
        .default(cliLimits.concurrency)
        .argParser(wholeNumber(1, cliLimits.concurrencyMax)),
    )
    .addOption(urlOption())
    .addOption(dataOption())
    .addOption(keyOption())
    .option(
      "--issuer <member>",
      "member to whom the key belongs (default: looked up on the ledger)",
    )
    .addOption(passphraseOption())
    .addHelpText("after", MORE)
    .action(async (files: readonly string[], options: DepositOptions) => {
      const { runDeposit } = await import("../deposit/run-deposit.ts");
      process.exitCode = await runDeposit(files, options);
    });
}
