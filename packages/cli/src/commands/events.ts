import type { Command } from "commander";
import type { EventsOptions } from "../ledger/follow-events.ts";
import { dataOption, newCommand, urlOption, wholeNumber } from "../new-command.ts";

const EXAMPLES = [
  "tallystick events",
  "# everything from the first entry on, for another program",
  "tallystick events --from 0 --json",
];

/** `tallystick events`: follows the log. */
export function eventsCommand(): Command {
  return newCommand("events", "follow the entries of the log as they come", EXAMPLES)
    .option("--from <index>", "first entry (default: the next one)", wholeNumber(0))
    .option("--count <number>", "end after so many entries", wholeNumber(1))
    .option("--action <name>", "only entries of this action, such as evidence.deposit")
    .option("--member <id>", "only entries signed by this member")
    .addOption(urlOption())
    .addOption(dataOption())
    .action(async (options: EventsOptions) => {
      const { followEvents } = await import("../ledger/follow-events.ts");
      await followEvents(options);
    });
}
