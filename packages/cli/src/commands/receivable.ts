import type { Command } from "commander";
import { dataOption, newCommand, newGroup, passphraseOption, urlOption } from "../new-command.ts";
import type { AskOptions } from "../receivable/list-command.ts";
import type { StatementOptions } from "../receivable/statement.ts";
import { names } from "./call.ts";

const EXAMPLES = [
  "tallystick receivable issue --payee supplier --amount '10,000,000.00 CNY' --due 2027-05-31 --document 24 --document 25",
  "tallystick receivable inbox",
  "tallystick receivable accept 31 31",
  "tallystick receivable transfer 31 0 --amount '4,000,000.00 CNY' --to tier-2",
  "tallystick receivable tree 31 --lang zh",
  "# what a bank asks for: checked offline with tallystick verify",
  "tallystick receivable proof 31 0",
];

/** `tallystick receivable`: certificates that split, travel and get paid. */
export async function receivableCommand(args: readonly string[]): Promise<Command> {
  const group = newGroup("receivable", "issue, pass on, finance and pay receivables", EXAMPLES);
  if (!names(args, "receivable")) return group;
  const [{ ACTS }, { actCommand }, { LISTS }, { listOf }, { termsCommand }, told] =
    await Promise.all([
      import("../receivable/acts.ts"),
      import("../receivable/act-command.ts"),
      import("../receivable/lists.ts"),
      import("../receivable/list-command.ts"),
      import("../receivable/terms-command.ts"),
      import("../receivable/record-commands.ts"),
    ]);
  for (const act of ACTS) group.addCommand(actCommand(act));
  for (const list of LISTS) group.addCommand(listOf(list));
  group.addCommand(treeCommand());
  group.addCommand(provenanceCommand());
  group.addCommand(told.flowsCommand());
  group.addCommand(told.creditCommand());
  group.addCommand(proofCommand());
  group.addCommand(statementCommand());
  group.addCommand(paymentsReadCommand());
  group.addCommand(termsCommand());
  return group;
}

function asking(name: string, summary: string, example: string): Command {
  return newCommand(name, summary, [`tallystick receivable ${example}`])
    .addOption(urlOption())
    .addOption(dataOption());
}

function treeCommand(): Command {
  return asking("tree", "draw the tree of an issue", "tree 31")
    .argument("<certificate>", "number of the certificate")
    .action(async (certificate: string, options: AskOptions) => {
      const { showTree } = await import("../receivable/show.ts");
      await showTree(certificate, options);
    });
}

function provenanceCommand(): Command {
  return asking("provenance", "how a part came to its holder, proved", "provenance 31 0")
    .argument("<certificate>", "number of the certificate")
    .argument("<start>", "first unit of the part")
    .option("--proof <file>", "write the proof there")
    .action(
      async (certificate: string, start: string, options: AskOptions & { proof?: string }) => {
        const { showProvenance } = await import("../receivable/show.ts");
        await showProvenance(certificate, start, options);
      },
    );
}

function proofCommand(): Command {
  return asking(
    "proof",
    "what a bank asks of a part, as a file that is checked offline",
    "proof 31 0",
  )
    .argument("<certificate>", "number of the certificate")
    .argument("<start>", "first unit of the part")
    .argument("[file]", "the file to write (default: certificate-31-0.claims)")
    .action(
      async (certificate: string, start: string, out: string | undefined, options: AskOptions) => {
        const { proveForBank } = await import("../receivable/show.ts");
        process.exitCode = await proveForBank(certificate, start, out, options);
      },
    );
}

function statementCommand(): Command {
  return asking(
    "statement",
    "holdings or obligations as CSV, or payments as pain.001",
    "statement holdings --out holdings.csv",
  )
    .argument("<what>", "holdings, obligations, or pain.001: transfers for what falls due")
    .argument("[organisation]", "default: that of --data")
    .option("--out <file>", "write it there (default: standard output)")
    .option("--to <date>", "obligations that fall due before this date (pain.001: required)")
    .option("--accounts <file>", "pain.001: JSON with name and account of each organisation")
    .action(async (what: string, organisation: string | undefined, options: StatementOptions) => {
      const { writeStatement } = await import("../receivable/statement.ts");
      await writeStatement(what, organisation, options);
    });
}

function paymentsReadCommand(): Command {
  return asking(
    "match",
    "hold a bank's camt.054 against the payments to confirm",
    "match booked.xml bank",
  )
    .argument("<camt054>", "camt.054 file: what was booked")
    .argument("[organisation]", "the bank; default: that of --data")
    .option(
      "--encryption-key <file>",
      "opens sealed prices (default: keys/encryption.key in --data)",
    )
    .addOption(passphraseOption())
    .action(async (file: string, organisation: string | undefined, options: AskOptions) => {
      const { matchPayments } = await import("../receivable/statement.ts");
      process.exitCode = await matchPayments(file, organisation, options);
    });
}
