/**
 * The part of JSON Schema that the definitions of applications come to: what `GET /v1/apps` gives for
 * the input of an action or a view. docs/reference/http-api.md.
 */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly "x-description-zh"?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** How a field is entered. */
export type FieldKind =
  | "group"
  | "list"
  | "choice"
  | "flag"
  | "integer"
  | "moment"
  | "amount"
  | "bytes"
  | "text"
  | "lines";

/** The pattern that the state machine's large integers have in JSON. */
const AMOUNT_PATTERN = "^(0|[1-9][0-9]{0,19})$";
/** Texts that may be longer than this get several lines. */
const LINE_CHARS = 256;

/** How a field of this schema is entered. */
export function kindOf(schema: JsonSchema): FieldKind {
  if (schema.type === "object") return "group";
  if (schema.type === "array") return "list";
  if (schema.enum !== undefined) return "choice";
  if (schema.type === "boolean") return "flag";
  if (schema.type === "integer") return isMoment(schema) ? "moment" : "integer";
  if (schema.format === "hex") return "bytes";
  if (schema.pattern === AMOUNT_PATTERN) return "amount";
  return (schema.maxLength ?? 0) > LINE_CHARS ? "lines" : "text";
}

/** Times are written as milliseconds; their descriptions say so. */
export function isMoment({ description = "" }: JsonSchema): boolean {
  return /milliseconds since 1970|ms since 1970/i.test(description);
}

/** What a field is for, in the language of the page. */
export function descriptionOf(schema: JsonSchema, lang: "en" | "zh"): string | undefined {
  const own =
    lang === "zh" ? (schema["x-description-zh"] ?? schema.description) : schema.description;
  if (own !== undefined || schema.items === undefined) return own;
  return descriptionOf(schema.items, lang);
}

/** Chinese names of fields are the first words of their descriptions, when those are few. */
const TITLE_CHARS = 14;

/** What a field is called, in the language of the page. */
export function titleOf(schema: JsonSchema | undefined, name: string, lang: "en" | "zh"): string {
  if (lang === "en") return labelOf(name);
  const [first = ""] = (schema?.["x-description-zh"] ?? "").split(/[，。；：（、]/);
  return first !== "" && first.length <= TITLE_CHARS ? first : labelOf(name);
}

/** Names that are clearer written out. */
const WRITTEN_OUT: Readonly<Record<string, string>> = { alg: "algorithm" };

/** `mediaType` as `Media type`, for people. */
export function labelOf(name: string): string {
  const words = (WRITTEN_OUT[name] ?? name)
    .replace(/[-_]/g, " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
