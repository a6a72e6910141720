import { ORGANISATION_KINDS } from "@tallystick/apps/membership/fields";
import { type Command, InvalidArgumentError } from "commander";
import type { ApplyCommandOptions } from "../network/run-apply.ts";
import { collect, dataOption, newCommand, urlOption } from "../new-command.ts";

const MORE = `
Makes keys and a node in --data, and a file with what is public of them: the call of a proposal. Once the
organisations have decided, the node is started like any other. Until then no engine of the network lets it in.`;

/** `tallystick network apply`: ask to be let into a network that runs. */
export function applyCommand(): Command {
  return newCommand("apply", "ask to join a network that runs", [
    'tallystick network apply --url https://ledger.port.example --as bank --name "North Bank" --kind validator --kind management --address ledger.bank.example:26656 --peer 89a1...@ledger.port.example:26656 --data data --out bank.application',
  ])
    .requiredOption("--as <id>", "id of your organisation")
    .requiredOption("--name <text>", "its name for people")
    .option("--kind <kind>", `what it is: ${ORGANISATION_KINDS.join(", ")}; repeatable`, kinds, [])
    .option("--legal-name <text>", "its legal name")
    .option("--uscc <code>", "its unified social credit code")
    .option("--lei <code>", "its legal entity identifier")
    .option("--contact <text>", "where it is reached: an office, not a person")
    .requiredOption("--address <host:port>", "where the others reach your engine")
    .option("--listen <host:port>", "where your engine listens (default: every address, same port)")
    .requiredOption("--peer <id@host:port>", "engine of a member; repeatable", collect)
    .option(
      "--trust <file>",
      "trust file that you have from the organisations (default: the node's)",
    )
    .option("--founding <file>", "of a ledger older than its network: what `network adopt` wrote")
    .option("--history <file>", "the same")
    .requiredOption("--out <file>", "where the application is written")
    .option("--yes", "replace a file of the same name")
    .addOption(urlOption())
    .addOption(dataOption())
    .option("--passphrase-file <file>", "passphrase of the keys (default: one is made with them)")
    .addHelpText("after", MORE)
    .action(async ({ kind, ...options }: ApplyCommandOptions & { kind: never[] }) => {
      const { runApply } = await import("../network/run-apply.ts");
      const chosen = kind.length === 0 ? (["validator", "management"] as const) : kind;
      await runApply({ ...options, kinds: chosen });
    });
}

function kinds(text: string, before: readonly string[]): string[] {
  const known: readonly string[] = ORGANISATION_KINDS;
  if (!known.includes(text)) throw new InvalidArgumentError(`one of ${known.join(", ")}`);
  return before.includes(text) ? [...before] : [...before, text];
}
