import { parseArgs } from "node:util";

/**
 * Splits a command line into names and options. `--name value` and `--name=value` both set an
 * option; an option with nothing after it, or with another option after it, means "true".
 */
export function readOptions(args: readonly string[]): {
  readonly names: readonly string[];
  readonly options: Readonly<Record<string, string>>;
} {
  const { tokens } = parseArgs({ args: [...args], strict: false, tokens: true });
  const names: string[] = [];
  const options: Record<string, string> = {};
  let open: string | null = null;
  for (const token of tokens) {
    if (token.kind === "option") {
      options[token.name] = token.value ?? "true";
      open = token.value === undefined ? token.name : null;
    } else if (token.kind === "positional") {
      if (open === null) names.push(token.value);
      else options[open] = token.value;
      open = null;
    }
  }
  return { names, options };
}
