import { createInterface } from "node:readline/promises";
import { CommandError } from "./failure.ts";

/**
 * Asks before something is done that cannot be undone.
 * @param question ends with a question mark
 * @param yes the answer was given on the command line
 * @throws CommandError when the answer is no, or there is nobody to ask
 */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new CommandError("not-confirmed", question, "add --yes to say so");
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await lines.question(`${question} (yes/no) `);
    if (!/^y(es)?$/i.test(said.trim())) throw new CommandError("not-confirmed", "nothing was done");
  } finally {
    lines.close();
  }
}
