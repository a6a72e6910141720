import type { Command } from "commander";
import { answer } from "../answer.ts";
import { newCommand, urlOption } from "../new-command.ts";

const EXAMPLES = ["tallystick status", "tallystick status --url http://192.0.2.7:7070 --json"];

/** `tallystick status`: what a node says about itself and its ledger. */
export function statusCommand(): Command {
  return newCommand("status", "ask a node about itself and its ledger", EXAMPLES)
    .addOption(urlOption())
    .action(async (options: { json?: boolean; url: string }) => {
      const { reachNode } = await import("../ledger/ledger-trust.ts");
      const { fieldLines } = await import("../terminal/fields.ts");
      const call = { method: "GET", path: "/v1/status", idempotent: true } as const;
      const status = await reachNode(options.url).json<Record<string, unknown>>(call);
      answer(options, status, () => fieldLines(status, ""));
    });
}
