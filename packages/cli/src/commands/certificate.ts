import type { Command } from "commander";
import type { CertificateOptions } from "../ledger/print-certificate.ts";
import { collect, dataOption, newCommand, urlOption } from "../new-command.ts";

const EXAMPLES = [
  "tallystick certificate 41 --lang zh --output lease.certificate.pdf",
  "# with the file's name on it, which is not on the ledger",
  "tallystick certificate 41 --file-name lease.pdf",
  "# from a receipt on the disk, without a node",
  "tallystick certificate receipts/lease.pdf.receipt --file-name lease.pdf",
  "# one digest of a batch that the node ordered",
  "tallystick certificate 77 --digest sha-256:9f86d081…",
];

/** `tallystick certificate`: prints the certificate of a deposit. */
export function certificateCommand(): Command {
  return newCommand("certificate", "print the certificate of a deposit as PDF", EXAMPLES)
    .argument("<entry>", "number of the entry, or a receipt on the disk")
    .option("--output <file>", "where it is written (default: the certificate's number)")
    .option("--file-name <name>", "what to call the file on it")
    .option("--digest <alg:hex>", "which digest of a batch")
    .option("--verify-at <url>", "verification page that its code leads to (default: the node's)")
    .option("--trust <file>", "trust file (default: as for verify)")
    .option("--font <file>", "further font, for characters that the built-in one lacks", collect)
    .addOption(urlOption())
    .addOption(dataOption())
    .addHelpText(
      "after",
      "\nThe receipt is attached, so the PDF alone can be checked: tallystick verify FILE.pdf\n" +
        "--lang is the language of the certificate as well. The same receipt, trust file, name and\n" +
        "fonts give the same bytes on every machine.",
    )
    .action(async (what: string, options: CertificateOptions) => {
      const { printCertificate } = await import("../ledger/print-certificate.ts");
      await printCertificate(what, options);
    });
}
