import { Command, InvalidArgumentError, Option } from "commander";

/**
 * A command with what all commands have: `--json`, `--lang`, and examples at the end of its help.
 * @param examples lines of a shell; a line that starts with `#` explains the next
 */
export function newCommand(name: string, summary: string, examples: readonly string[]): Command {
  return plainCommand(name, summary, examples)
    .option("--json", "answer as JSON, one value a line")
    .addOption(new Option("--lang <language>", "language of the answers").choices(["en", "zh"]));
}

/** A command that only holds others: it has examples, and no options that could take theirs. */
export function newGroup(name: string, summary: string, examples: readonly string[]): Command {
  return plainCommand(name, summary, examples).helpCommand(
    "help [command]",
    "show the help of a command",
  );
}

function plainCommand(name: string, summary: string, examples: readonly string[]): Command {
  return new Command(name)
    .summary(summary)
    .description(summary)
    .showHelpAfterError("(add --help for the options)")
    .addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);
}

/** The option `--data`, and what it falls back to. */
export function dataOption(): Option {
  return new Option("--data <folder>", "data directory of the node")
    .env("TALLYSTICK_DATA")
    .default("data");
}

/** The option `--url`, and what it falls back to. */
export function urlOption(): Option {
  return new Option("--url <url>", "address of the node")
    .env("TALLYSTICK_URL")
    .default(`http://127.0.0.1:${process.env["TALLYSTICK_PORT"] ?? "7070"}`);
}

/** The option `--key`: whoever signs. */
export function keyOption(flags = "--key <file>"): Option {
  return new Option(flags, "key that signs (default: the node's operator key in --data)");
}

/** The options that decrypt a key. */
export function passphraseOption(): Option {
  return new Option(
    "--passphrase-file <file>",
    "passphrase of the key (else TALLYSTICK_PASSPHRASE_FILE, TALLYSTICK_PASSPHRASE, or the data directory)",
  );
}

/** Reads a whole number in a range. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      const range =
        most === Number.MAX_SAFE_INTEGER ? `from ${least} up` : `from ${least} to ${most}`;
      throw new InvalidArgumentError(`It must be a whole number ${range}.`);
    }
    return value;
  };
}

/** Gathers an option that may be given several times, each time with one value. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Gathers an option that may be given several times, each time with one or several names by commas. */
export function gather(text: string, before: readonly string[] | undefined): readonly string[] {
  return [
    ...(before ?? []),
    ...text
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  ];
}
