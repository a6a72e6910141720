import type { Command } from "commander";
import { dataOption, newCommand } from "../new-command.ts";
import type { DoctorOptions } from "../operate/run-doctor.ts";

const EXAMPLES = ["tallystick doctor", "tallystick doctor --data /srv/tallystick --replay --json"];

const MORE = `
Looks at every byte of a stopped node: entries, log, states, roots, signatures. It only reads.
Exit 0: sound; 1: damaged, with what and where.`;

/** `tallystick doctor`: examines everything a node keeps. */
export function doctorCommand(): Command {
  return newCommand("doctor", "examine every byte that a stopped node keeps", EXAMPLES)
    .addOption(dataOption())
    .option("--replay", "also execute the whole log again and compare")
    .addHelpText("after", MORE)
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import("../operate/run-doctor.ts");
      process.exitCode = await runDoctor(options);
    });
}
