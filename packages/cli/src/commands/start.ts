import { type Command, Option } from "commander";
import { dataOption, gather, newCommand, wholeNumber } from "../new-command.ts";
import type { StartOptions } from "../node/run-start.ts";

const EXAMPLES = [
  "tallystick start",
  "npm start -- --port 8080 --data /srv/tallystick",
  "# a first start with national cryptography",
  "tallystick start --data data-gm --suite gm",
];

const MORE = `
A data directory that is not there yet is made first, as \`tallystick init\` does; --name, --suite
and --store count only then. The node listens on the loopback address until --host says otherwise.
Ctrl-C stops it after the work under way; nothing acknowledged is ever lost.`;

/** `tallystick start`: runs a node. */
export function startCommand(): Command {
  return servingOptions(newCommand("start", "run a node on this machine", EXAMPLES))
    .option("--name <text>", "name of a new ledger")
    .addOption(
      new Option("--suite <suite>", "cryptography of a new ledger").choices(["intl", "gm"]),
    )
    .addOption(new Option("--store <store>", "store of a new ledger").choices(["lmdb", "sqlite"]))
    .addHelpText("after", MORE)
    .action(async (options: StartOptions) => {
      const { runStart } = await import("../node/run-start.ts");
      await runStart(options);
    });
}

/** The options of every command that runs a node. */
export function servingOptions(command: Command): Command {
  return command
    .addOption(dataOption())
    .addOption(
      new Option("--port <number>", "port of the API and the pages; 0 takes a free one")
        .env("TALLYSTICK_PORT")
        .default(7070)
        .argParser(wholeNumber(0, 65_535)),
    )
    .addOption(
      new Option("--host <address>", "address to listen on")
        .env("TALLYSTICK_HOST")
        .default("127.0.0.1"),
    )
    .option("--passphrase-file <file>", "passphrase of the keys")
    .addOption(
      new Option("--log-level <level>", "how much is logged")
        .choices(["silent", "fatal", "error", "warn", "info", "debug"])
        .env("TALLYSTICK_LOG_LEVEL")
        .default("info"),
    )
    .option("--hosts <names>", "further host names that the node answers to", gather)
    .option(
      "--cors-origins <origins>",
      "other web sites whose pages may read from the node",
      gather,
    )
    .option(
      "--with-parent",
      "stop when standard input ends: for a program that starts the node and must not leave it behind",
    );
}
