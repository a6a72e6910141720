import type { Command } from "commander";
import { verifyCommand } from "./verify.ts";

/** Every command, in the order of the help. Some need the command line to know what to make. */
export const commands: readonly ((args: readonly string[]) => Command | Promise<Command>)[] = [
  verifyCommand,
];
