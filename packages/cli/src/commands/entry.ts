import type { Command } from "commander";
import { answer } from "../answer.ts";
import { newCommand, urlOption, wholeNumber } from "../new-command.ts";

const EXAMPLES = [
  "tallystick entry 41",
  "# the entry itself, for other tools",
  "tallystick entry 41 --json | jq -r .entry | xxd -r -p > entry.cbor",
];

/** `tallystick entry`: shows an entry of the log. */
export function entryCommand(): Command {
  return newCommand("entry", "show an entry of the log", EXAMPLES)
    .argument("<index>", "position in the log", wholeNumber(0))
    .addOption(urlOption())
    .action(async (index: number, options: { json?: boolean; url: string }) => {
      const { reachNode } = await import("../ledger/ledger-trust.ts");
      const { fieldLines } = await import("../terminal/fields.ts");
      const call = { method: "GET", path: `/v1/entries/${index}`, idempotent: true } as const;
      const entry = await reachNode(options.url).json<Record<string, unknown>>(call);
      const { entry: _, ...shown } = entry;
      answer(options, entry, () => fieldLines(shown, ""));
    });
}
