import { type Command, Option } from "commander";
import type { GenerateOptions } from "../keys/generate.ts";
import { newCommand, newGroup, passphraseOption } from "../new-command.ts";

/** `tallystick key`: keys of members. */
export function keyCommand(): Command {
  const key = newGroup("key", "make and show keys of members", [
    "tallystick key generate --out alice.key --passphrase-file secret.txt",
    "tallystick key show alice.key",
  ]);
  key.addCommand(generateCommand());
  key.addCommand(showCommand());
  return key;
}

function generateCommand(): Command {
  return newCommand("generate", "make a key, encrypted with a passphrase", [
    "tallystick key generate --out alice.key --passphrase-file secret.txt",
    "tallystick key generate --suite gm --out alice.key",
  ])
    .requiredOption("--out <file>", "where the key is written (only you can read it)")
    .addOption(
      new Option("--suite <suite>", "suite of the ledger it is for")
        .choices(["intl", "gm"])
        .default("intl"),
    )
    .addOption(
      new Option(
        "--algorithm <name>",
        "signature algorithm (default: the first of the suite)",
      ).choices(["Ed25519", "ES256", "SM2"]),
    )
    .addOption(passphraseOption())
    .addHelpText("after", "\nWithout a passphrase file or variable the passphrase is asked for.")
    .action(async (options: GenerateOptions) => {
      const { generate } = await import("../keys/generate.ts");
      await generate(options);
    });
}

function showCommand(): Command {
  return newCommand("show", "show the public part of a key file; needs no passphrase", [
    "tallystick key show data/keys/operator.key",
    "tallystick key show alice.key --json | jq -r .publicKey",
  ])
    .argument("<file>", "key file")
    .action(async (file: string, options: { json?: boolean }) => {
      const { show } = await import("../keys/show.ts");
      show(file, options);
    });
}
