import type { Command } from "commander";
import type { LedgerOptions } from "../ledger/ledger-trust.ts";
import { dataOption, newCommand, urlOption } from "../new-command.ts";

const EXAMPLES = [
  '# wishes.json: [{"row": {"app": "membership", "table": "members", "key": ["li.hua"]},',
  '#                 "path": ["organisation"], "test": "is", "value": "harbour-notary"}]',
  "tallystick claim wishes.json li-hua.claims",
  "# whoever gets the file checks it offline",
  "tallystick verify li-hua.claims --trust ledger.trust.json",
];

/** `tallystick claim`: a file of claims about any rows. */
export function claimCommand(): Command {
  return newCommand("claim", "make a file of claims about records, proved at one block", EXAMPLES)
    .argument("<wishes>", "JSON file: what is to be claimed of which rows")
    .argument("<claims>", "the file to write")
    .addOption(urlOption())
    .addOption(dataOption())
    .addHelpText(
      "after",
      "\nA claim names a row, a path in it, a test (is, absent, before, at-least) and a value. What is not\n" +
        "so is written all the same, and every verifier says that it is false. Exit 0: all of them hold.",
    )
    .action(
      async (
        wishes: string,
        out: string,
        options: LedgerOptions & { json?: boolean; lang?: string },
      ) => {
        const { runClaim } = await import("../ledger/run-claim.ts");
        process.exitCode = await runClaim(wishes, out, options);
      },
    );
}
