import type { Command } from "commander";
import { callCommand } from "./call.ts";
import { depositCommand } from "./deposit.ts";
import { verifyCommand } from "./verify.ts";
import { viewCommand } from "./view.ts";

/** Every command, in the order of the help. Some need the command line to know what to make. */
export const commands: readonly ((args: readonly string[]) => Command | Promise<Command>)[] = [
  depositCommand,
  verifyCommand,
  callCommand,
  viewCommand,
];
