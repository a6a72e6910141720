import { kebabCase } from "./define-app.ts";
import { unwrapOptional } from "./define-table.ts";
import { docOf, type Field, type FieldDoc, orderOf, type Shape } from "./fields.ts";
import { JsonError } from "./json-values.ts";

/** How a parameter is written on a command line or in a query string. */
export type ParameterKind =
  | "integer"
  | "decimal"
  | "text"
  | "hex"
  | "flag"
  | "choice"
  | "texts"
  | "json";

/** One member of an input, as a command-line option or query parameter. */
export interface Parameter extends FieldDoc {
  /** Member of the input. */
  readonly name: string;
  /** Option of the command line, without dashes: `media-type`. */
  readonly option: string;
  readonly kind: ParameterKind;
  readonly required: boolean;
  /** May be given several times (kind `texts`). */
  readonly repeatable: boolean;
  readonly choices?: readonly string[];
}

/** The members of a shape as parameters, in order. */
export function parametersOf(shape: Shape): Parameter[] {
  return Object.entries(shape).map(([name, field]) => {
    const inner = unwrapOptional(field);
    const kind = kindOf(inner);
    const choices =
      kind === "choice" ? (inner as { options?: readonly string[] }).options : undefined;
    return {
      name,
      option: kebabCase(name),
      kind,
      required: field.type !== "optional",
      repeatable: kind === "texts",
      ...(choices === undefined ? {} : { choices }),
      ...docOf(inner),
      ...docOf(field),
    };
  });
}

function kindOf(field: Field): ParameterKind {
  switch (orderOf(field).kind) {
    case "uint":
    case "int":
      return "integer";
    case "bigUint":
      return "decimal";
    case "bytes":
      return "hex";
    case "flag":
      return "flag";
    case "choice":
      return "choice";
    case "text":
      return "text";
    case "list":
      return isTextList(field) ? "texts" : "json";
    default:
      return "json";
  }
}

function isTextList(field: Field): boolean {
  const { element } = field as { readonly element?: Field };
  return element !== undefined && ["text", "choice"].includes(orderOf(element).kind);
}

/** Texts as they come from a command line or a query string. */
export type ParameterTexts = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The JSON input that texts stand for; the field's own schema judges it afterwards.
 *
 * @throws JsonError for an unknown name, a repeated single value or a text that has no JSON form
 */
export function jsonFromTexts(shape: Shape, texts: ParameterTexts): Record<string, unknown> {
  const parameters = new Map(parametersOf(shape).map((one) => [one.name, one]));
  const json: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(texts)) {
    if (given === undefined) continue;
    const parameter = parameters.get(name);
    if (parameter === undefined) throw problem(name, "unknown parameter");
    const values = typeof given === "string" ? [given] : given;
    if (parameter.repeatable) {
      json[name] = values;
      continue;
    }
    const [value] = values;
    if (value === undefined || values.length > 1) throw problem(name, "give it exactly once");
    json[name] = jsonFromText(parameter, value);
  }
  return json;
}

function jsonFromText({ name, kind }: Parameter, text: string): unknown {
  switch (kind) {
    case "integer":
      if (!/^(0|-?[1-9][0-9]{0,15})$/.test(text)) throw problem(name, "not a whole number");
      return Number(text);
    case "flag":
      if (text !== "true" && text !== "false") throw problem(name, "true or false");
      return text === "true";
    case "json":
      try {
        return JSON.parse(text);
      } catch {
        throw problem(name, "not JSON");
      }
    default:
      return text;
  }
}

function problem(path: string, message: string): JsonError {
  return new JsonError([{ path, message }]);
}
