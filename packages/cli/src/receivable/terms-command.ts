import { type Command, Option } from "commander";
import {
  collect,
  dataOption,
  newCommand,
  newGroup,
  passphraseOption,
  urlOption,
} from "../new-command.ts";
import type { CheckOptions, OpenOptions, SealOptions } from "./terms.ts";

/** `tallystick receivable terms`: price, rate and papers that only the parties read. */
export function termsCommand(): Command {
  const group = newGroup("terms", "seal terms to the parties, open them, check shown ones", [
    "tallystick receivable terms seal terms.json --kind finance --certificate 31 --start 0 --to bank",
    "tallystick receivable terms open 31 40",
    "tallystick receivable terms check 31 40 finance.opening",
  ]);
  group.addCommand(sealCommand());
  group.addCommand(openCommand());
  group.addCommand(checkCommand());
  return group;
}

function sealCommand(): Command {
  return newCommand("seal", "seal terms, for the option --sealed of what they belong to", [
    'echo \'{"rate": "0.0435", "price": "96.5"}\' > terms.json',
    "tallystick receivable terms seal terms.json --kind finance --certificate 31 --start 0 --amount '4,000,000.00 CNY' --to bank",
    "tallystick receivable finance 31 0 --amount '4,000,000.00 CNY' --to bank --sealed \"$(cat terms.json.sealed)\"",
    "# of a certificate that is to be issued",
    "tallystick receivable terms seal terms.json --kind certificate --to supplier --amount '10,000,000.00 CNY' --due 2027-05-31",
  ])
    .argument("<terms>", "JSON file: texts, whole numbers, yes and no, lists and groups of these")
    .addOption(
      new Option("--kind <kind>", "what they are the terms of")
        .choices([
          "certificate",
          "transfer",
          "pledge",
          "release",
          "finance",
          "guarantee",
          "reversal",
        ])
        .makeOptionMandatory(),
    )
    .requiredOption("--to <organisation>", "who is asked; of a certificate, its payee")
    .option("--from <organisation>", "who asks (default: that of --data)")
    .option("--debtor <organisation>", "of a certificate (default: who draws it)")
    .option("--certificate <number>", "the certificate, of a request")
    .option("--start <unit>", "first unit of the part, of a request")
    .option("--amount <money>", "of a certificate, or units of a part (default: all of it)")
    .option("--due <date>", "of a certificate, such as 2027-05-31")
    .option("--also <organisation>", "who else may open them; repeatable", collect)
    .option("--out <file>", "what goes on the ledger (default: <terms>.sealed)")
    .option("--opening <file>", "what you keep, to show later (default: <terms>.opening)")
    .addOption(urlOption())
    .addOption(dataOption())
    .addHelpText(
      "after",
      "\nThey are sealed to both parties, to whom the policy of the network names, and to --also. Keep the opening:\nwhoever is shown it can check it against the ledger, and nobody can make another.",
    )
    .action(async (file: string, options: SealOptions) => {
      const { seal } = await import("./terms.ts");
      await seal(file, options);
    });
}

function openCommand(): Command {
  return newCommand("open", "open sealed terms with your encryption key", [
    "tallystick receivable terms open 31",
    "tallystick receivable terms open 31 40 --key bank.key --opening finance.opening",
  ])
    .argument("<certificate>", "number of the certificate")
    .argument("[request]", "number of the request (default: the terms of the certificate)")
    .option("--key <file>", "encryption key (default: keys/encryption.key in --data)")
    .addOption(passphraseOption())
    .option("--opening <file>", "write there what can be shown to a third party")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (certificate: string, request: string | undefined, options: OpenOptions) => {
      const { open } = await import("./terms.ts");
      await open(certificate, request, options);
    });
}

function checkCommand(): Command {
  return newCommand("check", "check terms that somebody shows against the ledger", [
    "tallystick receivable terms check 31 40 finance.opening",
  ])
    .argument("<certificate>", "number of the certificate")
    .argument("<request>", "number of the request; the certificate's own for its terms")
    .argument("<opening>", "the opening, as it was shown")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (certificate: string, request: string, file: string, options: CheckOptions) => {
      const { check } = await import("./terms.ts");
      await check(certificate, request, file, options);
    });
}
