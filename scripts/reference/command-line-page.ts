import { repositoryRoot } from "../lib/npm.mjs";

const HEAD = `# The command line

Every command, as \`tallystick COMMAND --help\` shows it.
This page is made from the sources by \`npm run reference\`; a test holds it against them.

Exit codes: 0 done or valid, 1 not valid, refused or failed, 2 wrong use; 130 after Ctrl-C.
With \`--json\` an answer is one JSON value a line on standard output; what went wrong is \`{"error":{"code","message","fix"}}\`.
Progress and remarks go to standard error.

| variable | stands for |
|---|---|
| \`TALLYSTICK_DATA\` | \`--data\` |
| \`TALLYSTICK_PORT\` | \`--port\` of \`start\`, and the port in the default of \`--url\` |
| \`TALLYSTICK_HOST\` | \`--host\` of \`start\` |
| \`TALLYSTICK_URL\` | \`--url\` |
| \`TALLYSTICK_LOG_LEVEL\` | \`--log-level\` of \`start\` |
| \`TALLYSTICK_COMETBFT\` | the program CometBFT, when it is not the one that \`engine install\` made or that is on PATH |
| \`TALLYSTICK_PASSPHRASE_FILE\`, \`TALLYSTICK_PASSPHRASE\` | the passphrase of keys |
| \`LC_ALL\`, \`LC_MESSAGES\`, \`LANG\` | \`--lang\`: verdicts are in Chinese when it begins with \`zh\` |
| \`NO_COLOR\` | plain text on a terminal too |
`;

/** Variables that change a help text: the page shows the defaults. */
const SHOWN = /^(TALLYSTICK_.*|LC_ALL|LC_MESSAGES|LANG)$/;

interface Helped {
  name(): string;
  readonly commands: readonly Helped[];
  configureHelp(configuration: { helpWidth: number }): unknown;
  configureOutput(output: {
    writeOut: (text: string) => void;
    getOutHelpWidth: () => number;
  }): unknown;
  outputHelp(): void;
}

function helpOf(command: Helped): string {
  let text = "";
  command.configureHelp({ helpWidth: 100 });
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100 });
  command.outputHelp();
  return text.trimEnd();
}

function* sections(command: Helped, path: readonly string[]): Generator<string> {
  for (const one of command.commands) {
    const name = [...path, one.name()];
    yield `## tallystick ${name.join(" ")}\n\n\`\`\`text\n${helpOf(one)}\n\`\`\`\n`;
    yield* sections(one, name);
  }
}

/** docs/reference/command-line.md. */
export async function commandLinePage(): Promise<string> {
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (SHOWN.test(name)) delete process.env[name];
  try {
    const path = new URL(`file://${repositoryRoot}/packages/cli/src/program.ts`).href;
    const { program } = (await import(path)) as { program(args: string[]): Promise<Helped> };
    // The commands made from the applications are only there when one of them is asked for.
    const parts = new Map<string, readonly string[]>();
    for (const first of ["none", "call", "view"]) {
      const root = await program([first]);
      for (const one of root.commands) {
        const own = `## tallystick ${one.name()}\n\n\`\`\`text\n${helpOf(one)}\n\`\`\`\n`;
        const all = [own, ...sections(one, [one.name()])];
        if (all.length >= (parts.get(one.name())?.length ?? 0)) parts.set(one.name(), all);
      }
    }
    return [HEAD, ...[...parts.values()].flat()].join("\n");
  } finally {
    Object.assign(process.env, before);
  }
}
