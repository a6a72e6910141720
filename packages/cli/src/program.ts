import { Command, CommanderError } from "commander";
import { commands } from "./commands/index-of-commands.ts";
import { exitCodes } from "./failure.ts";
import { reportFailure } from "./report-failure.ts";
import { version } from "./version.ts";

const DESCRIPTION = `A ledger that several organisations run together, with receipts that anybody can check offline.

  start     runs a node on this machine
  deposit   puts files on the ledger: their digests, never their contents
  verify    checks a file against its receipt, without a network`;

const EXIT_CODES = `
Exit codes: 0 done or valid, 1 not valid, refused or failed, 2 wrong use.`;

/** The whole command line. Commands that come from the applications are read only when one is called. */
export async function program(args: readonly string[]): Promise<Command> {
  const root = new Command("tallystick")
    .description(DESCRIPTION)
    .version(version, "--version", "print the version")
    .helpOption("--help", "show help")
    .helpCommand("help [command]", "show the help of a command")
    .showSuggestionAfterError(true)
    // `engine install --version` names a version; `tallystick --version` prints one.
    .enablePositionalOptions()
    .addHelpText("after", EXIT_CODES);
  for (const make of commands) root.addCommand(await make(args));
  for (const one of allCommands(root)) {
    one
      .helpOption("--help", "show help")
      .exitOverride()
      .configureHelp({ showGlobalOptions: false });
  }
  return root;
}

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap((one) => allCommands(one))];
}

/**
 * Runs one command line.
 * @returns the exit code
 */
export async function run(args: readonly string[]): Promise<number> {
  const json = args.includes("--json");
  try {
    const root = await program(args);
    if (args.length === 0) {
      root.outputHelp();
      return exitCodes.usage;
    }
    await root.parseAsync([...args], { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has already printed what is wrong, or the help that was asked for.
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    return reportFailure(error, json);
  }
}
