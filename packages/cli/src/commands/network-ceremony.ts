import { type Command, Option } from "commander";
import type {
  AcceptCommandOptions,
  AdoptCommandOptions,
  FoundCommandOptions,
  InviteCommandOptions,
  JoinCommandOptions,
  NetworkStartOptions,
} from "../network/run-ceremony.ts";
import { collect, dataOption, gather, newCommand, wholeNumber } from "../new-command.ts";
import { servingOptions } from "./start.ts";

/** The steps of founding a network between organisations, in their order, and what shows their files. */
export function ceremonyCommands(): readonly Command[] {
  return [
    inviteCommand(),
    joinCommand(),
    foundCommand(),
    admissionsCommand(),
    adoptCommand(),
    acceptCommand(),
    startCommand(),
    showCommand(),
  ];
}

function inviteCommand(): Command {
  return own(
    newCommand("invite", "describe a network and invite organisations to it (step 1)", [
      'tallystick network invite --name Harbour --as port --org "port=Port authority" --org "customs=Customs" --org "carrier=Carrier" --org "bank=Bank" --data data --out harbour.invitation',
    ]),
  )
    .requiredOption("--as <id>", "your own organisation, one of those invited")
    .requiredOption("--org <id=name>", "an organisation; once for each, you too", collect)
    .option("--name <text>", "name of the ledger")
    .addOption(
      new Option("--suite <suite>", "cryptography of the ledger, for good (default: intl)").choices(
        ["intl", "gm"],
      ),
    )
    .option(
      "--apps <names>",
      "applications of the ledger (default: all that are in the box)",
      gather,
    )
    .option("--adopt", "take along the ledger that the node in --data has run alone")
    .option("--days <number>", "so long the others may answer", wholeNumber(1, 365), 30)
    .option(
      "--accept-no-fault-tolerance",
      "invite fewer than four organisations to a network that stops when one of them does",
    )
    .action(async (options: InviteCommandOptions) => {
      const { runInvite } = await import("../network/run-ceremony.ts");
      await runInvite(options);
    });
}

function joinCommand(): Command {
  return own(
    newCommand("join", "make your organisation's keys and answer an invitation (step 2)", [
      "tallystick network join harbour.invitation --as customs --address ledger.customs.example:26656 --data data --out customs.answer",
    ]),
  )
    .argument("<invitation>", "file that the founder gave")
    .requiredOption("--as <id>", "your organisation, as the invitation names it")
    .requiredOption("--address <host:port>", "where the others reach your engine")
    .option("--listen <host:port>", "where your engine listens (default: every address, same port)")
    .action(async (file: string, options: JoinCommandOptions) => {
      const { runJoin } = await import("../network/run-ceremony.ts");
      await runJoin(file, options);
    });
}

function foundCommand(): Command {
  return outOptions(
    newCommand("found", "put an invitation and all answers together (step 3, anybody)", [
      "tallystick network found harbour.invitation *.answer --out harbour.founding",
    ]),
  )
    .argument("<invitation>", "the invitation")
    .argument("<answers...>", "one answer of each organisation")
    .action(async (file: string, answers: readonly string[], options: FoundCommandOptions) => {
      const { runFound } = await import("../network/run-ceremony.ts");
      await runFound(file, answers, options);
    });
}

function admissionsCommand(): Command {
  return outOptions(
    newCommand("admissions", "write the decisions by which a ledger is handed over to a network", [
      "tallystick network admissions harbour.invitation *.answer --out handover.json",
      'tallystick proposal new --title "Hand the ledger over" --call @handover.json',
    ]),
  )
    .argument("<invitation>", "the invitation, made with --adopt")
    .argument("<answers...>", "the answers")
    .action(async (file: string, answers: readonly string[], options: FoundCommandOptions) => {
      const { runAdmissions } = await import("../network/run-ceremony.ts");
      await runAdmissions(file, answers, options);
    });
}

const ADOPT_MORE = `
The ledger must have decided so (network admissions), and the node must be stopped. Everything it keeps is
examined first. Afterwards it starts only as a node of the network; old receipts stay valid. Take a backup
before the decision.`;

function adoptCommand(): Command {
  return own(
    newCommand("adopt", "hand a ledger that you have run alone over to a network (step 3)", [
      "tallystick network invite --adopt --as port --org port --org customs --org carrier --org bank --data data --out harbour.invitation",
      "# everybody answers, you too from the same data directory; then, with the node stopped",
      "tallystick network adopt harbour.invitation *.answer --data data --out harbour.founding --history harbour.history",
    ]),
  )
    .argument("<invitation>", "the invitation, made with --adopt")
    .argument("<answers...>", "one answer of each organisation")
    .requiredOption("--history <file>", "where the history for the others is written")
    .addHelpText("after", ADOPT_MORE)
    .action(async (file: string, answers: readonly string[], options: AdoptCommandOptions) => {
      const { runAdopt } = await import("../network/run-ceremony.ts");
      await runAdopt(file, answers, options);
    });
}

function acceptCommand(): Command {
  return own(
    newCommand("accept", "check a founding and say yes to its ledger (step 4)", [
      "tallystick network accept harbour.founding --data data --out customs.acceptance",
    ]),
  )
    .argument("<founding>", "file that `network found` or `network adopt` wrote")
    .option("--history <file>", "history of an adopted ledger, written together with its founding")
    .action(async (file: string, options: AcceptCommandOptions) => {
      const { runAccept } = await import("../network/run-ceremony.ts");
      await runAccept(file, options);
    });
}

const START_MORE = `
The first time it needs the acceptance of every organisation; afterwards it is \`tallystick start\`.`;

function startCommand(): Command {
  return servingOptions(
    newCommand("start", "run your organisation's node of a network (step 5, and later)", [
      "tallystick network start *.acceptance --data data",
      "# from then on",
      "tallystick start --data data",
    ]),
  )
    .argument("[acceptances...]", "what the others gave")
    .addOption(new Option("--store <store>", "what keeps the ledger").choices(["lmdb", "sqlite"]))
    .addHelpText("after", START_MORE)
    .action(async (files: readonly string[], options: NetworkStartOptions) => {
      const { runNetworkStart } = await import("../network/run-ceremony.ts");
      await runNetworkStart(files, options);
    });
}

function showCommand(): Command {
  return newCommand("show", "say what a file of a founding is", [
    "tallystick network show harbour.invitation",
  ])
    .argument("<file>", "invitation, answer, founding or acceptance")
    .action(async (file: string, options: { json?: boolean }) => {
      const { runShow } = await import("../network/run-show.ts");
      runShow(file, options);
    });
}

function own(command: Command): Command {
  return outOptions(command)
    .addOption(dataOption())
    .option("--passphrase-file <file>", "passphrase of the keys (default: one is made with them)");
}

function outOptions(command: Command): Command {
  return command
    .requiredOption("--out <file>", "where the file for the others is written")
    .option("--yes", "replace a file of the same name");
}
