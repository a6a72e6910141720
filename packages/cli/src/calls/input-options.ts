import { readFileSync } from "node:fs";
import type { Field, Shape } from "@tallystick/ledger/app/fields";
import { fromJson, JsonError } from "@tallystick/ledger/app/json-values";
import { jsonFromTexts, type Parameter } from "@tallystick/ledger/app/parameters";
import { type Command, Option } from "commander";
import { UsageError } from "../failure.ts";
import type { Language } from "../language.ts";

/** Options that every generated command has of its own; a parameter of the same name gets a prefix. */
const TAKEN = new Set([
  "json",
  "lang",
  "url",
  "data",
  "sign-with",
  "issuer",
  "passphrase-file",
  "input",
  "receipt",
  "proof",
  "help",
]);
const PREFIX = "input-";

/** What a kind of value looks like in a help text. */
const SHAPES: Readonly<Record<Parameter["kind"], string>> = {
  integer: "<number>",
  decimal: "<number>",
  text: "<text>",
  hex: "<hex>",
  flag: "<true|false>",
  choice: "<choice>",
  texts: "<text>",
  json: "<json>",
};

function optionName({ option }: Parameter): string {
  return TAKEN.has(option) ? `${PREFIX}${option}` : option;
}

/** Puts one option for each member of an input on a command. */
export function addInputOptions(
  command: Command,
  parameters: readonly Parameter[],
  language: Language,
): void {
  for (const parameter of parameters) {
    const words = parameter[language] ?? parameter.en ?? "";
    const notes = [parameter.required ? "required" : "", parameter.repeatable ? "repeatable" : ""];
    const extra = notes.filter((note) => note !== "").join(", ");
    const text = extra === "" ? words : `${words} (${extra})`;
    const option = new Option(`--${optionName(parameter)} ${SHAPES[parameter.kind]}`, text);
    if (parameter.choices !== undefined) option.choices([...parameter.choices]);
    if (parameter.repeatable) {
      option.argParser((one: string, before: readonly string[] = []) => [...before, one]);
    }
    command.addOption(option);
  }
  command.option("--input <file>", "the whole input as a JSON file, - for standard input");
}

/**
 * The JSON input that a command line stands for, as its definition accepts it.
 * @param given what commander made of the options, by their camel-case names
 * @throws UsageError
 */
export function readInput(
  { field, shape }: { readonly field: Field; readonly shape: Shape },
  parameters: readonly Parameter[],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  try {
    const json = given["input"] === undefined ? {} : readJson(String(given["input"]));
    const texts: Record<string, string | readonly string[]> = {};
    for (const parameter of parameters) {
      const value = given[camelCase(optionName(parameter))];
      if (value !== undefined) texts[parameter.name] = value as string | readonly string[];
    }
    const input = { ...json, ...jsonFromTexts(shape, texts) };
    const missing = parameters.filter(({ name, required }) => required && !(name in input));
    if (missing.length > 0) {
      const options = missing.map((one) => `--${optionName(one)} ${SHAPES[one.kind]}`);
      throw new UsageError(`missing: ${options.join(", ")}`);
    }
    fromJson(field, input);
    return input;
  } catch (error) {
    if (error instanceof JsonError) throw new UsageError(error.message);
    throw error;
  }
}

function readJson(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path === "-" ? 0 : path, "utf8"));
  } catch (cause) {
    throw new UsageError(`--input ${path}: ${(cause as Error).message}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError(`--input ${path}: not a JSON object`);
}

/** The name under which commander hands an option over. */
function camelCase(option: string): string {
  return option.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
