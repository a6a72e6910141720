import { type Command, Option } from "commander";
import type { MemberOptions } from "../ledger/members.ts";
import { dataOption, newCommand, newGroup, urlOption, wholeNumber } from "../new-command.ts";
import { names } from "./call.ts";
import { certifyCommand, csrCommand } from "./member-certificate.ts";
import { signingOptions } from "./signing-options.ts";

/** `tallystick member`: who may write, and with which keys. */
export async function memberCommand(args: readonly string[]): Promise<Command> {
  const member = newGroup("member", "list and enrol members, add and revoke their keys", [
    "tallystick member list",
    "tallystick member enrol alice --organisation org --role member --key-file alice.key",
    "tallystick member revoke-key KEYID",
  ]);
  member.addCommand(listCommand());
  member.addCommand(showCommand());
  member.addCommand(enrolCommand());
  member.addCommand(addKeyCommand());
  member.addCommand(revokeKeyCommand());
  member.addCommand(csrCommand());
  member.addCommand(certifyCommand());
  if (!names(args, "member")) return member;
  const { standingCommands } = await import("./member-standing.ts");
  for (const command of standingCommands()) member.addCommand(command);
  return member;
}

function listCommand(): Command {
  return newCommand("list", "list members", ["tallystick member list --organisation org"])
    .option("--organisation <id>", "only those of one organisation")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (options: MemberOptions) => {
      const { listMembers } = await import("../ledger/members.ts");
      await listMembers(options);
    });
}

function showCommand(): Command {
  return newCommand("show", "show a member and its keys", ["tallystick member show operator"])
    .argument("<member>", "member id")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (member: string, options: MemberOptions) => {
      const { showMember } = await import("../ledger/members.ts");
      await showMember(member, options);
    });
}

/** A command that signs as an operator, or as the member itself. */
function changing(name: string, summary: string, examples: readonly string[]): Command {
  return signingOptions(newCommand(name, summary, examples));
}

function publicKeyOptions(command: Command): Command {
  return command
    .option("--key-file <file>", "key file whose public key is meant (needs no passphrase)")
    .option("--public-key <hex>", "the public key itself, as `tallystick key show` prints it");
}

function enrolCommand(): Command {
  const enrol = changing("enrol", "enrol a member with a first key", [
    "tallystick member enrol alice --organisation org --role member --key-file alice.key",
  ])
    .argument("<member>", "member id: a-z 0-9 . _ -")
    .requiredOption("--organisation <id>", "organisation of the member")
    .addOption(
      new Option("--role <role>", "what the member may do")
        .choices(["member", "operator"])
        .default("member"),
    );
  return publicKeyOptions(enrol).action(async (member: string, options: MemberOptions) => {
    const { changeMember } = await import("../ledger/members.ts");
    const { organisation, role } = options;
    await changeMember("enrol", { member, organisation, role }, options);
  });
}

function addKeyCommand(): Command {
  const addKey = changing("add-key", "add a key to a member", [
    "tallystick member add-key alice --key-file new.key",
  ])
    .argument("<member>", "member id")
    .option(
      "--from-height <height>",
      "first block at which it counts (default: the next)",
      wholeNumber(1),
    );
  return publicKeyOptions(addKey).action(async (member: string, options: MemberOptions) => {
    const { changeMember } = await import("../ledger/members.ts");
    const { fromHeight } = options;
    await changeMember(
      "addKey",
      { member, ...(fromHeight !== undefined && { fromHeight }) },
      options,
    );
  });
}

function revokeKeyCommand(): Command {
  return changing("revoke-key", "revoke a key; statements of before stand", [
    "tallystick member revoke-key KEYID",
  ])
    .argument("<key-id>", "64 hex digits, as `tallystick key show` prints them")
    .option(
      "--from-height <height>",
      "first block at which it no longer counts (default: the next)",
      wholeNumber(1),
    )
    .action(async (keyId: string, options: MemberOptions) => {
      const { changeMember } = await import("../ledger/members.ts");
      const { fromHeight } = options;
      await changeMember(
        "revokeKey",
        { keyId, ...(fromHeight !== undefined && { fromHeight }) },
        options,
      );
    });
}
