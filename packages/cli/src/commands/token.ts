import type { Command } from "commander";
import {
  dataOption,
  gather,
  newCommand,
  newGroup,
  urlOption,
  wholeNumber,
} from "../new-command.ts";
import type { CreateTokenOptions, TokenOptions } from "../operate/run-token.ts";

/** `tallystick token`: API tokens of members. */
export function tokenCommand(): Command {
  const token = newGroup("token", "make, list and revoke API tokens of members", [
    "tallystick token create --member gateway --name 'till of shop 7' --allow evidence.deposit",
    "tallystick token list",
    "tallystick token revoke 0f3a9c2b7d15",
  ]);
  token.addCommand(createCommand());
  token.addCommand(listCommand());
  token.addCommand(revokeCommand());
  return token;
}

function createCommand(): Command {
  return newCommand("create", "make a token; it is shown once", [
    "tallystick token create --member gateway --name 'till of shop 7' --allow evidence.deposit",
    "tallystick token create --member auditor --name reader --allow node.read --days 30",
  ])
    .requiredOption("--member <member>", "member in whose name it acts")
    .requiredOption("--name <text>", "what it is for")
    .requiredOption(
      "--allow <capability>",
      "what it may do, several by commas: evidence.deposit, evidence.*, * (every action), node.read",
      gather,
    )
    .option("--days <count>", "days that it lives (default: 90)", wholeNumber(1, 366))
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (options: CreateTokenOptions) => {
      const { createToken } = await import("../operate/run-token.ts");
      await createToken(options);
    });
}

function listCommand(): Command {
  return newCommand("list", "list tokens, without their secrets", ["tallystick token list"])
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (options: TokenOptions) => {
      const { listTokens } = await import("../operate/run-token.ts");
      await listTokens(options);
    });
}

function revokeCommand(): Command {
  return newCommand("revoke", "end a token at once", ["tallystick token revoke 0f3a9c2b7d15"])
    .argument("<id>", "12 hex digits, as `tallystick token list` prints them")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (id: string, options: TokenOptions) => {
      const { revokeToken } = await import("../operate/run-token.ts");
      await revokeToken(id, options);
    });
}
