import { type Command, Option } from "commander";
import { answer } from "../answer.ts";
import { dataOption, newCommand } from "../new-command.ts";

const EXAMPLES = [
  'tallystick init --name "Harbour evidence"',
  "# national cryptography: SM2 and SM3",
  "tallystick init --data data-gm --suite gm",
];

/** Options of `init`. */
interface InitCommandOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly name?: string;
  readonly suite?: "intl" | "gm";
  readonly store?: "lmdb" | "sqlite";
  readonly organisation?: string;
  readonly passphraseFile?: string;
}

/** `tallystick init`: makes a data directory. */
export function initCommand(): Command {
  return newCommand("init", "make a data directory: keys, genesis, trust file, token", EXAMPLES)
    .addOption(dataOption())
    .option("--name <text>", "name of the ledger")
    .addOption(
      new Option(
        "--suite <suite>",
        "cryptography of the ledger, for good: intl (Ed25519, SHA-256) or gm (SM2, SM3)",
      )
        .choices(["intl", "gm"])
        .default("intl"),
    )
    .addOption(
      new Option("--store <store>", "what keeps the ledger")
        .choices(["lmdb", "sqlite"])
        .default("lmdb"),
    )
    .option("--organisation <id>", "id of the organisation: a-z 0-9 . _ -")
    .option(
      "--passphrase-file <file>",
      "passphrase of the keys (default: one is made, and kept in the data directory)",
    )
    .action(async ({ data, json, ...options }: InitCommandOptions) => {
      const { initialise } = await import("@tallystick/node/init");
      const { readTrust } = await import("../verify/find-trust.ts");
      const { dataPaths } = await import("@tallystick/node/data-paths");
      const made = await initialise({ dataDir: data, ...options });
      const { trust, fingerprint } = readTrust(dataPaths(data).trust, "data");
      const { name, suite, store } = made.config;
      const told = { created: made.created, data, name, suite, store, ledger: trust.ledgerId };
      answer(
        { json },
        { ...told, trustSha256: fingerprint, passphraseKept: made.passphraseKept },
        () => [
          made.created
            ? `made ${data}: ${name} (${suite}, ${store})`
            : `${data} holds a node already: ${name} (${suite}, ${store}); left as it is`,
          `trust file SHA-256 ${fingerprint}`,
          ...(made.created && made.passphraseKept
            ? [
                `The passphrase of the keys is in ${dataPaths(data).passphrase}: move it away before you rely on it.`,
              ]
            : []),
          "Start it with: tallystick start",
        ],
      );
    });
}
