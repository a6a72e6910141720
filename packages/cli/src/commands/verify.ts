import type { Command } from "commander";
import { collect, dataOption, newCommand } from "../new-command.ts";
import type { VerifyOptions } from "../verify/options.ts";

const EXAMPLES = [
  "tallystick verify report.pdf receipts/report.pdf.receipt",
  "# with a trust file that you got from the organisations yourself",
  "tallystick verify report.pdf report.pdf.receipt --trust ledger.trust.json",
  "# a folder against the folder of its receipts",
  "tallystick verify photos/ receipts/photos/",
  "# the receipt alone: everything but the comparison with the file",
  "tallystick verify receipts/report.pdf.receipt",
  "# a certificate alone, or with its file",
  "tallystick verify lease.pdf lease.certificate.pdf",
  "# a proof that a file was deposited, or never was (from tallystick lookup)",
  "tallystick verify report.pdf report.pdf.proof",
  "# what somebody claims of records, such as of a receivable (from tallystick receivable proof)",
  "tallystick verify certificate-17-0.claims",
];

/** `tallystick verify`: checks files against receipts, offline. */
export function verifyCommand(): Command {
  return newCommand("verify", "check a file against its receipt, offline", EXAMPLES)
    .argument("<file>", "file or folder; or a receipt, certificate, proof or file of claims alone")
    .argument(
      "[receipt]",
      "its receipt or certificate, or the folder of the receipts (default: FILE.receipt)",
    )
    .option("--trust <file>", "trust file (default: ledger.trust.json beside the receipt or above)")
    .option("--font <file>", "font that a certificate was printed with", collect)
    .addOption(dataOption())
    .addHelpText(
      "after",
      "\nEach check is shown as pass, FAIL, absent (the receipt makes no such claim) or not checkable\n" +
        "(something is missing to judge it). The verdict rests on the trust file: the report says which\n" +
        "one was used, and its SHA-256.",
    )
    .action(async (file: string, receipt: string | undefined, options: VerifyOptions) => {
      const { runVerify } = await import("../verify/run-verify.ts");
      process.exitCode = await runVerify(file, receipt, options);
    });
}
