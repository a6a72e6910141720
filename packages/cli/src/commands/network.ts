import { LOCAL_ORGANISATIONS_MAX } from "@tallystick/node/ops/network/limits";
import { type Command, Option } from "commander";
import type { LocalOptions } from "../network/run-local.ts";
import type { NetworkStatusOptions } from "../network/run-network-status.ts";
import { gather, newCommand, newGroup, wholeNumber } from "../new-command.ts";
import { applyCommand } from "./network-apply.ts";
import { ceremonyCommands } from "./network-ceremony.ts";

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
    "# between organisations, each on its own machine: invite, join, found, accept, start",
    'tallystick network invite --name Harbour --as port --org "port=Port authority" --org customs --org carrier --org bank --out harbour.invitation',
  ]);
  network.addCommand(localCommand());
  network.addCommand(statusCommand());
  for (const command of ceremonyCommands()) network.addCommand(command);
  network.addCommand(applyCommand());
  return network;
}

function localCommand(): Command {
  return newCommand("local", "run a network of several organisations on this machine", [
    "tallystick network local",
    "tallystick network local --orgs 7 --dir demo --base-port 9000",
    "# national cryptography: SM2 and SM3",
    "tallystick network local --suite gm --dir network-gm",
  ])
    .option(
      "--orgs <number>",
      "organisations of a new network (default: 4)",
      wholeNumber(1, LOCAL_ORGANISATIONS_MAX),
    )
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

const STATUS_MORE = `
Without --url and --dir it asks the network of this machine that runs in the folder "network", if there is
one, else the node on port 7070. Exit 0: the network goes on and nothing is wrong with it; 1 otherwise.`;

function statusCommand(): Command {
  return newCommand(
    "status",
    "tell how a network stands: who signs, who is behind, what it can lose",
    [
      "tallystick network status",
      "# disk and engine as well, of a node whose data directory is here",
      "tallystick network status --url http://192.0.2.7:7070 --data /srv/tallystick",
      "tallystick network status --dir demo --json",
    ],
  )
    .option("--url <urls>", "addresses of nodes to ask (default: http://127.0.0.1:7070)", gather)
    .option("--dir <folder>", "folder of a network on this machine: asks all of its nodes")
    .option("--data <folder>", "data directory of the node asked, for what its operator may know")
    .addHelpText("after", STATUS_MORE)
    .action(async (options: NetworkStatusOptions) => {
      const { runNetworkStatus } = await import("../network/run-network-status.ts");
      process.exitCode = await runNetworkStatus(options);
    });
}
