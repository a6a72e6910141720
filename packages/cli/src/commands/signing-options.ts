import type { Command } from "commander";
import { dataOption, keyOption, passphraseOption, urlOption } from "../new-command.ts";

/** Puts the options on a command that say who signs and where. */
export function signingOptions(command: Command): Command {
  return command
    .addOption(urlOption())
    .addOption(dataOption())
    .addOption(keyOption())
    .option("--issuer <member>", "member to whom the signing key belongs (default: looked up)")
    .addOption(passphraseOption());
}
