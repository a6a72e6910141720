import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CommandError } from "../failure.ts";

/** Shortest passphrase that is taken; scrypt makes each guess cost, but not that much. */
const SHORTEST = 8;

/**
 * Asks for a new passphrase twice, without showing it.
 * @throws CommandError when there is nobody to ask, or the two differ
 */
export async function askPassphrase(): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new CommandError(
      "no-passphrase",
      "a key is encrypted with a passphrase, and none was given",
      "give --passphrase-file, TALLYSTICK_PASSPHRASE_FILE or TALLYSTICK_PASSPHRASE",
    );
  }
  const first = await askHidden("Passphrase for the new key: ");
  if (first.length < SHORTEST)
    throw new CommandError("passphrase-short", `use at least ${SHORTEST} characters`);
  if ((await askHidden("Once more: ")) !== first) {
    throw new CommandError("passphrase-differs", "the two passphrases differ");
  }
  return first;
}

/** Asks without showing what is typed. */
export async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await lines.question("");
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
