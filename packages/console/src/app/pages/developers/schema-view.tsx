import { useLanguage, useText } from "../../language.ts";
import { texts } from "./messages.ts";
import type { Schema } from "./open-api.ts";

/** How deep a schema is drawn; deeper parts are named and no more. */
const DEPTH_MAX = 6;

/** A JSON Schema as a list of its members with what each means. */
export function SchemaView(props: {
  schema: Schema;
  schemas: Readonly<Record<string, Schema>>;
  depth?: number;
}) {
  const { schemas, depth = 0 } = props;
  const t = useText(texts);
  const lang = useLanguage();
  const schema = resolved(props.schema, schemas);
  const inner = schema.type === "array" && schema.items !== undefined ? schema.items : schema;
  const { properties, required = [] } = resolved(inner, schemas);
  if (properties === undefined || depth >= DEPTH_MAX) {
    return <p className="developers-type">{typeOf(schema, schemas) || t("anything")}</p>;
  }
  return (
    <ul className="developers-schema">
      {Object.entries(properties).map(([name, member]) => {
        const own = resolved(member, schemas);
        const words = lang === "zh" ? own["x-description-zh"] : undefined;
        return (
          <li key={name}>
            <code>{name}</code> <span className="developers-type">{typeOf(own, schemas)}</span>
            {required.includes(name) && (
              <span className="developers-required"> {t("required")}</span>
            )}
            <p>{words ?? own.description}</p>
            {hasMembers(own, schemas) && (
              <SchemaView schema={own} schemas={schemas} depth={depth + 1} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function resolved(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : (schemas[name] ?? schema);
}

function hasMembers(schema: Schema, schemas: Readonly<Record<string, Schema>>): boolean {
  const inner = schema.items === undefined ? schema : resolved(schema.items, schemas);
  return inner.properties !== undefined;
}

/** A type in few words: `integer 0…200`, `text 1…64`, `list of object, 4 at most`, `a | b`. */
function typeOf(given: Schema, schemas: Readonly<Record<string, Schema>>): string {
  const schema = resolved(given, schemas);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((one) => typeOf(one, schemas)).join(" | ");
  if (schema.items !== undefined) {
    const of = typeOf(schema.items, schemas);
    return `${of}[]${range(schema.minItems, schema.maxItems)}`;
  }
  const type = [schema.type ?? ""].flat().join(" | ");
  if (type === "string") return `string${range(schema.minLength, schema.maxLength)}`;
  return `${type}${range(schema.minimum, schema.maximum)}`;
}

function range(least: number | undefined, most: number | undefined): string {
  // The bounds of whole numbers in JSON say nothing about the value.
  const low = least === undefined || least <= Number.MIN_SAFE_INTEGER ? undefined : least;
  const high = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : most;
  if (low === undefined && high === undefined) return "";
  return ` ${low ?? ""}…${high ?? ""}`;
}
