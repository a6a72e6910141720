import { type Command, Option } from "commander";
import type { LocalOptions } from "../network/run-local.ts";
import { newCommand, newGroup, wholeNumber } from "../new-command.ts";

const LOCAL_MORE = `
Each organisation is a process of its own with its own keys and data directory below --dir; they agree
through CometBFT. Organisation i listens on port base-port + i - 1, its engine a hundred above, all on
127.0.0.1. The same command goes on with what is in the folder. Ctrl-C stops all of them.`;

/** `tallystick network`: several organisations, one ledger. */
export function networkCommand(): Command {
  const network = newGroup("network", "run a ledger that several organisations order together", [
    "# four organisations on this machine",
    "tallystick network local --orgs 4",
    "tallystick network status",
  ]);
  network.addCommand(localCommand());
  return network;
}

function localCommand(): Command {
  return newCommand("local", "run a network of several organisations on this machine", [
    "tallystick network local",
    "tallystick network local --orgs 7 --dir demo --base-port 9000",
    "# national cryptography: SM2 and SM3",
    "tallystick network local --suite gm --dir network-gm",
  ])
    .option("--orgs <number>", "organisations of a new network (default: 4)", wholeNumber(1, 30))
    .addOption(new Option("--dir <folder>", "folder of the network").default("network"))
    .addOption(
      new Option("--suite <suite>", "cryptography of a new network").choices(["intl", "gm"]),
    )
    .addOption(new Option("--store <store>", "store of a new network").choices(["lmdb", "sqlite"]))
    .option("--name <text>", "name of a new ledger")
    .addOption(
      new Option("--base-port <number>", "port of the first organisation; 0 takes free ones")
        .default(7070)
        .argParser(wholeNumber(0, 65_400)),
    )
    .addOption(
      new Option("--log-level <level>", "how much the nodes log, into the folder logs")
        .choices(["fatal", "error", "warn", "info", "debug"])
        .default("warn"),
    )
    .option("--install", "install CometBFT when it is missing, without asking")
    .option(
      "--accept-no-fault-tolerance",
      "found a network of fewer than four organisations, which stops when one of them does",
    )
    .addHelpText("after", LOCAL_MORE)
    .action(async (options: LocalOptions) => {
      const { runLocal } = await import("../network/run-local.ts");
      await runLocal(options);
    });
}
