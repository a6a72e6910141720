import { type Command, Option } from "commander";
import type { GenerateOptions } from "../keys/generate.ts";
import type { RotateCommandOptions } from "../keys/rotate.ts";
import type { ExportCommandOptions, ImportCommandOptions } from "../keys/transfer.ts";
import { dataOption, newCommand, newGroup, passphraseOption } from "../new-command.ts";

/** `tallystick key`: keys of members and of the node. */
export function keyCommand(): Command {
  const key = newGroup("key", "make, show, move and rotate keys", [
    "tallystick key generate --out alice.key --passphrase-file secret.txt",
    "tallystick key show alice.key",
    "tallystick key rotate",
  ]);
  key.addCommand(generateCommand());
  key.addCommand(showCommand());
  key.addCommand(rotateCommand());
  key.addCommand(exportKeyCommand());
  key.addCommand(importKeyCommand());
  return key;
}

function generateCommand(): Command {
  return newCommand("generate", "make a key, encrypted with a passphrase", [
    "tallystick key generate --out alice.key --passphrase-file secret.txt",
    "tallystick key generate --suite gm --out alice.key",
    "# to which terms are sealed; it signs nothing",
    "tallystick key generate --purpose encryption --out data/keys/encryption.key",
  ])
    .requiredOption("--out <file>", "where the key is written (only you can read it)")
    .addOption(
      new Option("--suite <suite>", "suite of the ledger it is for")
        .choices(["intl", "gm"])
        .default("intl"),
    )
    .addOption(
      new Option("--purpose <purpose>", "what the key is for")
        .choices(["signing", "encryption"])
        .default("signing"),
    )
    .addOption(algorithmOption("signature algorithm (default: the first of the suite)"))
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

function algorithmOption(explanation: string): Option {
  return new Option("--algorithm <name>", explanation).choices(["Ed25519", "ES256", "SM2"]);
}

function rotateCommand(): Command {
  return newCommand("rotate", "give the organisation of a stopped node a new key", [
    "tallystick key rotate",
    "tallystick key rotate --data /srv/tallystick --passphrase-file secret.txt",
  ])
    .addOption(dataOption())
    .addOption(algorithmOption("signature algorithm (default: the first of the suite)"))
    .addOption(passphraseOption())
    .addHelpText(
      "after",
      `
The old key counts up to the last block and the new one from the next, so old receipts go on
verifying. Hand the new trust file to whoever verifies. In a network the next key is made beside the
present one, and signs once membership.rotate-organisation-key has named it on the ledger.`,
    )
    .action(async (options: RotateCommandOptions) => {
      const { rotate } = await import("../keys/rotate.ts");
      await rotate(options);
    });
}

function exportKeyCommand(): Command {
  return newCommand("export", "write a private key as PKCS#8 PEM, for OpenSSL", [
    "tallystick key export data/keys/organisation.key --out organisation.pem",
  ])
    .argument("<file>", "key file")
    .requiredOption(
      "--out <file>",
      "where the PEM is written, not encrypted (only you can read it)",
    )
    .addOption(passphraseOption())
    .action(async (file: string, options: ExportCommandOptions) => {
      const { exportCommand } = await import("../keys/transfer.ts");
      await exportCommand(file, options);
    });
}

function importKeyCommand(): Command {
  return newCommand("import", "make a key file of a PKCS#8 key, PEM or DER", [
    "openssl genpkey -algorithm ed25519 -out new.pem",
    "tallystick key import new.pem --out new.key --passphrase-file secret.txt",
  ])
    .argument("<pem>", "private key, as `openssl genpkey` writes it")
    .requiredOption("--out <file>", "where the key file is written (only you can read it)")
    .addOption(algorithmOption("algorithm of the key").default("Ed25519"))
    .addOption(passphraseOption())
    .option("--from-passphrase-file <file>", "passphrase of an encrypted PEM")
    .addHelpText("after", "\nWithout a passphrase file or variable the passphrase is asked for.")
    .action(async (pem: string, options: ImportCommandOptions) => {
      const { importCommand } = await import("../keys/transfer.ts");
      await importCommand(pem, options);
    });
}
