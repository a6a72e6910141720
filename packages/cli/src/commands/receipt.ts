import type { Command } from "commander";
import type { ReceiptOptions } from "../ledger/fetch-receipt.ts";
import { dataOption, newCommand, urlOption, wholeNumber } from "../new-command.ts";

const EXAMPLES = [
  "tallystick receipt 41 --out report.pdf.receipt",
  "# with proofs of the records that the entry wrote, as they are now",
  "tallystick receipt 41 --state --out report.pdf.receipt",
  "# one RFC 9942 COSE receipt an organisation, for other verifiers",
  "tallystick receipt 41 --cose --out report.cose",
];

/** `tallystick receipt`: fetches the receipt of an entry, again or for the first time. */
export function receiptCommand(): Command {
  return newCommand("receipt", "fetch the receipt of an entry by its number", EXAMPLES)
    .argument("<index>", "position in the log", wholeNumber(0))
    .requiredOption("--out <file>", "where it is written")
    .option("--state", "with proofs of the records that the entry wrote")
    .option("--engine", "with the consensus engine's own commit (a network of organisations)")
    .option("--cose", "as standalone RFC 9942 COSE receipts")
    .addOption(urlOption())
    .addOption(dataOption())
    .addHelpText(
      "after",
      "\nA salted commitment (deposit --private) cannot be opened with a receipt fetched anew:\nthe salt was only in the first one.",
    )
    .action(async (index: number, options: ReceiptOptions) => {
      const { fetchReceipt } = await import("../ledger/fetch-receipt.ts");
      await fetchReceipt(index, options);
    });
}
