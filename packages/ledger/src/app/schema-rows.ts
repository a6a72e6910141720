import type { JsonSchema } from "./describe.ts";

/** One member of a JSON value, flattened for a table in a page: `digests[].alg`. */
export interface SchemaRow {
  readonly name: string;
  /** What it takes, in words. */
  readonly type: string;
  readonly required: boolean;
  readonly en: string;
  readonly zh: string;
}

/** The members of an object schema and of everything inside it, in order. */
export function schemaRows(schema: JsonSchema, prefix = ""): SchemaRow[] {
  const needed = new Set(asArray(schema["required"]));
  return Object.entries(asRecord(schema["properties"])).flatMap(([name, member]) =>
    memberRows(asRecord(member), `${prefix}${name}`, needed.has(name)),
  );
}

function memberRows(schema: JsonSchema, name: string, required: boolean): SchemaRow[] {
  const row = {
    name,
    type: typeWords(schema),
    required,
    en: asText(schema["description"]),
    zh: asText(schema["x-description-zh"]),
  };
  if (schema["type"] === "object") return [row, ...schemaRows(schema, `${name}.`)];
  const items = asRecord(schema["items"]);
  if (schema["type"] === "array" && items["type"] === "object") {
    return [row, ...schemaRows(items, `${name}[].`)];
  }
  return [row];
}

/** What a schema takes, in words. */
export function typeWords(schema: JsonSchema): string {
  const choices = asArray(schema["enum"]);
  if (choices.length > 0) return choices.map((one) => `\`${String(one)}\``).join(", ");
  switch (schema["type"]) {
    case "string":
      return stringWords(schema);
    case "integer":
      return integerWords(schema);
    case "boolean":
      return "true or false";
    case "array":
      return `list of ${span(schema["minItems"], schema["maxItems"])}: ${typeWords(asRecord(schema["items"]))}`;
    default:
      return "group";
  }
}

function stringWords(schema: JsonSchema): string {
  const [min, max] = [Number(schema["minLength"] ?? 0), Number(schema["maxLength"])];
  if (schema["format"] === "hex") return `hex, ${span(min / 2, max / 2)} bytes`;
  if (schema["maxLength"] === undefined) return "decimal text";
  return `text, ${span(min, max)} characters`;
}

function integerWords({ minimum, maximum }: JsonSchema): string {
  if (maximum === Number.MAX_SAFE_INTEGER) return `whole number from ${String(minimum)}`;
  return `whole number, ${span(minimum, maximum)}`;
}

function span(min: unknown, max: unknown): string {
  return min === max ? String(max) : `${String(min ?? 0)} to ${String(max)}`;
}

function asRecord(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null ? (value as JsonSchema) : {};
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
